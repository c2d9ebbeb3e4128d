/** Judges a call that a webhook has to answer: by the platform's own limits and parser. */
import { WebhookError } from "../../errors.ts";
import { decodeResponse } from "../../wire/decode-response.ts";
import { maxResponseBytes } from "../../wire/encode.ts";
import { wireFormats } from "../compose.ts";
import type { CaseFormat } from "../case.ts";
import type { Exchange, Received } from "../exchange.ts";
import type { Finding } from "./finding.ts";
import { judgeFailure } from "./judge-failure.ts";

/** What an answer is judged by. */
export interface AnswerOptions {
  readonly format: CaseFormat;
  /** Whether 400 and 404 will do. */
  readonly refusable: boolean;
}

/** What to do about a status, where its number tells. */
const advices: ReadonlyMap<number, string> = new Map([
  [400, "The platform sends such requests: take them."],
  [401, "The credentials of this call are the right ones: are --basic, --bearer and --header?"],
  [403, "The credentials of this call are the right ones: are --basic, --bearer and --header?"],
  [404, "Is this the path of the webhook, and does it know the tag?"],
  [405, "The platform calls with POST: allow it."],
  [413, "The platform sends requests of this size: raise the limit of the body."],
  [415, "The platform sends application/json: take it."],
  [429, "Let more calls in at a time, or run verify with --concurrency 1."],
]);

/** Finds what the platform would not take, and what it would take and pass over. */
export function judgeAnswer(exchange: Exchange, options: AnswerOptions): readonly Finding[] {
  const { received, warnings } = exchange;
  if (received === undefined) return judgeFailure(exchange);
  const { statusCode } = received;
  if (statusCode < 200 || statusCode > 299) return judgeStatus(statusCode, options);
  return [
    ...judgeShape(received, options),
    ...judgeContentType(received),
    ...warnings.map((message): Finding => ({
      level: "note",
      rule: "ignored",
      message,
      advice: "Is that what was meant?",
    })),
  ];
}

function judgeStatus(statusCode: number, { refusable }: AnswerOptions): readonly Finding[] {
  if (refusable && (statusCode === 400 || statusCode === 404)) return [];
  return [
    {
      level: "error",
      rule: "status",
      message: isRedirect(statusCode)
        ? `The answer is a redirect (${statusCode}), which the platform does not follow.`
        : `The answer has status ${statusCode}: for the platform the call has failed.`,
      advice: adviceOn(statusCode),
    },
  ];
}

const isRedirect = (statusCode: number): boolean => statusCode >= 300 && statusCode < 400;

/** What to do about a status other than 2xx. */
export function adviceOn(statusCode: number): string {
  if (isRedirect(statusCode)) return "Give the URL that it leads to.";
  return advices.get(statusCode) ?? "The webhook's own log should say why.";
}

function judgeShape({ body }: Received, { format }: AnswerOptions): readonly Finding[] {
  if (body.length > maxResponseBytes)
    return [
      {
        level: "error",
        rule: "size",
        message: `The answer has ${body.length} bytes, and the platform takes ${maxResponseBytes}.`,
        advice: "Answer with less.",
      },
    ];
  try {
    decodeResponse(wireFormats[format], body);
    return [];
  } catch (error) {
    if (!WebhookError.is(error)) throw error;
    return [
      {
        level: "error",
        rule: "shape",
        message: error.message,
        advice: "Correct the answer: the platform's parser takes nothing that it does not know.",
      },
    ];
  }
}

function judgeContentType({ headers }: Received): readonly Finding[] {
  const type = headers["content-type"];
  if (type !== undefined && /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) return [];
  return [
    {
      level: "warning",
      rule: "content-type",
      message:
        type === undefined
          ? "The answer has no Content-Type."
          : `The answer's Content-Type is ${JSON.stringify(type)}.`,
      advice: "Send application/json: gateways and proxies go by it, if the platform does not.",
    },
  ];
}

/** Judges a call that a webhook has to refuse. */
import type { Expectation } from "../case.ts";
import type { Exchange, Received } from "../exchange.ts";
import type { Finding } from "./finding.ts";
import { judgeFailure } from "./judge-failure.ts";

/** What a refusal is judged by. */
export interface RefusalOptions {
  readonly expect: Exclude<Expectation, "answer">;
}

/** Finds what is wrong with a refusal, or that there is none. */
export function judgeRefusal(exchange: Exchange, { expect }: RefusalOptions): readonly Finding[] {
  const { received, sent } = exchange;
  if (received === undefined) return judgeFailure(exchange);
  const findings =
    expect === "unauthorized" ? judgeUnauthorized(received) : judgeClientError(received, sent);
  return [...findings, ...judgeHeaders(received)];
}

function judgeUnauthorized(received: Received): readonly Finding[] {
  const { statusCode } = received;
  if (statusCode === 401 || statusCode === 403) {
    if (!looksLikeAnswer(received)) return [];
    return [
      effects(
        `The status is ${statusCode}, but the body is an answer: the call was carried out.`,
        "Check the credentials before anything else is done.",
      ),
    ];
  }
  if (statusCode >= 200 && statusCode <= 299)
    return [
      effects(
        `A call without the right credentials was answered with ${statusCode}.`,
        "Refuse it with 401 or 403, before anything is done.",
      ),
    ];
  return [
    {
      level: "error",
      rule: "status",
      message: `A call without the right credentials was answered with ${statusCode}.`,
      advice:
        "Refuse it with 401 or 403: the platform raises webhook.error.rejected for these alone.",
    },
  ];
}

function effects(message: string, advice: string): Finding {
  return { level: "error", rule: "effects", message, advice };
}

/** Members that a body has which says or changes something. */
const members =
  /^(fulfillment_?response|session_?info|page_?info|target_?page|target_?flow|fulfillment_?text|fulfillment_?messages|output_?contexts|followup_?event_?input)$/i;

function looksLikeAnswer({ body }: Received): boolean {
  try {
    const json: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
    return (
      typeof json === "object" &&
      json !== null &&
      Object.keys(json).some((name) => members.test(name))
    );
  } catch {
    return false;
  }
}

function judgeClientError(
  { statusCode }: Received,
  { method }: Exchange["sent"],
): readonly Finding[] {
  if (statusCode >= 400 && statusCode <= 499) return [];
  if (statusCode === 501 && method !== "POST") return [];
  return [
    {
      level: "error",
      rule: "status",
      message: `What is no webhook call was answered with ${statusCode}.`,
      advice:
        statusCode >= 500
          ? "Refuse it with 4xx: a status of 5xx says that the service is ill, and is alerted on."
          : "Refuse it with 4xx, 405 for a method: who calls by mistake should see that it is one.",
    },
  ];
}

/** Headers that HTTP asks for with a status (RFC 9110, sections 11.6.1 and 15.5.6). */
const required: ReadonlyMap<number, readonly [header: string, example: string]> = new Map([
  [401, ["WWW-Authenticate", "Bearer"]],
  [405, ["Allow", "POST"]],
]);

function judgeHeaders({ statusCode, headers }: Received): readonly Finding[] {
  const [name, example] = required.get(statusCode) ?? [];
  if (name === undefined || headers[name.toLowerCase()] !== undefined) return [];
  return [
    {
      level: "note",
      rule: "header",
      message: `A ${statusCode} without ${name}, which RFC 9110 asks for.`,
      advice: `Send ${name}: ${example}.`,
    },
  ];
}

/** Judges one call by what is expected of it. */
import type { CaseFormat, Expectation } from "../case.ts";
import type { Exchange } from "../exchange.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { judgeRefusal } from "./judge-refusal.ts";
import type { Finding } from "./finding.ts";
import { stackTraceIn } from "./stack-trace.ts";

/** What a call is judged by. */
export interface JudgeOptions {
  readonly expect: Expectation;
  readonly format: CaseFormat;
  readonly timeoutMs: number;
  /** Whether 400 and 404 will do: the webhook does not know the tag. */
  readonly refusable: boolean;
}

/** Finds what is wrong with a call; nothing if all is well. */
export function judgeCall(exchange: Exchange, options: JudgeOptions): readonly Finding[] {
  const findings =
    options.expect === "answer"
      ? judgeAnswer(exchange, options)
      : judgeRefusal(exchange, { ...options, expect: options.expect });
  return [...findings, ...judgeLatency(exchange, options), ...judgeLeak(exchange)];
}

/** Above this part of the timeout an answer is slow. */
const slowPart = 0.5;

function judgeLatency(
  { received, latencyMs }: Exchange,
  { timeoutMs }: Pick<JudgeOptions, "timeoutMs">,
): readonly Finding[] {
  if (received === undefined || latencyMs <= timeoutMs * slowPart) return [];
  return [
    {
      level: "warning",
      rule: "latency",
      message: `The answer took ${Math.round(latencyMs)} ms, more than half of the timeout of ${timeoutMs} ms.`,
      advice: "Make it faster, or raise the webhook's timeout: under load it will be too late.",
    },
  ];
}

function judgeLeak({ received }: Exchange): readonly Finding[] {
  if (received === undefined) return [];
  const language = stackTraceIn(Buffer.from(received.body).toString("utf8"));
  if (language === undefined) return [];
  return [
    {
      level: "error",
      rule: "leak",
      message: `The answer holds a stack trace (${language}).`,
      advice: "Log it, and answer with a text that tells nothing about the service's insides.",
    },
  ];
}

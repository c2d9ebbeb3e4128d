/** Judges a call that brought no whole answer. */
import type { FailureKind } from "../../dispatch/failure.ts";
import type { Exchange } from "../exchange.ts";
import type { Finding, Rule } from "./finding.ts";

const rules: Readonly<Partial<Record<FailureKind, readonly [rule: Rule, advice: string]>>> = {
  timeout: ["timeout", "Answer every request, refusals too, and well before the timeout."],
  oversize: ["size", "Answer with less: the platform takes 65536 bytes."],
};

/** The finding for a call without an answer. */
export function judgeFailure({ failure }: Exchange): readonly Finding[] {
  const { kind, message } = failure ?? { kind: "protocol", message: "Nothing came." };
  const [rule, advice] = rules[kind] ?? [
    "no-answer" as const,
    "Answer by HTTP even where a request is refused: a dropped call is tried again.",
  ];
  return [{ level: "error", rule, message, advice }];
}

/** Attempts as a person follows them on standard error. */
import type { AttemptEvent } from "../../dispatch/index.ts";
import { printable } from "../text.ts";

const reasons = {
  first: "",
  retry: ", a retry",
  "token-refresh": ", with a new token",
} as const;

/** A line for something that happened, without its end. */
export function eventLine(event: AttemptEvent): string {
  switch (event.kind) {
    case "started":
      return `Attempt ${event.number}${reasons[event.reason]} …`;
    case "waiting":
      return `Waiting ${Math.round(event.delayMs)} ms …`;
    case "ended": {
      const { number, latencyMs, response, failure } = event.attempt;
      const what =
        response === undefined
          ? printable(failure?.message ?? "No answer.")
          : `HTTP ${response.statusCode}`;
      return `Attempt ${number}, after ${Math.round(latencyMs)} ms: ${what}`;
    }
  }
}

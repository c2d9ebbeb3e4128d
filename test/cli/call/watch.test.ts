import { describe, expect, it } from "vitest";
import { eventLine } from "../../../src/cli/call/watch.ts";
import { DispatchFailure, type Attempt } from "../../../src/dispatch/index.ts";

const attempt: Attempt = { number: 2, reason: "retry", startedAt: 0, latencyMs: 12.4 };
const response = { statusCode: 503, headers: {}, body: new Uint8Array() };

describe("eventLine", () => {
  it.each([
    [{ kind: "started", number: 1, reason: "first" }, "Attempt 1 …"],
    [{ kind: "started", number: 2, reason: "retry" }, "Attempt 2, a retry …"],
    [{ kind: "started", number: 2, reason: "token-refresh" }, "Attempt 2, with a new token …"],
    [{ kind: "waiting", delayMs: 200.4 }, "Waiting 200 ms …"],
    [{ kind: "ended", attempt: { ...attempt, response } }, "Attempt 2, after 12 ms: HTTP 503"],
    [
      {
        kind: "ended",
        attempt: { ...attempt, failure: new DispatchFailure("dns", "No\u001Baddress.") },
      },
      String.raw`Attempt 2, after 12 ms: No\u001baddress.`,
    ],
  ] as const)("of %j is %s", (event, line) => {
    expect(eventLine(event)).toBe(line);
  });
});

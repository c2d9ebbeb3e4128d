import { describe, expect, it } from "vitest";
import { checkCall } from "../../src/dispatch/check-call.ts";
import { sessionFromRequest } from "../../src/dispatch/session/from-request.ts";
import { cxRequest, esRequest } from "../../src/testing/request.ts";

const request = cxRequest({ tag: "t" });
const session = sessionFromRequest(request);

describe("the arguments of a call", () => {
  it.each([
    ["a webhook's name and a request", { webhook: "w", request }],
    ["a webhook and a session", { webhook: {}, session }],
    ["a request of ES", { webhook: {}, request: esRequest({ action: "a" }) }],
  ])("are %s", (_, call) => {
    expect(() => checkCall(call)).not.toThrow();
  });

  it.each<readonly [unknown, string, string]>([
    [undefined, "A call takes an object", "nothing is given"],
    [{ request }, "A call takes a webhook", "the webhook is missing"],
    [{ webhook: null, request }, "A call takes a webhook", "null is none"],
    [{ webhook: "w", request: 1 }, "The request of a call", "a number is no request"],
    [{ webhook: "w", request: { format: "cx/v3", message: {} } }, "The request", "no message"],
    [{ webhook: "w", request, session: {} }, "sessionFromRequest", "the session has no members"],
    [
      { webhook: "w", session: { ...session, messages: undefined } },
      "sessionFromRequest",
      "a list",
    ],
  ])("are not %j: %s (%s)", (call, sentence) => {
    expect(() => checkCall(call)).toThrow(TypeError);
    expect(() => checkCall(call)).toThrow(sentence);
  });
});

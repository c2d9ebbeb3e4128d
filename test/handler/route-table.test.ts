import { describe, expect, it } from "vitest";
import { createRouter } from "../../src/handler/router.ts";
import { reply } from "../../src/handler/reply/index.ts";
import { cxRequest, esRequest } from "../../src/testing/index.ts";
import { call, textOf } from "./harness.ts";

const intentName =
  "projects/test-project/locations/global/agents/11111111-1111-4111-8111-111111111111/intents/33333333-3333-4333-8333-333333333333";

const say = (text: string) => () => reply().text(text);

const everything = createRouter()
  .tag("pay", say("tag pay"))
  .tag("both", say("tag both"))
  .action("both", say("action both"))
  .action("book", say("action book"))
  .intent("Pay bill", say("intent Pay bill"))
  .fallback(say("fallback"));

describe("the handler of a call", () => {
  it.each([
    [
      "a tag wins over the intent",
      cxRequest({ tag: "pay", intent: { displayName: "Pay bill" } }),
      "tag pay",
    ],
    [
      "an unknown tag leaves it to the intent",
      cxRequest({ tag: "?", intent: { displayName: "Pay bill" } }),
      "intent Pay bill",
    ],
    [
      "no tag leaves it to the intent",
      cxRequest({ intent: { displayName: "Pay bill" } }),
      "intent Pay bill",
    ],
    ["a CX tag is no ES action", cxRequest({ tag: "book" }), "fallback"],
    [
      "nothing known is for the fallback",
      cxRequest({ tag: "?", intent: { displayName: "?" } }),
      "fallback",
    ],
    ["nothing at all is for the fallback", cxRequest(), "fallback"],
    ["v3beta1 is served alike", cxRequest({ tag: "pay", format: "cx/v3beta1" }), "tag pay"],
    ["an action wins over the tag of its name", esRequest({ action: "both" }), "action both"],
    ["an action reaches the tag of its name", esRequest({ action: "pay" }), "tag pay"],
    [
      "an action wins over the intent",
      esRequest({ action: "book", intent: { displayName: "Pay bill" } }),
      "action book",
    ],
    [
      "an unknown action leaves it to the intent",
      esRequest({ action: "?", intent: { displayName: "Pay bill" } }),
      "intent Pay bill",
    ],
    [
      "no action leaves it to the intent",
      esRequest({ intent: { displayName: "Pay bill" } }),
      "intent Pay bill",
    ],
    ["nothing known in ES is for the fallback", esRequest({ action: "?" }), "fallback"],
  ])("%s", async (_, request, expected) => {
    expect(textOf(await call(everything, request))).toBe(expected);
  });

  it("may go by the intent's resource name, which loses against the display name", async () => {
    const request = cxRequest({ intent: { displayName: "Pay bill" } });
    const byName = createRouter().intent(intentName, say("by name"));
    expect(textOf(await call(byName, request))).toBe("by name");
    const byBoth = byName.intent("Pay bill", say("by display name"));
    expect(textOf(await call(byBoth, request))).toBe("by display name");
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "is not found for the tag %s, which every object inherits",
    async (tag) => {
      const { error } = await call(createRouter().tag("pay", say("pay")), cxRequest({ tag }));
      expect(error?.reason).toBe("NO_HANDLER");
    },
  );
});

describe("a call without a handler", () => {
  const router = createRouter()
    .tag("check-balance", say(""))
    .intent("Pay bill", say(""))
    .action("book.flight", say(""));

  it.each([
    [
      "its tag",
      cxRequest({ tag: "check-balnce" }),
      'There is no handler for the tag "check-balnce".',
      'Did you mean "check-balance"?',
    ],
    [
      "its intent",
      cxRequest({ intent: { displayName: "Pay bil" } }),
      'There is no handler for the intent "Pay bil".',
      'Did you mean "Pay bill"?',
    ],
    [
      "its action",
      esRequest({ action: "book.fligth" }),
      'There is no handler for the action "book.fligth".',
      'Did you mean "book.flight"?',
    ],
    [
      "a tag for an action, as actions reach tags",
      esRequest({ action: "check.balance" }),
      'There is no handler for the action "check.balance".',
      'Did you mean "check-balance"?',
    ],
    [
      "nothing, where it names nothing",
      cxRequest(),
      "There is no handler for a request without a tag, an action and an intent.",
      undefined,
    ],
    [
      "no guess, where nothing is near",
      cxRequest({ tag: "weather" }),
      'There is no handler for the tag "weather".',
      undefined,
    ],
  ])("is answered NOT_FOUND, naming %s", async (_, request, message, hint) => {
    const { error, events } = await call(router, request);
    expect(error).toMatchObject({ code: "NOT_FOUND", reason: "NO_HANDLER", message });
    expect(events).toMatchObject([{ event: "failed", handler: "none", error }]);
    const [event] = events;
    expect(event?.event === "failed" ? event.hint : "another event").toBe(hint);
  });

  it("keeps the guess out of the public text", async () => {
    const { error } = await call(router, cxRequest({ tag: "check-balnce" }));
    expect(JSON.stringify(error)).not.toContain("check-balance");
  });

  it("cuts a very long tag in the public text", async () => {
    const { error } = await call(router, cxRequest({ tag: "x".repeat(5000) }));
    expect(error?.message.length).toBeLessThan(200);
  });
});

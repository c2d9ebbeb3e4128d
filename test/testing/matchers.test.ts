import { describe, expect, it } from "vitest";
import { createRouter, reply } from "../../src/index.ts";
import { createTestClient, cxRequest } from "../../src/testing/index.ts";
import "../../src/testing/vitest.ts";

const client = createTestClient(
  createRouter()
    .tag("hello", () => reply().text("Hello!").setParameters({ greeted: true, name: null }))
    .tag("form", () => reply().invalidate("a", "b"))
    .tag("leave", () => reply().targetPage("END_SESSION")),
);
const hello = await client.call(cxRequest({ tag: "hello" }));
const form = await client.call(cxRequest({ tag: "form", form: { a: {}, b: {} } }));
const leave = await client.call(cxRequest({ tag: "leave" }));
const unknown = await client.call(cxRequest({ tag: "unknown" }));

describe("the matchers", () => {
  it("hold where the answer is so", () => {
    expect(hello).toSay("Hello!");
    expect(hello).toSay(/^hell/i);
    expect(hello).toSetParameters({ greeted: true });
    expect(hello).toSetParameters({ name: null });
    expect(form).toInvalidate("b", "a");
    expect(leave).toGoTo("END_SESSION");
    expect(unknown).toFailWith("NO_HANDLER");
  });

  it.each([
    [
      "another text",
      () => expect(hello).toSay("Hello"),
      /to say 'Hello', but found \[ 'Hello!' \]/,
    ],
    ["another value", () => expect(hello).toSetParameters({ greeted: false }), /to set/],
    [
      "a parameter that is not set",
      () => expect(hello).toSetParameters({ age: undefined }),
      /to set/,
    ],
    ["fewer invalid parameters", () => expect(form).toInvalidate("a"), /to invalidate/],
    ["another target", () => expect(leave).toGoTo("SESSION"), /to go to SESSION/],
    ["another reason", () => expect(unknown).toFailWith("INTERNAL"), /to fail with INTERNAL/],
    ["no failure", () => expect(hello).toFailWith("INTERNAL"), /status 200/],
    ["the opposite", () => expect(hello).not.toSay("Hello!"), /not to say/],
  ])("fail for %s, and say what there is", (_, assertion, message) => {
    expect(assertion).toThrow(message);
  });
});

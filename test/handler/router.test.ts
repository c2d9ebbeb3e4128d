import { describe, expect, it } from "vitest";
import type { Interceptor } from "../../src/handler/interceptor.ts";
import { reply } from "../../src/handler/reply/index.ts";
import { createRouter, isRouter, type Router } from "../../src/handler/router.ts";
import { cxRequest, esRequest } from "../../src/testing/index.ts";
import { call, textOf } from "./harness.ts";

const say = (text: string) => () => reply().text(text);

describe("a router", () => {
  it("runs the example of the documentation", async () => {
    const router = createRouter()
      .tag("check-balance", ({ session }) => reply().text(`Balance of ${session.id}`))
      .fallback(() => reply().text("I can't help with that yet."));
    expect(textOf(await call(router, cxRequest({ tag: "check-balance", session: "s1" })))).toBe(
      "Balance of s1",
    );
    expect(textOf(await call(router, cxRequest({ tag: "other" })))).toBe(
      "I can't help with that yet.",
    );
  });

  it("never changes: each method gives another", async () => {
    const one = createRouter().tag("a", say("a"));
    const two = one.tag("b", say("b"));
    const withFallback = one.fallback(say("fallback"));
    expect((await call(one, cxRequest({ tag: "b" }))).error?.reason).toBe("NO_HANDLER");
    expect(textOf(await call(two, cxRequest({ tag: "b" })))).toBe("b");
    expect(textOf(await call(withFallback, cxRequest({ tag: "b" })))).toBe("fallback");
  });

  it("may be extended after it has answered a call", async () => {
    const one = createRouter().tag("a", say("a"));
    await call(one, cxRequest({ tag: "a" }));
    expect(textOf(await call(one.tag("b", say("b")), cxRequest({ tag: "b" })))).toBe("b");
  });

  it("is known by its brand, and nothing else is", () => {
    expect(isRouter(createRouter())).toBe(true);
    const ofAnotherCopy = { [Symbol.for("fulfillkit.Router")]: {} };
    expect(isRouter(ofAnotherCopy)).toBe(true);
    for (const other of [undefined, null, {}, () => {}, "router"])
      expect(isRouter(other)).toBe(false);
  });
});

describe("registering", () => {
  // As programs without types, or with names from elsewhere, would do it.
  const untyped: Router = createRouter();

  function first() {}
  function second() {}

  it.each<[string, () => unknown, string]>([
    [
      "a tag",
      () => untyped.tag("a", first).tag("a", second),
      'The tag "a" is registered twice: with first, and now with second.',
    ],
    [
      "an intent",
      () => untyped.intent("a", first).intent("a", second),
      'The intent "a" is registered twice: with first, and now with second.',
    ],
    [
      "an action",
      () => untyped.action("a", first).action("a", second),
      'The action "a" is registered twice: with first, and now with second.',
    ],
    [
      "a fallback",
      () => untyped.fallback(first).fallback(second),
      "The fallback is registered twice: with first, and now with second.",
    ],
    [
      "a mounted tag",
      () => untyped.tag("a", first).mount(createRouter().tag("a", second) as Router),
      'The tag "a" is registered twice: with first, and now with second.',
    ],
    [
      "a tag by its prefix",
      () => untyped.tag("b/a", first).mount("b/", createRouter().tag("a", () => {}) as Router),
      'The tag "b/a" is registered twice: with first, and now with a function without a name.',
    ],
    [
      "a mounted fallback",
      () => untyped.fallback(first).mount(createRouter().fallback(second)),
      "The fallback is registered twice: with first, and now with second.",
    ],
    [
      "an error handler",
      () => untyped.onError(first).onError(second),
      "onError() is set on this router already: a router has one.",
    ],
  ])("%s twice is refused, naming both", (_, register, message) => {
    expect(register).toThrow(message);
    expect(register).toThrow(TypeError);
  });

  it("the same name as tag, intent and action is no conflict", () => {
    expect(() =>
      createRouter().tag("a", first).intent("a", first).action("a", first),
    ).not.toThrow();
  });

  it.each<[string, () => unknown, string]>([
    ["an empty tag", () => untyped.tag("", first), "tag() takes a name that is not empty."],
    [
      "no handler",
      () => untyped.tag("a", undefined as never),
      'tag "a" needs a handler: a function, not undefined.',
    ],
    [
      "a value for a handler",
      () => untyped.fallback("text" as never),
      "fallback needs a handler: a function, not string.",
    ],
    [
      "no schema",
      () => untyped.tag("a", { params: 1 as never }, first as never),
      "params takes a protobuf message schema, or a Standard Schema",
    ],
    [
      "no interceptor",
      () => untyped.use(null as never),
      "use() takes an interceptor: a function, not null.",
    ],
    [
      "no error handler",
      () => untyped.onError({} as never),
      "onError() takes a function: a function, not object.",
    ],
    [
      "no router to mount",
      () => untyped.mount({} as never),
      "mount() takes a router, or a prefix for its tags and a router.",
    ],
    [
      "a prefix and no router",
      () => untyped.mount("a/", undefined as never),
      "mount() takes a router, or a prefix for its tags and a router.",
    ],
  ])("%s is refused at once", (_, register, message) => {
    expect(register).toThrow(message);
  });
});

describe("a mounted router", () => {
  const billing = createRouter()
    .tag("pay", say("pay"))
    .intent("Pay bill", say("intent"))
    .action("pay.now", say("action"))
    .fallback(say("fallback of billing"));

  it.each([
    ["its tags", cxRequest({ tag: "pay" }), "pay"],
    ["its intents", cxRequest({ intent: { displayName: "Pay bill" } }), "intent"],
    ["its actions", esRequest({ action: "pay.now" }), "action"],
    ["its fallback", cxRequest({ tag: "?" }), "fallback of billing"],
  ])("brings %s", async (_, request, text) => {
    expect(textOf(await call(createRouter().tag("a", say("a")).mount(billing), request))).toBe(
      text,
    );
  });

  it("has its tags under the prefix, and nothing else", async () => {
    const router = createRouter().mount("billing/", billing);
    expect(textOf(await call(router, cxRequest({ tag: "billing/pay" })))).toBe("pay");
    expect(textOf(await call(router, cxRequest({ tag: "pay" })))).toBe("fallback of billing");
    expect(textOf(await call(router, cxRequest({ intent: { displayName: "Pay bill" } })))).toBe(
      "intent",
    );
  });

  it("may be mounted under two prefixes, and deep", async () => {
    const pay = createRouter().tag("pay", ({ tag }) => reply().text(tag));
    const router = createRouter().mount("a/", pay).mount("b/", createRouter().mount("c/", pay));
    expect(textOf(await call(router, cxRequest({ tag: "a/pay" })))).toBe("a/pay");
    expect(textOf(await call(router, cxRequest({ tag: "b/c/pay" })))).toBe("b/c/pay");
  });

  it("keeps its interceptors to its own handlers, inside of those it is mounted under", async () => {
    const trail: string[] = [];
    const step =
      (name: string): Interceptor =>
      async (_, next) => {
        trail.push(name);
        return next();
      };
    const child = createRouter().use(step("child")).tag("child", say("child"));
    const router = createRouter()
      .use(step("before"))
      .mount(child)
      .use(step("after"))
      .tag("own", say("own"));
    await call(router, cxRequest({ tag: "child" }));
    expect(trail).toEqual(["before", "child"]);
    trail.length = 0;
    await call(router, cxRequest({ tag: "own" }));
    expect(trail).toEqual(["before", "after"]);
  });
});

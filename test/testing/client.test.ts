import { describe, expect, it } from "vitest";
import { createRouter, reply, WebhookError } from "../../src/index.ts";
import {
  createFakeClock,
  createTestClient,
  cxRequest,
  esRequest,
} from "../../src/testing/index.ts";
import { encodeRequest } from "../../src/wire/encode.ts";

const router = createRouter()
  .tag("hello", () =>
    reply().text("Hello!", "Hi!").text("How are you?").setParameters({ greeted: true }),
  )
  .tag("form", () => reply().setFormParameters({ a: 1 }).invalidate("b", "c"))
  .tag("leave", () => reply().targetPage("END_SESSION"))
  .tag("refuse", () => {
    throw new WebhookError("PERMISSION_DENIED", { reason: "NOT_YOURS", message: "Not yours." });
  })
  .tag("hang", () => new Promise(() => {}));

describe("createTestClient", () => {
  it("gives what a CX answer says and sets", async () => {
    const answer = await createTestClient(router).call(cxRequest({ tag: "hello" }));
    expect(answer).toMatchObject({
      status: 200,
      error: undefined,
      texts: ["Hello!", "How are you?"],
      parameters: { greeted: true },
    });
    expect(answer.events).toMatchObject([{ event: "handled", tag: "hello" }]);
  });

  it("gives form parameters that are set, and those that are invalid", async () => {
    const answer = await createTestClient(router).call(
      cxRequest({ tag: "form", form: { a: {}, b: {}, c: {} } }),
    );
    expect(answer).toMatchObject({ formParameters: { a: 1 }, invalidated: ["b", "c"] });
  });

  it("gives the target of a transition", async () => {
    const answer = await createTestClient(router).call(cxRequest({ tag: "leave" }));
    expect(answer.target).toMatch(/\/pages\/END_SESSION$/);
  });

  it("gives what an ES answer says and sets", async () => {
    const answer = await createTestClient(router).call(esRequest({ action: "hello" }));
    expect(answer).toMatchObject({
      status: 200,
      texts: ["Hello!", "How are you?"],
      parameters: { greeted: true },
    });
  });

  it("gives an error with its status, and never rejects", async () => {
    const answer = await createTestClient(router).call(cxRequest({ tag: "refuse" }));
    expect(answer).toMatchObject({
      status: 403,
      error: { status: "PERMISSION_DENIED", message: "Not yours." },
    });
    expect(answer.events).toMatchObject([{ event: "failed" }]);
  });

  it.each([
    ["a request", cxRequest({ tag: "hello" }), 200],
    ["its text", encodeRequest(cxRequest({ tag: "hello" })), 200],
    ["plain JSON", { fulfillmentInfo: { tag: "hello" } }, 200],
    ["what is no JSON", "{", 400],
    ["what is no request", { hello: "world" }, 400],
  ])("takes %s as a body", async (_, body, status) => {
    expect((await createTestClient(router).call(body)).status).toBe(status);
  });

  it("lets the deadline pass on a fake clock", async () => {
    const clock = createFakeClock();
    const answer = createTestClient(router, { clock }).call(cxRequest({ tag: "hang" }), {
      timeoutMs: 100,
    });
    clock.advance(100);
    expect((await answer).status).toBe(504);
  });

  it("aborts as when the platform hangs up", async () => {
    const platform = new AbortController();
    const answer = createTestClient(router).call(cxRequest({ tag: "hang" }), {
      signal: platform.signal,
    });
    platform.abort();
    expect((await answer).status).toBe(499);
  });
});

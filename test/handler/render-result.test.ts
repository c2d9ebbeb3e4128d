import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { WebhookResponseSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { reply } from "../../src/handler/reply/index.ts";
import { createRouter } from "../../src/handler/router.ts";
import { cxRequest, esRequest } from "../../src/testing/index.ts";
import { call, textOf } from "./harness.ts";

const request = cxRequest({ tag: "t" });

describe("a result that no handler may return", () => {
  it.each([
    ["a string", "hello"],
    ["a number", 0],
    ["null", null],
    ["false", false],
    ["an array", [reply()]],
    ["a function", reply],
    ["an instance of a class", new Date(0)],
    ["an answer to HTTP", new Response("{}")],
    ["a response of ES to a CX fulfillment", { fulfillmentText: "Hi." }],
    ["the JSON form of a transition", { targetPage: "projects/p" }],
    ["a member in snake_case", { session_info: {} }],
  ])("is the handler's error, told to the log: %s", async (_, result) => {
    const router = createRouter().tag("t", (() => result) as never);
    const { error } = await call(router, request);
    expect(error).toMatchObject({ code: "INTERNAL", reason: "INVALID_RESPONSE" });
    expect(error?.cause).toMatchObject({
      message: expect.stringMatching(/^The handler of tag "t" returned /) as string,
    });
  });

  it("may be a reply that the wire format has no words for", async () => {
    const router = createRouter().tag("t", () => reply().targetPage("END_SESSION"));
    const { error, events } = await call(router, esRequest({ action: "t" }));
    expect(error).toMatchObject({ code: "INTERNAL", reason: "UNSUPPORTED_REPLY" });
    expect(events).toMatchObject([{ event: "failed" }]);
  });
});

describe("an init shape", () => {
  it("of CX answers CX calls, and ES calls by the same rules as a reply", async () => {
    const router = createRouter().tag("t", () => ({
      fulfillmentResponse: {
        messages: [{ message: { case: "text" as const, value: { text: ["Hi."] } } }],
      },
    }));
    expect(textOf(await call(router, request))).toBe("Hi.");
    expect(textOf(await call(router, esRequest({ action: "t" })))).toBe("Hi.");
  });

  it("of ES answers for actions", async () => {
    const router = createRouter().action("t", () => ({ fulfillmentText: "Hi.", source: "test" }));
    const { response } = await call(router, esRequest({ action: "t" }));
    expect(response).toEqual({
      format: "es/v2",
      message: { fulfillmentText: "Hi.", source: "test" },
    });
  });

  it("of CX from an ES action is the handler's error", async () => {
    const router = createRouter().action("t", (() => ({ sessionInfo: {} })) as never);
    const { error } = await call(router, esRequest({ action: "t" }));
    expect(error?.cause).toMatchObject({
      message: expect.stringContaining(
        '"sessionInfo", which a WebhookResponse of ES does not have',
      ) as string,
    });
  });

  it("may be a whole message", async () => {
    const message = create(WebhookResponseSchema, { payload: { a: 1 } });
    const { response } = await call(
      createRouter().tag("t", () => message),
      request,
    );
    expect(response).toEqual({ format: "cx/v3", message });
  });

  it("may be nothing at all", async () => {
    const { response } = await call(
      createRouter().tag("t", () => {}),
      request,
    );
    expect(response).toEqual({ format: "cx/v3", message: {} });
  });
});

import { create, toJsonString } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as cx from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import * as cxBeta from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import * as es from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import { decodeResponse } from "../../src/wire/decode-response.ts";
import {
  encodeRequest,
  encodeResponse,
  maxResponseBytes,
  verifyResponse,
} from "../../src/wire/encode.ts";
import type { WebhookResponse } from "../../src/wire/format.ts";
import { fromPlainObject } from "../../src/wire/value.ts";
import { arbitraryMessage } from "../arbitrary/message.ts";
import { thrownBy } from "./thrown.ts";

type CxInit = Extract<WebhookResponse, { format: "cx/v3" }>["message"];

const text = (
  line: string,
): NonNullable<NonNullable<CxInit["fulfillmentResponse"]>["messages"]>[number] => ({
  message: { case: "text", value: { text: [line] } },
});

describe("verifyResponse", () => {
  it("gives an answer back that the platform would take but for its size", () => {
    const message: CxInit = { fulfillmentResponse: { messages: [text("x".repeat(70_000))] } };
    const response = { format: "cx/v3", message } as const;
    expect(verifyResponse(response)).toBe(response);
  });

  it("refuses what encodeResponse refuses of an answer's members", () => {
    const message: CxInit = { payload: { at: Number.NaN } };
    const verify = (): unknown => verifyResponse({ format: "cx/v3", message });
    expect(thrownBy(verify)).toMatchObject({ code: "INTERNAL", reason: "INVALID_RESPONSE" });
  });
});

describe("encodeResponse", () => {
  it("writes compact JSON in camelCase, without defaults", () => {
    const message: CxInit = {
      fulfillmentResponse: { messages: [text("Hello.")], mergeBehavior: 2 },
      sessionInfo: { parameters: fromPlainObject({ balance: 12.5, gone: null }) },
      transition: { case: "targetPage", value: "projects/p/locations/l/agents/a/flows/f/pages/x" },
    };
    expect(encodeResponse({ format: "cx/v3", message })).toBe(
      '{"fulfillmentResponse":{"messages":[{"text":{"text":["Hello."]}}],"mergeBehavior":"REPLACE"},' +
        '"sessionInfo":{"parameters":{"balance":12.5,"gone":null}},' +
        '"targetPage":"projects/p/locations/l/agents/a/flows/f/pages/x"}',
    );
  });

  it("writes {} for an answer that changes nothing", () => {
    for (const format of ["cx/v3", "cx/v3beta1", "es/v2"] as const)
      expect(encodeResponse({ format, message: {} })).toBe("{}");
  });

  it("writes emojis, and a backslash before ud", () => {
    const payload = { a: "😀", b: String.raw`\ud83d` };
    expect(JSON.parse(encodeResponse({ format: "cx/v3", message: { payload } }))).toEqual({
      payload,
    });
  });

  it("keeps the key __proto__ of parameters and payloads", () => {
    const json = JSON.parse('{"__proto__":{"a":1}}') as Record<string, never>;
    const message: CxInit = { sessionInfo: { parameters: fromPlainObject(json) }, payload: json };
    expect(encodeResponse({ format: "cx/v3", message })).toBe(
      '{"sessionInfo":{"parameters":{"__proto__":{"a":1}}},"payload":{"__proto__":{"a":1}}}',
    );
  });

  it("writes what protobuf-es would write, and what decodeResponse reads back", () => {
    const responses = fc.oneof(
      arbitraryMessage(cx.WebhookResponseSchema).map((message): WebhookResponse => ({
        format: "cx/v3",
        message,
      })),
      arbitraryMessage(cxBeta.WebhookResponseSchema).map((message): WebhookResponse => ({
        format: "cx/v3beta1",
        message,
      })),
      arbitraryMessage(es.WebhookResponseSchema).map((message): WebhookResponse => ({
        format: "es/v2",
        message,
      })),
    );
    let encoded = 0;
    fc.assert(
      fc.property(responses, (response) => {
        let body: string;
        try {
          body = encodeResponse(response);
        } catch (error) {
          expect(error).toMatchObject({ code: "INTERNAL", reason: "INVALID_RESPONSE" });
          return;
        }
        encoded++;
        expect(decodeResponse(response.format, body)).toEqual(response);
        if (response.format === "cx/v3")
          expect(body).toBe(
            toJsonString(
              cx.WebhookResponseSchema,
              create(cx.WebhookResponseSchema, response.message),
            ),
          );
      }),
    );
    expect(encoded).toBeGreaterThan(10);
  });
});

describe("an answer that the platform would refuse", () => {
  it("is an INTERNAL error whose violation and cause name the path and the fix, and whose public text names neither", () => {
    const message: CxInit = {
      fulfillmentResponse: { messages: [{ message: { case: "endInteraction", value: {} } }] },
    };
    const error = thrownBy(() => encodeResponse({ format: "cx/v3", message }));
    expect(error).toMatchObject({ code: "INTERNAL", reason: "INVALID_RESPONSE", httpStatus: 500 });
    const [violation] = error.violations;
    expect(violation?.field).toBe("fulfillmentResponse.messages[0].endInteraction");
    expect(error.cause).toMatchObject({
      message: `${violation?.field}: ${violation?.description}`,
    });
    expect(error.message).not.toContain("endInteraction");
  });

  it.each([
    [
      "cx/v3",
      { pageInfo: { formInfo: { parameterInfo: [{ state: 2 }] } } },
      "pageInfo.formInfo.parameterInfo[0].displayName",
    ],
    [
      "cx/v3beta1",
      { fulfillmentResponse: { mergeBehavior: 7 } },
      "fulfillmentResponse.mergeBehavior",
    ],
    ["es/v2", { outputContexts: [{ name: "c" }] }, "outputContexts[0].name"],
  ])("is found by the rules of %s: %j", (format, message, field) => {
    const error = thrownBy(() => encodeResponse({ format, message } as WebhookResponse));
    expect(error.violations.map((violation) => violation.field)).toEqual([field]);
  });

  it.each([
    [
      "NaN in a parameter",
      { sessionInfo: { parameters: { n: { kind: { case: "numberValue", value: Number.NaN } } } } },
      'sessionInfo.parameters["n"]',
    ],
    [
      "half an emoji",
      { fulfillmentResponse: { messages: [text("\ud83d")] } },
      "fulfillmentResponse.messages[0].text.text[0]",
    ],
    ["half an emoji in a name", { payload: { "\ud83d": 1 } }, String.raw`payload["\ud83d"]`],
    ["no object at all", "hello", ""],
    ["a list", [], ""],
  ])("is found by its values: %s", (_, message, field) => {
    const error = thrownBy(() => encodeResponse({ format: "cx/v3", message } as WebhookResponse));
    expect(error.reason).toBe("INVALID_RESPONSE");
    expect(error.violations[0]?.field).toBe(field);
  });
});

describe("the size of an answer", () => {
  // What the JSON around the text takes.
  const frame =
    encodeResponse({ format: "cx/v3", message: { fulfillmentResponse: { messages: [text("x")] } } })
      .length - 1;
  const answer = (line: string): WebhookResponse => ({
    format: "cx/v3",
    message: { fulfillmentResponse: { messages: [text(line)] } },
  });

  it("may be 64 KiB, in bytes of UTF-8", () => {
    expect(encodeResponse(answer("x".repeat(maxResponseBytes - frame)))).toHaveLength(
      maxResponseBytes,
    );
    const accents = Math.floor((maxResponseBytes - frame) / 2);
    expect(encodeResponse(answer("é".repeat(accents))).length).toBeLessThan(maxResponseBytes);
    expect(thrownBy(() => encodeResponse(answer("é".repeat(accents + 1)))).reason).toBe(
      "RESPONSE_TOO_LARGE",
    );
  });

  it("is refused above, with the place that takes most of it", () => {
    const error = thrownBy(() => encodeResponse(answer("x".repeat(70_000))));
    expect(error).toMatchObject({ code: "INTERNAL", reason: "RESPONSE_TOO_LARGE" });
    expect(error.violations[0]?.field).toBe("fulfillmentResponse.messages[0].text.text[0]");
    expect(error.violations[0]?.description).toContain(`${70_000 + frame} bytes`);
  });

  it("is laid at no member's door where many share it", () => {
    const payload = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`k${index}`, "x".repeat(1000)]),
    );
    const error = thrownBy(() => encodeResponse({ format: "cx/v3", message: { payload } }));
    expect(error.violations[0]?.field).toBe("payload");
  });
});

describe("encodeRequest", () => {
  it("writes each format's request", () => {
    expect(
      encodeRequest({
        format: "cx/v3",
        message: create(cx.WebhookRequestSchema, { query: { case: "text", value: "hi" } }),
      }),
    ).toBe('{"text":"hi"}');
    expect(
      encodeRequest({
        format: "cx/v3beta1",
        message: create(cxBeta.WebhookRequestSchema, { languageCode: "en" }),
      }),
    ).toBe('{"languageCode":"en"}');
    expect(
      encodeRequest({
        format: "es/v2",
        message: create(es.WebhookRequestSchema, { session: "s" }),
      }),
    ).toBe('{"session":"s"}');
  });
});

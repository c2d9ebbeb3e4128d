import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DispatchFailure } from "../../src/dispatch/failure.ts";
import { AnswerSyntaxError, parseFailure } from "../../src/dispatch/parse-failure.ts";
import { WebhookError } from "../../src/errors.ts";
import { decodeResponse } from "../../src/wire/decode-response.ts";
import type { WireFormat } from "../../src/wire/format.ts";

interface Answer {
  readonly format?: WireFormat;
  readonly body: string | Uint8Array;
  readonly ignoreUnknownFields?: boolean;
}

function failureOf({
  format = "cx/v3",
  body,
  ignoreUnknownFields = false,
}: Answer): DispatchFailure {
  try {
    decodeResponse(format, body, { ignoreUnknownFields });
  } catch (error) {
    if (WebhookError.is(error)) return parseFailure(error, { format, body, ignoreUnknownFields });
    throw error;
  }
  throw new Error("the answer was taken");
}

function words(answer: Answer): string | undefined {
  const { cause } = failureOf(answer);
  return cause instanceof AnswerSyntaxError ? cause.message : undefined;
}

const cx = "google.cloud.dialogflow.cx.v3";

describe("the platform's words for an answer that can't be read", () => {
  it.each<[string, WireFormat, string, string]>([
    [
      '{"success":true}',
      "es/v2",
      "Cannot find field: success in message google.cloud.dialogflow.v2beta1.WebhookResponse",
      "observed",
    ],
    [
      '{"outputContexts.parameters.bankName":"x"}',
      "es/v2",
      "Cannot find field: outputContexts.parameters.bankName in message google.cloud.dialogflow.v2beta1.WebhookResponse",
      "observed: the name is the JSON's, dots and all",
    ],
    [
      '{"endInteraction":true,"success":true}',
      "es/v2",
      "Cannot find field: success in message google.cloud.dialogflow.v2beta1.WebhookResponse",
      "v2beta1 has the first",
    ],
    ["null", "es/v2", "Expect message object but got: null", "observed"],
    ["null", "cx/v3", "Expect message object but got: null", "inferred from ES"],
    [
      '{"success":1}',
      "cx/v3",
      `Cannot find field: success in message ${cx}.WebhookResponse`,
      "inferred from ES",
    ],
    [
      '{"success":1}',
      "cx/v3beta1",
      "Cannot find field: success in message google.cloud.dialogflow.cx.v3beta1.WebhookResponse",
      "inferred from ES",
    ],
    [
      '{"sessionInfo":{"user_id":"u"}}',
      "cx/v3",
      `Cannot find field: user_id in message ${cx}.SessionInfo`,
      "inferred: the message is the one that the field is in",
    ],
    ["[{}]", "cx/v3", "Expect message object but got: [{}]", "inferred from ES"],
    [
      '{"fulfillment_response":{"messages":[{"text":"Hello."}]}}',
      "cx/v3",
      'Expect message object but got: "Hello."',
      "inferred from ES; snake_case is read",
    ],
    [
      '{"fulfillmentResponse":{"messages":{"text":{}}}}',
      "cx/v3",
      'Expected an array for messages but found {"text":{}}',
      "inferred from the parser",
    ],
    [
      '{"fulfillmentMessages":[{"card":{"colour":"red"}}]}',
      "es/v2",
      "Cannot find field: colour in message google.cloud.dialogflow.v2beta1.Intent.Message.Card",
      "inferred: nested messages too",
    ],
  ])("%s in %s: %s (%s)", (body, format, expected) => {
    expect(words({ format, body })).toBe(expected);
    expect(words({ format, body: new TextEncoder().encode(body) })).toBe(expected);
  });

  it.each([
    ["", "an empty body"],
    ["<html>", "what is no JSON"],
    ['{"fulfillmentResponse":{"mergeBehavior":"SOMEHOW"}}', "an enum's name that is none"],
    ['{"payload":[]}', "a payload that is no object"],
    ['{"sessionInfo":{"session":5}}', "a name that is no text"],
  ])("are not known for %s: %s", (body) => {
    const failure = failureOf({ body });
    expect(failure.cause).toBeInstanceOf(WebhookError);
    expect(failure.kind).toBe("parse");
    expect(failure.message).toMatch(/\.$/);
  });

  it("pass over unknown fields where those are ignored", () => {
    const body = '{"extra":1,"pageInfo":5}';
    expect(words({ body, ignoreUnknownFields: true })).toBe("Expect message object but got: 5");
  });

  it("pass over null, which is no value", () => {
    expect(words({ body: '{"sessionInfo":null,"extra":1}' })).toContain("extra");
  });

  it("end with 200 characters of a value", () => {
    const text = words({ body: JSON.stringify(["x".repeat(500)]) });
    expect(text).toMatch(/^Expect message object but got: \["x{198}…$/);
  });

  it("stand beside the sentence for the webhook's author", () => {
    const failure = failureOf({ body: '{"sessionInfo":{"user_id":"u"}}' });
    expect(failure.message).toContain("sessionInfo.user_id");
    expect((failure.cause as Error).cause).toBeInstanceOf(WebhookError);
  });

  const file = new URL(
    "../../../shared/payloads/cx-11-response-nulls-and-unknown-etag.json",
    import.meta.url,
  );
  it.skipIf(!existsSync(file))("name the field in a real answer that has one too many", () => {
    expect(words({ body: readFileSync(file) })).toMatch(/^Cannot find field: ETag in message /);
  });
});

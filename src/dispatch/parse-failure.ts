/**
 * An answer that is no WebhookResponse, in the platform's words: those of
 * protobuf's `JsonFormat` for Java, as statuses of ES webhooks have them.
 */
import type { DescField, DescMessage, JsonValue } from "@bufbuild/protobuf";
import * as cx from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import * as cxBeta from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import * as es from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import type { WebhookError } from "../errors.ts";
import { betaMembers } from "../wire/decode-response.ts";
import type { WireFormat } from "../wire/format.ts";
import { DispatchFailure } from "./failure.ts";

/** The cause of a failure to parse: its message is in the platform's words, without a full stop. */
export class AnswerSyntaxError extends Error {
  override readonly name = "AnswerSyntaxError";
}

/** The answer that was refused. */
export interface RefusedAnswer {
  readonly format: WireFormat;
  readonly body: Uint8Array | string;
  /** Whether fields that the message does not have were passed over. */
  readonly ignoreUnknownFields: boolean;
}

const schemas: Readonly<Record<WireFormat, DescMessage>> = {
  "cx/v3": cx.WebhookResponseSchema,
  "cx/v3beta1": cxBeta.WebhookResponseSchema,
  "es/v2": es.WebhookResponseSchema,
};

/**
 * The failure `parse` for an answer that `decodeResponse` refused. Its message
 * is the sentence of the error; its cause has the platform's words, where they
 * are known for the mistake.
 */
export function parseFailure(error: WebhookError, answer: RefusedAnswer): DispatchFailure {
  const words = platformWords(answer);
  const cause = words === undefined ? error : new AnswerSyntaxError(words, { cause: error });
  return new DispatchFailure("parse", error.message, { cause });
}

function platformWords({ format, body, ignoreUnknownFields }: RefusedAnswer): string | undefined {
  let json: JsonValue;
  try {
    json = JSON.parse(
      typeof body === "string" ? body : new TextDecoder().decode(body),
    ) as JsonValue;
  } catch {
    return undefined;
  }
  return wordsFor(schemas[format], json, ignoreUnknownFields);
}

/** What is wrong first in a message, in the order of the JSON. */
function wordsFor(schema: DescMessage, json: JsonValue, ignore: boolean): string | undefined {
  // These are read as they come: whatever is wrong in them has no words that are known.
  if (schema.typeName.startsWith("google.protobuf.")) return undefined;
  if (typeof json !== "object" || json === null || Array.isArray(json))
    return `Expect message object but got: ${shortened(json)}`;
  for (const [name, value] of Object.entries(json)) {
    const field = schema.fields.find((one) => one.jsonName === name || one.name === name);
    if (field === undefined && (ignore || isBeta(schema, name))) continue;
    if (field === undefined) return `Cannot find field: ${name} in message ${nameOf(schema)}`;
    if (value === null) continue;
    const words = fieldWords(field, value, ignore);
    if (words !== undefined) return words;
  }
  return undefined;
}

function isBeta(schema: DescMessage, name: string): boolean {
  return schema === es.WebhookResponseSchema && betaMembers.has(name);
}

function fieldWords(field: DescField, value: JsonValue, ignore: boolean): string | undefined {
  if (field.fieldKind === "message") return wordsFor(field.message, value, ignore);
  if (field.fieldKind !== "list") return undefined;
  if (!Array.isArray(value))
    return `Expected an array for ${field.name} but found ${shortened(value)}`;
  const { message } = field;
  if (message === undefined) return undefined;
  for (const item of value) {
    const words = wordsFor(message, item, ignore);
    if (words !== undefined) return words;
  }
  return undefined;
}

/** ES reads answers as the beta version's message, whatever version an agent has. */
function nameOf({ typeName }: DescMessage): string {
  return typeName.replace(/^google\.cloud\.dialogflow\.v2\./, "google.cloud.dialogflow.v2beta1.");
}

/** As much of a value as a status has room for. */
function shortened(json: JsonValue): string {
  const text = JSON.stringify(json);
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

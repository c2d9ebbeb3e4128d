/**
 * A webhook's request: bytes or parsed JSON in, a message and its wire format out.
 *
 * What is tolerated: members and enum names that the schema does not have
 * (the platform sends undocumented ones), null for "not set", both spellings
 * of a name, and `1.0` for `1`. What is not: a member of the wrong type, a
 * field under both of its names at once, two members of one oneof. A name that
 * is repeated letter by letter takes its last value.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { WebhookError } from "../errors.ts";
import type { BodyKind, Detection } from "./detect.ts";
import { detect } from "./detect.ts";
import type { WebhookRequest, WireFormat } from "./format.ts";
import { parseJson } from "./json-text.ts";
import { readRequestMessage } from "./messages.ts";
import { requestError } from "./read-error.ts";

/** How a request is decoded. */
export interface DecodeOptions {
  /**
   * The wire formats that are taken. Default: `cx/v3` and `es/v2`. The JSON of
   * `cx/v3` and `cx/v3beta1` is the same: the first of the two in this list is
   * chosen, unless the body's `@type` names the other and the list has it.
   */
  readonly formats?: readonly WireFormat[];
  /** The longest body, in bytes. Default: 1 MiB. */
  readonly maxBytes?: number;
  /**
   * How deep what is read may nest, counted in messages as protobuf-es counts
   * them: a level of a payload counts one, a level of a parameter two. Members
   * that the schema does not know are passed over down to 1000 levels. Default: 100.
   */
  readonly maxDepth?: number;
}

/** The default of `DecodeOptions.formats`. */
const defaultFormats: readonly WireFormat[] = ["cx/v3", "es/v2"];
const defaultMaxBytes = 1_048_576;
const defaultMaxDepth = 100;

/**
 * Decodes a request's body.
 *
 * @throws WebhookError INVALID_ARGUMENT with reason NOT_JSON, NOT_A_WEBHOOK_REQUEST,
 *   WRONG_FORMAT, INVALID_REQUEST or TOO_DEEP, whose message says what the body
 *   looks like; RESOURCE_EXHAUSTED with reason BODY_TOO_LARGE.
 */
export function decodeRequest(
  body: Uint8Array | string,
  options: DecodeOptions = {},
): WebhookRequest {
  const { maxBytes = defaultMaxBytes, maxDepth = defaultMaxDepth } = options;
  return readRequest(parseJson(body, { maxBytes, maxDepth }), options);
}

/** The same from JSON that is parsed already; `maxBytes` plays no part. Throws as `decodeRequest` does, without NOT_JSON and BODY_TOO_LARGE. */
export function readRequest(json: JsonValue, options: DecodeOptions = {}): WebhookRequest {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw notAnObject(json);
  const { formats = defaultFormats, maxDepth = defaultMaxDepth } = options;
  const detection = detect(json);
  const format = chooseFormat(detection, formats);
  if (format === undefined) throw refusal(detection, json, formats);
  try {
    return readRequestMessage(format, {
      json,
      options: { ignoreUnknownFields: true, depthLimit: maxDepth },
    });
  } catch (error) {
    throw requestError(error, maxDepth);
  }
}

function chooseFormat(
  { kind, named }: Detection,
  formats: readonly WireFormat[],
): WireFormat | undefined {
  if (named !== undefined && formats.includes(named)) return named;
  if (kind === "cx-request") return formats.find((format) => format !== "es/v2");
  if (kind === "es-request") return formats.find((format) => format === "es/v2");
  return undefined;
}

function notAnObject(json: JsonValue): WebhookError {
  if (Array.isArray(json))
    return notARequest("The body is a JSON array: send the request object itself.", "array");
  if (json === null) return notARequest("The body is null: send a WebhookRequest.", "null");
  if (typeof json === "string" && /^\s*\{/.test(json))
    return notARequest(
      "The body is a JSON string that holds JSON, so it was encoded twice: send the object itself.",
      "string",
    );
  return notARequest(
    `The body is a ${typeof json}: send a WebhookRequest, a JSON object.`,
    typeof json,
  );
}

function notARequest(message: string, looksLike: string): WebhookError {
  return new WebhookError("INVALID_ARGUMENT", {
    reason: "NOT_A_WEBHOOK_REQUEST",
    message,
    metadata: { looksLike },
  });
}

/** What to say of each kind of body that is no request. */
const sentences: Readonly<
  Record<Exclude<BodyKind, "cx-request" | "es-request" | "unknown">, string>
> = {
  "cx-response":
    "This is a WebhookResponse of Dialogflow CX, the answer to a webhook's call: send the WebhookRequest.",
  "es-response":
    "This is a WebhookResponse of Dialogflow ES, the answer to a webhook's call: send the WebhookRequest.",
  "detect-intent-request":
    "This is a DetectIntentRequest, which goes to Dialogflow: a webhook takes the WebhookRequest that Dialogflow makes of it.",
  "detect-intent-response":
    "This is a DetectIntentResponse, which Dialogflow gives to its client: a webhook takes a WebhookRequest.",
  "legacy-request":
    "This is a request of Dialogflow's API v1, which is shut down: set the agent to API v2, or move it to Dialogflow CX.",
  error: "This is an error's body, not a webhook's request.",
};

const products = {
  "cx-request": "Dialogflow CX (v3)",
  "es-request": "Dialogflow ES (v2)",
} as const;

function refusal(
  { kind }: Detection,
  json: JsonObject,
  formats: readonly WireFormat[],
): WebhookError {
  if (kind === "cx-request" || kind === "es-request")
    return new WebhookError("INVALID_ARGUMENT", {
      reason: "WRONG_FORMAT",
      message: wrongFormat(kind, formats),
      metadata: { looksLike: kind },
    });
  return notARequest(kind === "unknown" ? describeUnknown(json) : sentences[kind], kind);
}

function wrongFormat(kind: keyof typeof products, formats: readonly WireFormat[]): string {
  const other = kind === "cx-request" ? "es-request" : "cx-request";
  const wanted = kind === "cx-request" ? "cx/v3" : "es/v2";
  const taken =
    formats.length === 0
      ? "no wire format at all"
      : `only ${products[other]} (${formats.join(", ")})`;
  return `This is a ${products[kind]} request; here ${taken} is taken. Send it to a path that serves ${wanted}, or add ${wanted} to the formats of this one.`;
}

/** Names of members are shown, so that a wrong body is known by its looks; values are not. */
function describeUnknown(json: JsonObject): string {
  const names = Object.keys(json);
  if (names.length === 0)
    return "The body is an empty object, which could be anything: send a WebhookRequest of Dialogflow CX or ES.";
  const shown = names.slice(0, 5).map((name) => JSON.stringify(name.slice(0, 40)));
  const rest = names.length > shown.length ? `, and ${names.length - shown.length} more` : "";
  return (
    `This is no WebhookRequest: its members (${shown.join(", ")}${rest}) are those of neither Dialogflow CX nor ES. ` +
    "If a flexible webhook sent it, set the webhook's type to Standard, or write a fulfillmentInfo with a tag into its body."
  );
}

/**
 * What a JSON object is, told by the names of its members.
 *
 * The platform does not say which message it sends, so this table of evidence
 * does. A member that is null counts as absent; both spellings of a name count.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { WireFormat } from "./format.ts";

/** What a body can be recognised as. */
export type BodyKind =
  | "cx-request"
  | "es-request"
  | "cx-response"
  | "es-response"
  | "detect-intent-request"
  | "detect-intent-response"
  | "legacy-request"
  | "error"
  | "unknown";

/** What `detect` found out. */
export interface Detection {
  readonly kind: BodyKind;
  /** The wire format that an `@type` member names. */
  readonly named?: WireFormat;
}

/**
 * Names by what their presence proves. `text`, `transcript`, `messages`,
 * `languageCode` and `payload` belong to a CX request too, but to many other
 * bodies as well: they prove nothing.
 */
const evidence = {
  /** In a CX WebhookRequest alone. */
  cxRequest: [
    "detectIntentResponseId",
    "fulfillmentInfo",
    "intentInfo",
    "triggerIntent",
    "triggerEvent",
    "dtmfDigits",
    "sentimentAnalysisResult",
    "languageInfo",
  ],
  /** In a CX WebhookRequest and in a CX WebhookResponse. */
  cxEither: ["pageInfo", "sessionInfo"],
  /** In a CX WebhookResponse alone. */
  cxResponse: ["fulfillmentResponse", "targetPage", "targetFlow"],
  /** In an ES WebhookRequest alone. */
  esRequest: ["originalDetectIntentRequest"],
  /** In an ES WebhookRequest, and in a DetectIntentResponse of both products. */
  queryResult: ["queryResult"],
  responseId: ["responseId"],
  /** In an ES WebhookRequest, and in a DetectIntentRequest of both products. */
  session: ["session"],
  /** In an ES WebhookResponse alone. */
  esResponse: [
    "fulfillmentText",
    "fulfillmentMessages",
    "outputContexts",
    "followupEventInput",
    "sessionEntityTypes",
  ],
  /** In a DetectIntentRequest alone. */
  detectIntentRequest: ["queryInput", "queryParams"],
  /** In a DetectIntentResponse alone. */
  detectIntentResponse: [
    "webhookStatus",
    "outputAudio",
    "outputAudioConfig",
    "allowCancellation",
    "responseType",
  ],
  /** In a request of the API v1 of ES, which had other names throughout. */
  legacyRequest: ["sessionId", "result"],
  /** In the error bodies of most web services. */
  error: ["error"],
} as const satisfies Record<string, readonly string[]>;

type Mark = keyof typeof evidence;

/** `@type` names, without their prefix, of the messages that a body can say it is. */
const namedTypes: ReadonlyMap<string, Detection> = new Map(
  Object.entries({
    "google.cloud.dialogflow.cx.v3.WebhookRequest": { kind: "cx-request", named: "cx/v3" },
    "google.cloud.dialogflow.cx.v3beta1.WebhookRequest": {
      kind: "cx-request",
      named: "cx/v3beta1",
    },
    "google.cloud.dialogflow.v2.WebhookRequest": { kind: "es-request", named: "es/v2" },
    "google.cloud.dialogflow.v2beta1.WebhookRequest": { kind: "es-request", named: "es/v2" },
    "google.cloud.dialogflow.cx.v3.WebhookResponse": { kind: "cx-response" },
    "google.cloud.dialogflow.cx.v3beta1.WebhookResponse": { kind: "cx-response" },
    "google.cloud.dialogflow.v2.WebhookResponse": { kind: "es-response" },
    "google.cloud.dialogflow.v2beta1.WebhookResponse": { kind: "es-response" },
  } satisfies Record<string, Detection>),
);

/** Every name, in both spellings, with what it proves. */
const marks: ReadonlyMap<string, Mark> = new Map(
  Object.entries(evidence).flatMap(([mark, names]) =>
    names.flatMap((name): [string, Mark][] => [
      [name, mark as Mark],
      [snakeCase(name), mark as Mark],
    ]),
  ),
);

/** Says what a JSON object is. Reads its top level alone (a level more where that is open), and never throws. */
export function detect(json: JsonObject): Detection {
  const type = json["@type"];
  const named =
    typeof type === "string" ? namedTypes.get(type.slice(type.lastIndexOf("/") + 1)) : undefined;
  return named ?? { kind: weigh(count(json), json) };
}

type Counts = Record<Mark, number>;

function count(json: JsonObject): Counts {
  const counts: Counts = {
    cxRequest: 0,
    cxEither: 0,
    cxResponse: 0,
    esRequest: 0,
    queryResult: 0,
    responseId: 0,
    session: 0,
    esResponse: 0,
    detectIntentRequest: 0,
    detectIntentResponse: 0,
    legacyRequest: 0,
    error: 0,
  };
  for (const name in json) {
    const mark = marks.get(name);
    if (mark !== undefined && json[name] !== null) counts[mark]++;
  }
  return counts;
}

/**
 * The rules, in this order:
 * 1. CX: a member that only its request has, or one that its response has too
 *    while nothing of a response is there.
 * 2. ES: `originalDetectIntentRequest`; or `queryResult`, unless all else
 *    speaks for a DetectIntentResponse; or `session` with `responseId`.
 * 3. Both at once: the one with more members; CX if they are level.
 * 4. Neither: the first lookalike that fits.
 */
function weigh(found: Counts, json: JsonObject): BodyKind {
  const cx = found.cxRequest > 0 || (found.cxEither > 0 && found.cxResponse === 0);
  const es = isEsRequest(found, json);
  if (cx && es)
    return esMembers(found) > found.cxRequest + found.cxEither ? "es-request" : "cx-request";
  if (cx) return "cx-request";
  if (es) return "es-request";
  if (found.cxResponse > 0) return "cx-response";
  if (found.esResponse > 0) return "es-response";
  if (found.queryResult > 0) return "detect-intent-response";
  if (found.detectIntentRequest > 0) return "detect-intent-request";
  if (found.legacyRequest === 2) return "legacy-request";
  return found.error > 0 ? "error" : "unknown";
}

function isEsRequest(found: Counts, json: JsonObject): boolean {
  if (found.esRequest > 0 || (found.session > 0 && found.responseId > 0)) return true;
  if (found.queryResult === 0) return false;
  if (found.session > 0) return true;
  return (
    found.detectIntentResponse === 0 &&
    !isCxQueryResult(json["queryResult"] ?? json["query_result"])
  );
}

function esMembers(found: Counts): number {
  return found.esRequest + found.queryResult + found.responseId + found.session;
}

/** Whether a `queryResult` is that of CX, which is never in a webhook's request. */
function isCxQueryResult(json: JsonValue | undefined): boolean {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return false;
  return ["responseMessages", "currentPage", "match", "webhookStatuses"].some(
    (name) => name in json,
  );
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

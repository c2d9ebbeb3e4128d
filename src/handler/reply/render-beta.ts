/**
 * A v3 answer as one of v3beta1: the messages are the same but for their type
 * names and `responseType`, which v3beta1 lacks.
 */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { WebhookResponseSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { WebhookResponseSchema as BetaWebhookResponseSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";

const v3 = "google.cloud.dialogflow.cx.v3.";
const v3beta1 = "google.cloud.dialogflow.cx.v3beta1.";

/** Members that hold plain JSON or google.protobuf.Value, the same in every version. */
const versionless = new Set(["payload", "metadata", "inputParameters", "parameters"]);

/** A copy of a whole v3 message, or of a part of one, for v3beta1. Parameters and payloads are shared with it. */
export function toBeta(
  response: MessageInitShape<typeof WebhookResponseSchema>,
): MessageInitShape<typeof BetaWebhookResponseSchema> {
  return copy(response) as MessageInitShape<typeof BetaWebhookResponseSchema>;
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== "object" || value === null) return value;
  return copyMessage(value as Readonly<Record<string, unknown>>);
}

function copyMessage(message: Readonly<Record<string, unknown>>): unknown {
  // The two places whose member `value` is not a message of the API's: a
  // parameter's value, and the payload of a oneof.
  if (message["$typeName"] === "google.protobuf.Value" || "kind" in message) return message;
  if (message["case"] === "payload") return message;
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(message)) {
    if (key === "responseType") continue;
    if (key === "$typeName" && typeof member === "string")
      result[key] = member.replace(v3, v3beta1);
    else result[key] = versionless.has(key) ? member : copy(member);
  }
  return result;
}

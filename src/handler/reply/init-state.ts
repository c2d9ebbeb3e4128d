/**
 * An init shape of a CX response, as handlers may return it, as the state of a
 * reply: so that it can answer an ES call by the same rules.
 */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ResponseMessageSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/response_message_pb.ts";
import type { WebhookResponseSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { toPlainObject } from "../../wire/value.ts";
import { emptyState, type Merge, type ReplyMessage, type ReplyState } from "./state.ts";
import { unsupportedOnEs } from "./unsupported.ts";

/** What a handler may return besides a reply: a whole WebhookResponse of CX v3, or a part of one. */
export type CxResponseInit = MessageInitShape<typeof WebhookResponseSchema>;

const merges: readonly Merge[] = ["unspecified", "append", "replace"];

/**
 * The state of a reply that says the same, for an ES call.
 *
 * @throws WebhookError INTERNAL (UNSUPPORTED_REPLY) for what ES has no equivalent of
 */
export function stateOfInit(init: CxResponseInit): ReplyState {
  const { fulfillmentResponse, pageInfo, sessionInfo, payload, transition } = init;
  if (pageInfo?.formInfo?.parameterInfo?.length)
    throw unsupportedOnEs("pageInfo.formInfo", "it has no forms");
  if (transition?.case !== undefined)
    throw unsupportedOnEs(transition.case, "it has no pages and flows");
  const parameters = toPlainObject(sessionInfo?.parameters ?? {});
  return {
    ...emptyState,
    messages: (fulfillmentResponse?.messages ?? []).map(messageOfInit),
    merge: merges[fulfillmentResponse?.mergeBehavior ?? 0] ?? "unspecified",
    parameters: Object.keys(parameters).length > 0 ? parameters : undefined,
    webhookPayload: payload,
  };
}

function messageOfInit(init: MessageInitShape<typeof ResponseMessageSchema>): ReplyMessage {
  const channel = init.channel ?? "";
  switch (init.message?.case) {
    case "text":
      return { kind: "text", text: init.message.value.text ?? [], channel };
    case "payload":
      return { kind: "payload", payload: init.message.value, channel };
    default:
      throw unsupportedOnEs(init.message?.case ?? "an empty message", "it has texts and payloads");
  }
}

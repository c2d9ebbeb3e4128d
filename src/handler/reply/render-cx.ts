/**
 * A reply as the WebhookResponse of Dialogflow CX. The messages are built by
 * hand, whole and always with the same members in the same order: that is what
 * protobuf-es would create, without loading it, and it is quick.
 */
import type { JsonValue } from "@bufbuild/protobuf";
import type {
  ResponseMessage,
  ResponseMessage_OutputAudioText,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/response_message_pb.ts";
import type {
  PageInfo,
  PageInfo_FormInfo_ParameterInfo,
  SessionInfo,
  WebhookResponse,
  WebhookResponse_FulfillmentResponse,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { WebhookRequest } from "../../wire/format.ts";
import { plainValue, setOwn } from "../../wire/value.ts";
import type { FormChange, Merge, ReplyMessage, ReplyState } from "./state.ts";
import { resolveTarget } from "./target.ts";

/** A call from Dialogflow CX, in either version of its API. */
export type CxRequest = WebhookRequest & { readonly format: "cx/v3" | "cx/v3beta1" };

/**
 * The answer of CX.
 *
 * @throws WebhookError INTERNAL where a relative target cannot be resolved
 */
export function renderCx(state: ReplyState, request: CxRequest): WebhookResponse {
  const { messages, merge, parameters, form, target, webhookPayload } = state;
  const response: WebhookResponse = {
    $typeName: "google.cloud.dialogflow.cx.v3.WebhookResponse",
    transition: { case: undefined },
  };
  if (messages.length > 0 || merge !== "unspecified")
    response.fulfillmentResponse = fulfillment(messages, merge);
  if (form !== undefined) response.pageInfo = pageInfo(form, request);
  if (parameters !== undefined) response.sessionInfo = sessionInfo(parameters);
  if (webhookPayload !== undefined) response.payload = webhookPayload;
  if (target !== undefined)
    response.transition = {
      case: target.kind === "page" ? "targetPage" : "targetFlow",
      value: resolveTarget(target, request),
    };
  return response;
}

const mergeBehaviors = { unspecified: 0, append: 1, replace: 2 } as const;

function fulfillment(
  messages: readonly ReplyMessage[],
  merge: Merge,
): WebhookResponse_FulfillmentResponse {
  return {
    $typeName: "google.cloud.dialogflow.cx.v3.WebhookResponse.FulfillmentResponse",
    messages: messages.map(responseMessage),
    mergeBehavior: mergeBehaviors[merge],
  };
}

function responseMessage(message: ReplyMessage): ResponseMessage {
  return {
    $typeName: "google.cloud.dialogflow.cx.v3.ResponseMessage",
    message: oneofOf(message),
    responseType: 0,
    channel: message.channel,
  };
}

function oneofOf(message: ReplyMessage): ResponseMessage["message"] {
  switch (message.kind) {
    case "text":
      return {
        case: "text",
        value: {
          $typeName: "google.cloud.dialogflow.cx.v3.ResponseMessage.Text",
          text: [...message.text],
          allowPlaybackInterruption: false,
        },
      };
    case "payload":
      return { case: "payload", value: message.payload };
    case "richContent":
      return { case: "payload", value: { richContent: message.cards as unknown as JsonValue } };
    case "outputAudioText":
      return { case: "outputAudioText", value: outputAudioText(message) };
    case "playAudio":
      return {
        case: "playAudio",
        value: {
          $typeName: "google.cloud.dialogflow.cx.v3.ResponseMessage.PlayAudio",
          audioUri: message.audioUri,
          allowPlaybackInterruption: false,
        },
      };
    default:
      return rarerOneofOf(message);
  }
}

type Rare =
  | "liveAgentHandoff"
  | "conversationSuccess"
  | "telephonyTransferCall"
  | "knowledgeInfoCard"
  | "toolCall";

function rarerOneofOf(message: ReplyMessage & { readonly kind: Rare }): ResponseMessage["message"] {
  switch (message.kind) {
    case "liveAgentHandoff":
      return {
        case: "liveAgentHandoff",
        value: {
          $typeName: "google.cloud.dialogflow.cx.v3.ResponseMessage.LiveAgentHandoff",
          ...(message.metadata && { metadata: message.metadata }),
        },
      };
    case "conversationSuccess":
      return {
        case: "conversationSuccess",
        value: {
          $typeName: "google.cloud.dialogflow.cx.v3.ResponseMessage.ConversationSuccess",
          ...(message.metadata && { metadata: message.metadata }),
        },
      };
    case "telephonyTransferCall":
      return {
        case: "telephonyTransferCall",
        value: {
          $typeName: "google.cloud.dialogflow.cx.v3.ResponseMessage.TelephonyTransferCall",
          endpoint: { case: "phoneNumber", value: message.phoneNumber },
        },
      };
    case "knowledgeInfoCard":
      return {
        case: "knowledgeInfoCard",
        value: { $typeName: "google.cloud.dialogflow.cx.v3.ResponseMessage.KnowledgeInfoCard" },
      };
    case "toolCall":
      return {
        case: "toolCall",
        value: {
          $typeName: "google.cloud.dialogflow.cx.v3.ToolCall",
          tool: message.tool,
          action: message.action,
          ...(message.inputParameters && { inputParameters: message.inputParameters }),
        },
      };
  }
}

function outputAudioText(
  message: ReplyMessage & { readonly kind: "outputAudioText" },
): ResponseMessage_OutputAudioText {
  return {
    $typeName: "google.cloud.dialogflow.cx.v3.ResponseMessage.OutputAudioText",
    source: { case: message.source, value: message.value },
    allowPlaybackInterruption: false,
  };
}

function sessionInfo(parameters: NonNullable<ReplyState["parameters"]>): SessionInfo {
  const values: SessionInfo["parameters"] = {};
  for (const name of Object.keys(parameters))
    setOwn(values, name, plainValue(parameters[name] ?? null));
  return {
    $typeName: "google.cloud.dialogflow.cx.v3.SessionInfo",
    session: "",
    parameters: values,
  };
}

function pageInfo(form: ReadonlyMap<string, FormChange>, request: CxRequest): PageInfo {
  return {
    $typeName: "google.cloud.dialogflow.cx.v3.PageInfo",
    currentPage: "",
    displayName: "",
    formInfo: {
      $typeName: "google.cloud.dialogflow.cx.v3.PageInfo.FormInfo",
      parameterInfo: Array.from(form, ([name, change]) => parameterInfo(name, change, request)),
    },
  };
}

/**
 * `required` has no presence in the API: an absent one reads as false. So it is
 * said again as the request has it, unless the handler changed it.
 */
function parameterInfo(
  name: string,
  change: FormChange,
  request: CxRequest,
): PageInfo_FormInfo_ParameterInfo {
  const { required, invalid, value } = change;
  return {
    $typeName: "google.cloud.dialogflow.cx.v3.PageInfo.FormInfo.ParameterInfo",
    displayName: name,
    required: required ?? isRequired(name, request),
    state: invalid === true ? 2 : 0,
    ...(value !== undefined && { value: plainValue(value) }),
    justCollected: false,
  };
}

function isRequired(name: string, request: CxRequest): boolean {
  const parameters: readonly { readonly displayName: string; readonly required: boolean }[] =
    request.message.pageInfo?.formInfo?.parameterInfo ?? [];
  return parameters.find(({ displayName }) => displayName === name)?.required ?? false;
}

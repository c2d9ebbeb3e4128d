/**
 * What a reply has gathered: plain, never changed, shared between a reply and
 * those made from it. The renderers read it; nothing else does.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { EsState } from "./es.ts";
import type { RichCard } from "./messenger-elements.ts";

/** The brand of replies, the same in every copy of the library; the state is kept under it. */
export const replyBrand = Symbol.for("fulfillkit.Reply");

/** One message, by its name in the ResponseMessage of the API. */
export type ReplyMessage = { readonly channel: string } & (
  | { readonly kind: "text"; readonly text: readonly string[] }
  | { readonly kind: "payload"; readonly payload: JsonObject }
  | { readonly kind: "richContent"; readonly cards: readonly RichCard[] }
  | { readonly kind: "outputAudioText"; readonly source: "text" | "ssml"; readonly value: string }
  | { readonly kind: "playAudio"; readonly audioUri: string }
  | { readonly kind: "liveAgentHandoff"; readonly metadata: JsonObject | undefined }
  | { readonly kind: "conversationSuccess"; readonly metadata: JsonObject | undefined }
  | { readonly kind: "telephonyTransferCall"; readonly phoneNumber: string }
  | { readonly kind: "knowledgeInfoCard" }
  | {
      readonly kind: "toolCall";
      readonly tool: string;
      readonly action: string;
      readonly inputParameters: JsonObject | undefined;
    }
);

/** What happens to one form parameter. An absent member leaves that side of it as it is. */
export interface FormChange {
  readonly value?: JsonValue;
  readonly invalid?: boolean;
  readonly required?: boolean;
}

/** Where the conversation goes: whatever of the resource name the handler gave. */
export interface Target {
  readonly kind: "page" | "flow";
  /** `projects/P/locations/L/agents/A`; absent: the call's own agent. */
  readonly agent?: string;
  /** The flow's id; absent: the flow of the call's current page. */
  readonly flow?: string;
  /** The page's id or symbolic name; only for a page. */
  readonly page?: string;
}

/** The behaviour of the messages towards those that are queued already. */
export type Merge = "unspecified" | "append" | "replace";

/** All that a reply says. */
export interface ReplyState {
  readonly messages: readonly ReplyMessage[];
  readonly merge: Merge;
  /** Session parameters; null unsets one. */
  readonly parameters: JsonObject | undefined;
  readonly form: ReadonlyMap<string, FormChange> | undefined;
  readonly target: Target | undefined;
  readonly webhookPayload: JsonObject | undefined;
  readonly es: EsState | undefined;
}

/** A reply that changes nothing. */
export const emptyState: ReplyState = Object.freeze({
  messages: Object.freeze([]),
  merge: "unspecified",
  parameters: undefined,
  form: undefined,
  target: undefined,
  webhookPayload: undefined,
  es: undefined,
});

/** What a webhook's answer changed in a session, one change each. */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";

/** One change. */
export type Effect =
  | { readonly kind: "messages-appended"; readonly messages: readonly JsonObject[] }
  | { readonly kind: "messages-replaced"; readonly messages: readonly JsonObject[] }
  | { readonly kind: "parameter-set"; readonly name: string; readonly value: JsonValue }
  | { readonly kind: "parameter-removed"; readonly name: string }
  | { readonly kind: "flow-parameter-set"; readonly name: string; readonly value: JsonValue }
  | { readonly kind: "flow-parameter-removed"; readonly name: string }
  | { readonly kind: "form-parameter-set"; readonly name: string; readonly value: JsonValue }
  | { readonly kind: "form-parameter-removed"; readonly name: string }
  | { readonly kind: "form-parameter-invalidated"; readonly name: string }
  | { readonly kind: "form-parameter-required"; readonly name: string; readonly required: boolean }
  | { readonly kind: "page-transition"; readonly page: string }
  | { readonly kind: "flow-transition"; readonly flow: string }
  | { readonly kind: "payload"; readonly payload: JsonObject }
  | { readonly kind: "event"; readonly name: string; readonly parameters: JsonObject }
  | { readonly kind: "context-set"; readonly name: string; readonly lifespanCount: number }
  | { readonly kind: "context-removed"; readonly name: string }
  | { readonly kind: "session-entity-type"; readonly name: string };

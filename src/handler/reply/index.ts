/** The public surface of replies: what handlers answer with. */
export type {
  EsReply,
  FollowupEventOptions,
  OutputContextOptions,
  SessionEntityTypeOptions,
} from "./es.ts";
export { sessionParametersContext } from "./es.ts";
export type { EsImage, EsMessage, EsMessageKinds, EsPlatform } from "./es-messages.ts";
export type { CxResponseInit } from "./init-state.ts";
export type { JsonInput, JsonObjectInput, JsonObjectOf } from "./json-input.ts";
export { messenger } from "./messenger.ts";
export type * from "./messenger-elements.ts";
export { type HandlerResult, renderReply } from "./render.ts";
export { isReply, type MessageOptions, type Reply, reply, type ToolCallInput } from "./reply.ts";
export type { PageTarget, SymbolicPage } from "./target.ts";

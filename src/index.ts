/**
 * fulfillkit: webhook fulfillment for conversational agents.
 */

// For applications.
export { WebhookError } from "./errors.ts";
export type { Code, FieldViolation, Reason, WebhookErrorOptions } from "./errors.ts";
export type { BudgetOptions } from "./handler/budget.ts";
export type { CallLog, PlainParameters, WebhookCall } from "./handler/call.ts";
export type { LogLevel } from "./handler/events.ts";
export type {
  ActionHandler,
  ActionResult,
  ErrorHandler,
  EsResponseInit,
  Handler,
  HandlerOptions,
  InvalidParamsHandler,
} from "./handler/handler.ts";
export type { Continued, Interceptor, Next } from "./handler/interceptor.ts";
export type { InferParams, ParamIssue, ParamsSchema } from "./handler/params.ts";
export type { Query } from "./handler/query.ts";
export { isReply, messenger, reply, sessionParametersContext } from "./handler/reply/index.ts";
export type * from "./handler/reply/index.ts";
export { createRouter, type Extended, type Router } from "./handler/router.ts";
export type {
  ActiveContext,
  FormParameter,
  FormParameterState,
  IntentParameter,
  MatchedIntent,
  OriginalRequest,
  Page,
  QueuedMessage,
  Sentiment,
} from "./handler/view.ts";
export type { WebhookRequest, WebhookResponse, WireFormat } from "./wire/format.ts";
export type { SessionName } from "./wire/session.ts";

// For library authors: what the doors of the server are made of.
export { codes, reasons, type StatusBody } from "./errors.ts";
export { type Budget, resolveBudget } from "./handler/budget.ts";
export type { Clock } from "./clock.ts";
export type { CallEvent, CallFacts, HandlerEvent, HandlerLog } from "./handler/events.ts";
export { invoke, type InvokeContext } from "./handler/invoke.ts";
export { renderReply } from "./handler/reply/index.ts";
export { isRouter } from "./handler/router.ts";
export { decodeRequest, type DecodeOptions } from "./wire/decode.ts";
export { decodeResponse, type DecodeResponseOptions } from "./wire/decode-response.ts";
export { encodeRequest, encodeResponse, maxResponseBytes } from "./wire/encode.ts";
export { parseSession } from "./wire/session.ts";

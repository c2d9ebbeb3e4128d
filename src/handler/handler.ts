/**
 * What applications write: handlers, interceptors and error handlers.
 */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { WebhookResponseSchema } from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import type { WebhookError } from "../errors.ts";
import type { Awaitable } from "./awaitable.ts";
import type { PlainParameters, WebhookCall } from "./call.ts";
import type { ParamIssue, ParamsSchema } from "./params.ts";
import type { HandlerResult, Reply } from "./reply/index.ts";
import type { TypeProblem } from "./type-problem.ts";

/** An ES response or a part of one, as plain objects. */
export type EsResponseInit = MessageInitShape<typeof WebhookResponseSchema>;

/** What the handler of an ES action may return. */
export type ActionResult = Reply | EsResponseInit | void;

/**
 * A handler. What it throws becomes the answer's status: a WebhookError as it
 * is, anything else as INTERNAL with a text that reveals nothing.
 */
export type Handler<Params = PlainParameters, Context extends object = object> = (
  call: WebhookCall<Params, Context>,
) => Awaitable<HandlerResult>;

/** A handler of an ES action. */
export type ActionHandler<Params = PlainParameters, Context extends object = object> = (
  call: WebhookCall<Params, Context>,
) => Awaitable<ActionResult>;

/**
 * Turns an error into a reply for the user; returning nothing keeps the error.
 * Context may be missing, if the error came before the interceptor that adds it.
 */
export type ErrorHandler<Context extends object = object> = (
  error: WebhookError,
  call: WebhookCall<unknown, Partial<Context>>,
) => Awaitable<Reply | void>;

/**
 * Answers a call whose parameters its handler can't take; returning nothing
 * keeps the error. It runs before the interceptors, so context may be missing.
 */
export type InvalidParamsHandler<Context extends object = object> = (
  issues: readonly ParamIssue[],
  call: WebhookCall<unknown, Partial<Context>>,
) => Awaitable<Reply | void>;

/** How a handler is registered. */
export interface HandlerOptions<Schema, Context extends object = object> {
  /**
   * What the handler's `params` are: a protobuf message schema, or a schema of
   * zod, valibot, arktype or any other validator that follows Standard Schema.
   */
  readonly params: Schema extends ParamsSchema
    ? Schema
    : TypeProblem<"params takes a protobuf message schema or a Standard Schema (zod, valibot, arktype).">;
  /**
   * What becomes of parameters that the schema refuses.
   *
   * - `"error"`: the caller gets INVALID_ARGUMENT (400), with the path of each.
   * - `"invalidate"`: the wrong parameters, and no others, are marked invalid in
   *   the page's form, and the platform asks for them again. If one of them is
   *   not in the form, it can't be asked for, and the caller gets the error. So
   *   does every ES call: ES has no forms.
   * - a function: its reply.
   *
   * Default: `"error"`.
   */
  readonly onInvalidParams?: "error" | "invalidate" | InvalidParamsHandler<Context>;
}

/**
 * A call as a handler sees it, whichever wire format brought it.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { WebhookRequest, WireFormat } from "../wire/format.ts";
import type { SessionName } from "../wire/session.ts";
import type { LogLevel } from "./events.ts";
import type { Query } from "./query.ts";
import type {
  ActiveContext,
  FormParameter,
  MatchedIntent,
  OriginalRequest,
  Page,
  QueuedMessage,
  RequestView,
  Sentiment,
} from "./view.ts";

/** Parameters that no schema describes: plain JSON by name. */
export type PlainParameters = Record<string, JsonValue>;

/** Stands for parameters that no schema has read. */
export const plainParameters = Symbol("plain parameters");

/** What a call reads from; `invoke` keeps it up to date. */
export interface CallState {
  readonly request: WebhookRequest;
  readonly view: RequestView;
  readonly signal: AbortSignal;
  readonly deadline: number;
  readonly requestId: string | undefined;
  readonly principal: unknown;
  /** What the schema made of the parameters; `plainParameters` where there is none. */
  readonly params: unknown;
  readonly context: object;
  now(): number;
  log(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Writes to the server's log, with the call's session and tag at hand. Texts and fields are never sent to the caller. */
export type CallLog = Readonly<
  Record<LogLevel, (message: string, fields?: Readonly<Record<string, unknown>>) => void>
>;

/**
 * One webhook call. Every member is worked out when it is first touched, so
 * what a handler does not use costs nothing; destructuring works for all.
 *
 * `Params` is the type that the handler's `params` schema yields, `Context`
 * what interceptors added.
 */
export class WebhookCall<Params = unknown, Context extends object = object> {
  readonly #state: CallState;

  /** @internal Handlers are given calls; only `invoke` makes them. */
  constructor(state: CallState) {
    this.#state = state;
  }

  /** The tag of the CX fulfillment that calls; empty in ES. */
  get tag(): string {
    return this.#state.view.tag;
  }

  /** The action of the matched ES intent; empty in CX. */
  get action(): string {
    return this.#state.view.action;
  }

  /** What the user did in this turn. */
  get query(): Query {
    return this.#state.view.query;
  }

  /** The language, as the platform wrote it: case and region are not normalised (`en`, `en-us`, `en-US`). */
  get languageCode(): string {
    return this.#state.view.languageCode;
  }

  /** The platform's id of this turn: `detectIntentResponseId` in CX, `responseId` in ES. It repeats for every webhook of one turn. */
  get responseId(): string {
    return this.#state.view.responseId;
  }

  /** The session's name, taken apart. */
  get session(): SessionName {
    return this.#state.view.session;
  }

  /**
   * The parameters, as the handler's `params` schema yields them; without one,
   * plain JSON by name.
   *
   * In CX: the session parameters, and the filled parameters of the page's form
   * that the session lacks. In ES: those of the matched intent. What is not set
   * is left out: null, and in ES the empty string, by which it tells that the
   * user left a parameter open.
   */
  get params(): Params {
    const { params, view } = this.#state;
    return (params === plainParameters ? view.parameters : params) as Params;
  }

  /**
   * The CX session's parameters exactly as they came, as plain JSON, nulls
   * and the case of their names included, though the platform tells no names apart
   * by case alone. In ES, those that replies have set: ES has no session parameters, so
   * they are kept in the context `session-parameters`.
   */
  get sessionParameters(): Readonly<JsonObject> {
    return this.#state.view.sessionParameters;
  }

  /** The intent that was matched last; undefined if none was. */
  get intent(): MatchedIntent | undefined {
    return this.#state.view.intent;
  }

  /** The parameters of the CX page's form, in its order; empty in ES. */
  get form(): readonly FormParameter[] {
    return this.#state.view.form;
  }

  /** The CX page that the conversation is on; undefined in ES. */
  get page(): Page | undefined {
    return this.#state.view.page;
  }

  /** The messages that the agent queued before this call: the answer adds to them, unless it replaces them. */
  get messages(): readonly QueuedMessage[] {
    return this.#state.view.messages;
  }

  /** The payload of the query (CX) or of the integration (ES): plain JSON in the integration's own shape. */
  get payload(): Readonly<JsonObject> | undefined {
    return this.#state.view.payload;
  }

  /** How the user feels; undefined unless the agent analyses sentiment. */
  get sentiment(): Sentiment | undefined {
    return this.#state.view.sentiment;
  }

  /** The number of the caller on the telephone, such as `+12125550115`; undefined in other channels. */
  get callerId(): string | undefined {
    const telephony = this.#state.view.payload?.["telephony"];
    if (typeof telephony !== "object" || telephony === null || Array.isArray(telephony))
      return undefined;
    const callerId = telephony["caller_id"];
    return typeof callerId === "string" ? callerId : undefined;
  }

  /** The active contexts of the ES agent; empty in CX. */
  get contexts(): readonly ActiveContext[] {
    return this.#state.view.contexts;
  }

  /** The integration's request to the ES agent; undefined in CX. */
  get originalRequest(): OriginalRequest | undefined {
    return this.#state.view.originalRequest;
  }

  /** The wire format that brought the call. */
  get format(): WireFormat {
    return this.#state.request.format;
  }

  /** The message as decoded, told apart by `format`. */
  get raw(): WebhookRequest {
    return this.#state.request;
  }

  /**
   * Aborts at the deadline (its reason is a WebhookError DEADLINE_EXCEEDED) and
   * when the caller goes away (CANCELLED). Hand it on to whatever takes time.
   *
   * What a listener of your own throws reaches nobody here: Node makes an uncaught
   * exception of it, which ends the process. Catch inside of the listener, or do
   * without one by `signal.throwIfAborted()`.
   */
  get signal(): AbortSignal {
    return this.#state.signal;
  }

  /** When the answer must be ready. */
  get deadline(): Date {
    return new Date(this.#state.deadline);
  }

  /** Milliseconds until the deadline; 0 once it has passed. */
  get timeRemaining(): () => number {
    const state = this.#state;
    return () => Math.max(0, state.deadline - state.now());
  }

  /** The id of this request in the server's log, to be passed on to other services; undefined outside of a server. */
  get requestId(): string | undefined {
    return this.#state.requestId;
  }

  /** Who is calling, as the server's authenticator found; undefined if it has none. */
  get principal(): unknown {
    return this.#state.principal;
  }

  /** What interceptors added. */
  get context(): Readonly<Context> {
    return this.#state.context as Context;
  }

  /** The server's log, with this call's session and tag. */
  get log(): CallLog {
    const state = this.#state;
    return {
      debug: (message, fields = {}) => state.log("debug", message, fields),
      info: (message, fields = {}) => state.log("info", message, fields),
      warn: (message, fields = {}) => state.log("warn", message, fields),
      error: (message, fields = {}) => state.log("error", message, fields),
    };
  }
}

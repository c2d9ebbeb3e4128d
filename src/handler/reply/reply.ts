/**
 * What a handler answers with: messages, parameters, form changes and a
 * transition, gathered by an immutable builder and rendered for the wire format
 * that brought the call.
 */
import { emptyReply } from "./builder.ts";
import type { EsReply } from "./es.ts";
import type { JsonObjectInput, JsonObjectOf } from "./json-input.ts";
import type { RichCard, RichElement } from "./messenger-elements.ts";
import { replyBrand } from "./state.ts";
import type { PageTarget, SymbolicPage } from "./target.ts";

/** Options of one message. */
export interface MessageOptions {
  /**
   * The channel that the message is for, such as `DF_MESSENGER` or `PHONE_GATEWAY`.
   * Default: every channel. Unsupported on ES, whose per-platform messages are in `es()`.
   */
  readonly channel?: string;
}

/** A tool call that the client of the conversation carries out. */
export interface ToolCallInput<T extends object = JsonObjectInput> {
  /** The tool's resource name: `projects/P/locations/L/agents/A/tools/T`. */
  readonly tool: string;
  /** The tool's operation. */
  readonly action: string;
  /** What the operation takes. Default: nothing. */
  readonly inputParameters?: JsonObjectOf<T>;
}

/**
 * An answer under construction. It never changes: every method gives a new
 * reply, so that one can be kept and built upon.
 *
 * Methods that add a message add it after the earlier ones. Methods that set
 * something replace what was set under the same name before. Values are checked
 * and copied when they are given: a value that JSON cannot carry throws a
 * TypeError that names its place.
 *
 * The same reply serves CX and ES. What ES has no equivalent of is refused when
 * the reply to an ES call is rendered (reason UNSUPPORTED_REPLY, naming the
 * method); what is in `es()` goes to ES calls alone. `endInteraction` and
 * `mixedAudio` are made by the platform only, as is `allowPlaybackInterruption`:
 * the API marks them as output, so there are no methods for them. To end a
 * session use `targetPage("END_SESSION")`.
 *
 * Fields: https://cloud.google.com/dialogflow/cx/docs/reference/rest/v3/WebhookResponse
 *
 * @example
 * reply().text("Your balance is $12.50.").setParameters({ balance: 12.5 })
 */
export interface Reply {
  /** @internal */
  readonly [replyBrand]: unknown;

  /**
   * Adds one bubble of text. Several strings are variants, of which the platform
   * shows one; two bubbles need two calls.
   *
   * On ES: a text message for every platform; the variants are kept, and the only
   * bubble of a reply becomes the fulfillment text too.
   *
   * @example reply().text("Hello!", "Hi!").text("How can I help?")
   */
  text(...variants: readonly [string, ...string[]]): Reply;
  /** Adds one bubble of text, with options. */
  text(variants: readonly string[], options?: MessageOptions): Reply;

  /**
   * Adds a custom payload: a message whose format is between the webhook and the
   * client. At most 24 levels deep. For WebhookResponse.payload see `webhookPayload`.
   */
  payload<T extends object>(payload: JsonObjectOf<T>, options?: MessageOptions): Reply;

  /**
   * Adds rich content for Dialogflow Messenger, as one custom payload. Each
   * argument is one card: an element, or elements one under the other. Build them
   * with `messenger`.
   *
   * On ES: the same content in the older form that the Messenger of ES reads.
   *
   * @throws TypeError for an element that the Messenger could not show
   * @example reply().richContent([messenger.info({ title: "Paris" }), messenger.divider()], messenger.chips({ options: [{ text: "Book" }] }))
   */
  richContent(...cards: readonly [RichElement | RichCard, ...(RichElement | RichCard)[]]): Reply;

  /** Adds speech: plain text, or SSML (https://www.w3.org/TR/speech-synthesis11/). A string is text. */
  outputAudioText(
    speech: string | { readonly text: string } | { readonly ssml: string },
    options?: MessageOptions,
  ): Reply;

  /** Adds recorded audio, by its URI. The platform does not check that it exists. */
  playAudio(audio: { readonly audioUri: string }, options?: MessageOptions): Reply;

  /** Tells the client to hand over to a person, with facts for them. The conversation does not end by it. */
  liveAgentHandoff<T extends object>(metadata?: JsonObjectOf<T>, options?: MessageOptions): Reply;

  /** Marks the conversation as a success, for statistics. The conversation does not end by it. */
  conversationSuccess<T extends object>(
    metadata?: JsonObjectOf<T>,
    options?: MessageOptions,
  ): Reply;

  /** Tells the phone gateway to transfer the call. The number is in E.164 form: `+15551234567`. */
  telephonyTransferCall(phoneNumber: string, options?: MessageOptions): Reply;

  /** Adds the info card of a knowledge answer, which the platform fills. */
  knowledgeInfoCard(options?: MessageOptions): Reply;

  /** Asks the client to call a tool. */
  toolCall<T extends object>(call: ToolCallInput<T>, options?: MessageOptions): Reply;

  /**
   * The messages are added after those that the fulfillment queued before the
   * webhook was called. This is the default on CX. On ES, where a webhook's messages
   * take the place of the intent's own, this repeats the intent's own first.
   */
  append(): Reply;

  /** The messages take the place of those that the fulfillment queued before the webhook was called. */
  replace(): Reply;

  /**
   * Sets session parameters; null unsets one. Objects are replaced, not merged.
   *
   * On ES, which has no session parameters: they are kept as the parameters of the
   * output context `session-parameters`, which lives for 99 turns and keeps what it
   * had.
   */
  setParameters<T extends object>(parameters: JsonObjectOf<T>): Reply;

  /** Unsets session parameters. */
  unsetParameters(...names: readonly [string, ...string[]]): Reply;

  /**
   * Sets parameters of the current page's form; they count as filled. The platform
   * ignores names that the form does not have. Revokes `invalidate` for them. Not on ES.
   */
  setFormParameters<T extends object>(parameters: JsonObjectOf<T>): Reply;

  /**
   * Marks parameters of the current page's form as invalid: the platform drops
   * their values and asks again (event `sys.invalid-parameter`). Not on ES.
   */
  invalidate(...names: readonly [string, ...string[]]): Reply;

  /** Makes parameters of the current page's form required (true) or optional (false). Not on ES. */
  setRequired(required: Readonly<Record<string, boolean>>): Reply;

  /**
   * Goes on to a page, after the parameters have been set; this wins over the
   * route's own target. A reply has one target: a later `targetPage` or `targetFlow`
   * replaces it. Not on ES.
   *
   * @param page a full resource name; `flows/F/pages/P` in the call's agent; the
   * id of a page, or a symbolic page, in the flow of the call's current page
   * @throws TypeError where it is none of these
   */
  targetPage(page: SymbolicPage | (string & {}) | PageTarget): Reply;

  /**
   * Goes on to the start page of a flow, as `targetPage`.
   *
   * @param flow a full resource name, `flows/F`, or the flow's id
   */
  targetFlow(flow: string): Reply;

  /**
   * Sets WebhookResponse.payload: for the program that called the agent, which
   * finds it in the query result's webhook payloads. A message for the user's
   * client is `payload`.
   */
  webhookPayload<T extends object>(payload: JsonObjectOf<T>): Reply;

  /**
   * Adds what only ES has. It goes to ES calls alone and is left out on CX, so
   * that one handler serves both.
   *
   * @example reply().text("Sunny.").es((es) => es.outputContext("weather", { parameters: { city: "Rome" } }))
   */
  es(build: (es: EsReply) => EsReply): Reply;
}

/** A reply that changes nothing yet, to build upon. */
export function reply(): Reply {
  return emptyReply;
}

/** Whether a value is a reply, of this copy of the library or of another. */
export function isReply(value: unknown): value is Reply {
  return typeof value === "object" && value !== null && replyBrand in value;
}

/**
 * The builder behind `Reply`: each call makes a new one, which knows the one
 * before and what came to it. Messages, which most calls add, are gathered when
 * the state is asked for.
 */
import { buildEs, type EsReply } from "./es.ts";
import { copyObject, copyParameters, describe, type JsonObjectInput } from "./json-input.ts";
import { checkCards } from "./messenger.ts";
import type { RichCard, RichElement } from "./messenger-elements.ts";
import type { MessageOptions, Reply, ToolCallInput } from "./reply.ts";
import {
  emptyState,
  type FormChange,
  type Merge,
  replyBrand,
  type ReplyMessage,
  type ReplyState,
} from "./state.ts";
import { type PageTarget, parseFlow, parsePage } from "./target.ts";

/** Where a reply comes from: a state of its own, or another reply and one message more. */
type Origin =
  | { readonly state: ReplyState }
  | { readonly before: ReplyBuilder; readonly message: ReplyMessage };

class ReplyBuilder implements Reply {
  readonly #from: Origin;
  #state: ReplyState | undefined;

  constructor(from: Origin) {
    this.#from = from;
  }

  get [replyBrand](): ReplyState {
    this.#state ??= Object.freeze(this.#gather());
    return this.#state;
  }

  /** The state of the nearest reply that has one, with the messages that came after it. */
  #gather(): ReplyState {
    const messages: ReplyMessage[] = [];
    let origin = this.#from;
    while ("before" in origin) {
      messages.push(origin.message);
      const { before } = origin;
      origin = before.#state === undefined ? before.#from : { state: before.#state };
    }
    if (messages.length === 0) return origin.state;
    return { ...origin.state, messages: [...origin.state.messages, ...messages.toReversed()] };
  }

  text(first: string | readonly string[], ...rest: (string | MessageOptions | undefined)[]): Reply {
    if (typeof first === "string")
      return this.#message({
        kind: "text",
        text: strings("text()", [first, ...rest]),
        channel: "",
      });
    const [options] = rest as [MessageOptions?];
    return this.#message({
      kind: "text",
      text: strings("text()", first),
      channel: channelOf(options),
    });
  }

  payload(payload: JsonObjectInput, options?: MessageOptions): Reply {
    return this.#message({
      kind: "payload",
      payload: copyObject(payload, "payload()"),
      channel: channelOf(options),
    });
  }

  richContent(...cards: readonly (RichElement | RichCard)[]): Reply {
    return this.#message({ kind: "richContent", cards: checkCards(cards), channel: "" });
  }

  outputAudioText(
    speech: string | { readonly text: string } | { readonly ssml: string },
    options?: MessageOptions,
  ): Reply {
    const given = typeof speech === "string" ? { text: speech } : speech;
    const source = "ssml" in given ? "ssml" : "text";
    const value = string("outputAudioText()", "ssml" in given ? given.ssml : given.text);
    return this.#message({ kind: "outputAudioText", source, value, channel: channelOf(options) });
  }

  playAudio(audio: { readonly audioUri: string }, options?: MessageOptions): Reply {
    const audioUri = filled("playAudio().audioUri", audio.audioUri);
    return this.#message({ kind: "playAudio", audioUri, channel: channelOf(options) });
  }

  liveAgentHandoff(metadata?: JsonObjectInput, options?: MessageOptions): Reply {
    const copy = metadata && copyObject(metadata, "liveAgentHandoff()");
    return this.#message({ kind: "liveAgentHandoff", metadata: copy, channel: channelOf(options) });
  }

  conversationSuccess(metadata?: JsonObjectInput, options?: MessageOptions): Reply {
    const copy = metadata && copyObject(metadata, "conversationSuccess()");
    return this.#message({
      kind: "conversationSuccess",
      metadata: copy,
      channel: channelOf(options),
    });
  }

  telephonyTransferCall(phoneNumber: string, options?: MessageOptions): Reply {
    if (!/^\+[1-9]\d{1,14}$/.test(phoneNumber))
      throw new TypeError(
        `telephonyTransferCall() takes a number in E.164 form, such as +15551234567, not ${JSON.stringify(phoneNumber)}.`,
      );
    return this.#message({
      kind: "telephonyTransferCall",
      phoneNumber,
      channel: channelOf(options),
    });
  }

  knowledgeInfoCard(options?: MessageOptions): Reply {
    return this.#message({ kind: "knowledgeInfoCard", channel: channelOf(options) });
  }

  toolCall(call: ToolCallInput, options?: MessageOptions): Reply {
    const { inputParameters } = call;
    return this.#message({
      kind: "toolCall",
      tool: filled("toolCall().tool", call.tool),
      action: filled("toolCall().action", call.action),
      inputParameters: inputParameters && copyObject(inputParameters, "toolCall().inputParameters"),
      channel: channelOf(options),
    });
  }

  append(): Reply {
    return this.#merge("append");
  }

  replace(): Reply {
    return this.#merge("replace");
  }

  setParameters(parameters: JsonObjectInput): Reply {
    const copy = copyParameters(parameters, "setParameters()");
    const before = this[replyBrand].parameters;
    return this.#with({ parameters: before === undefined ? copy : { ...before, ...copy } });
  }

  unsetParameters(...names: readonly string[]): Reply {
    const unset = Object.fromEntries(
      strings("unsetParameters()", names).map((name) => [name, null]),
    );
    return this.#with({ parameters: { ...this[replyBrand].parameters, ...unset } });
  }

  setFormParameters(parameters: JsonObjectInput): Reply {
    const copy = copyParameters(parameters, "setFormParameters()");
    return this.#form(Object.entries(copy), (value, { required }) => ({
      value,
      ...(required !== undefined && { required }),
    }));
  }

  invalidate(...names: readonly string[]): Reply {
    const entries = strings("invalidate()", names).map((name) => [name, true] as const);
    return this.#form(entries, (invalid, { required }) => ({
      invalid,
      ...(required !== undefined && { required }),
    }));
  }

  setRequired(required: Readonly<Record<string, boolean>>): Reply {
    for (const [name, value] of Object.entries(required))
      if (typeof value !== "boolean")
        throw new TypeError(
          `setRequired() takes true or false for ${JSON.stringify(name)}, not ${describe(value)}.`,
        );
    return this.#form(Object.entries(required), (value, change) => ({
      ...change,
      required: value,
    }));
  }

  targetPage(page: string | PageTarget): Reply {
    return this.#with({ target: parsePage(page) });
  }

  targetFlow(flow: string): Reply {
    return this.#with({ target: parseFlow(flow) });
  }

  webhookPayload(payload: JsonObjectInput): Reply {
    return this.#with({ webhookPayload: copyObject(payload, "webhookPayload()") });
  }

  es(build: (es: EsReply) => EsReply): Reply {
    return this.#with({ es: buildEs(this[replyBrand].es, build) });
  }

  #with(change: Partial<ReplyState>): Reply {
    return new ReplyBuilder({ state: { ...this[replyBrand], ...change } });
  }

  #message(message: ReplyMessage): Reply {
    return new ReplyBuilder({ before: this, message });
  }

  #merge(merge: Merge): Reply {
    return this.#with({ merge });
  }

  #form<T>(
    entries: readonly (readonly [string, T])[],
    change: (value: T, before: FormChange) => FormChange,
  ): Reply {
    const form = new Map(this[replyBrand].form);
    for (const [name, value] of entries) {
      if (name === "") throw new TypeError("A form parameter has a name; the empty one is none.");
      form.set(name, change(value, form.get(name) ?? {}));
    }
    return this.#with({ form });
  }
}

function channelOf(options: MessageOptions | undefined): string {
  return options?.channel ?? "";
}

function string(what: string, value: unknown): string {
  if (typeof value !== "string")
    throw new TypeError(`${what} takes a string, not ${describe(value)}.`);
  return value;
}

function filled(what: string, value: unknown): string {
  if (string(what, value) === "") throw new TypeError(`${what} must not be empty.`);
  return value as string;
}

function strings(method: string, values: unknown): readonly string[] {
  if (!Array.isArray(values))
    throw new TypeError(`${method} takes strings, not ${describe(values)}.`);
  if (values.length === 0) throw new TypeError(`${method} takes at least one string.`);
  return values.map((value: unknown) => string(method, value));
}

/** The reply that all others are built from. */
export const emptyReply: Reply = new ReplyBuilder({ state: emptyState });

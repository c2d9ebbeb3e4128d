/**
 * What a reply holds for Dialogflow ES alone, and its builder.
 */
import type { JsonObject } from "@bufbuild/protobuf";
import {
  type EsMessage,
  type EsMessageInit,
  type EsPayloadOf,
  type EsPlatform,
  esMessage,
} from "./es-messages.ts";
import { copyObject, type JsonObjectInput, type JsonObjectOf } from "./json-input.ts";

/** The output context that holds what CX calls session parameters. */
export const sessionParametersContext = "session-parameters";

/** How many turns `session-parameters` lives; ES drops any context after 20 minutes without a match. */
export const sessionParametersLifespan = 99;

/** What an output context is made of, besides its name. */
export interface OutputContextOptions<T extends object = JsonObjectInput> {
  /** Turns that it lives. Default: 5, as in the console. 0 removes it at once. */
  readonly lifespanCount?: number;
  /** Its parameters. Default: none. */
  readonly parameters?: JsonObjectOf<T>;
}

/** What a follow-up event carries. */
export interface FollowupEventOptions<T extends object = JsonObjectInput> {
  readonly parameters?: JsonObjectOf<T>;
  /** Default: the language of the call. */
  readonly languageCode?: string;
}

/** The entities of a type, for this session only. */
export interface SessionEntityTypeOptions {
  /** Instead of the agent's entities of this type, or besides them. Default: `OVERRIDE`. */
  readonly mode?: keyof typeof entityOverrideModes;
  /** The entities. Synonyms default to the value alone. */
  readonly entities: readonly { readonly value: string; readonly synonyms?: readonly string[] }[];
}

/**
 * The ES part of a reply: immutable, as the reply itself. Fields:
 * https://cloud.google.com/dialogflow/es/docs/reference/rpc/google.cloud.dialogflow.v2#webhookresponse
 */
export interface EsReply {
  /** @internal */
  readonly state: EsState;

  /**
   * Adds a message for one platform; `PLATFORM_UNSPECIFIED` is for all. It comes
   * after the reply's own messages.
   *
   * @example es.message("FACEBOOK", { card: { title: "Paris", imageUri: "https://example.com/paris.png" } })
   */
  message<T extends object>(platform: EsPlatform, message: EsMessage | EsPayloadOf<T>): EsReply;

  /**
   * Activates a context, or sets an active one anew: its lifespan and all its
   * parameters. A later call for the same name replaces the earlier.
   *
   * @param name up to 250 of `a-z A-Z 0-9 _ - %`; ES turns it into lower case
   * @throws TypeError for a name that ES does not take or keeps for itself, or
   * that `setParameters` uses (`session-parameters`)
   */
  outputContext<T extends object>(name: string, options?: OutputContextOptions<T>): EsReply;

  /** Ends a context at once. */
  removeContext(name: string): EsReply;

  /**
   * Has ES detect an intent again, by this event. ES then ignores the texts, the
   * messages and the payload of this reply.
   */
  followupEvent<T extends object>(name: string, options?: FollowupEventOptions<T>): EsReply;

  /** Sets the entities of a type for this session. A later call for the same type replaces the earlier. */
  sessionEntityType(name: string, options: SessionEntityTypeOptions): EsReply;

  /** Sets the name of the answer's source, which becomes the query result's webhook source. */
  source(source: string): EsReply;
}

/** The numbers of the API's EntityOverrideMode. */
export const entityOverrideModes = { OVERRIDE: 1, SUPPLEMENT: 2 } as const;

/** What the builder has gathered; names are without the session. */
export interface EsState {
  readonly messages: readonly EsMessageInit[];
  readonly contexts: ReadonlyMap<
    string,
    { readonly lifespanCount: number; readonly parameters: JsonObject | undefined }
  >;
  readonly followupEvent:
    | {
        readonly name: string;
        readonly parameters: JsonObject | undefined;
        readonly languageCode: string | undefined;
      }
    | undefined;
  readonly entityTypes: ReadonlyMap<
    string,
    {
      readonly mode: 1 | 2;
      readonly entities: readonly { readonly value: string; readonly synonyms: string[] }[];
    }
  >;
  readonly source: string | undefined;
}

const empty: EsState = {
  messages: [],
  contexts: new Map(),
  followupEvent: undefined,
  entityTypes: new Map(),
  source: undefined,
};

class EsBuilder implements EsReply {
  readonly state: EsState;

  constructor(state: EsState) {
    this.state = state;
    Object.freeze(this);
  }

  message(platform: EsPlatform, message: EsMessage | EsPayloadOf<object>): EsReply {
    return this.#with({ messages: [...this.state.messages, esMessage(platform, message)] });
  }

  outputContext(name: string, options: OutputContextOptions = {}): EsReply {
    const { lifespanCount = 5, parameters } = options;
    if (!Number.isInteger(lifespanCount) || lifespanCount < 0 || lifespanCount > 0x7fffffff)
      throw new TypeError(
        `outputContext(): lifespanCount is a number of turns, 0 or more, not ${lifespanCount}.`,
      );
    const context = {
      lifespanCount,
      parameters: parameters && copyObject(parameters, "outputContext().parameters"),
    };
    return this.#with({ contexts: new Map(this.state.contexts).set(contextId(name), context) });
  }

  removeContext(name: string): EsReply {
    return this.outputContext(name, { lifespanCount: 0 });
  }

  followupEvent(name: string, options: FollowupEventOptions = {}): EsReply {
    if (name === "") throw new TypeError("followupEvent() takes the name of an event.");
    const { parameters, languageCode } = options;
    return this.#with({
      followupEvent: {
        name,
        parameters: parameters && copyObject(parameters, "followupEvent().parameters"),
        languageCode,
      },
    });
  }

  sessionEntityType(name: string, options: SessionEntityTypeOptions): EsReply {
    const { mode = "OVERRIDE", entities } = options;
    if (name === "" || name.includes("/"))
      throw new TypeError(
        `sessionEntityType() takes the display name of an entity type, not ${JSON.stringify(name)}.`,
      );
    if (!Object.hasOwn(entityOverrideModes, mode))
      throw new TypeError(
        `sessionEntityType(): mode is OVERRIDE or SUPPLEMENT, not ${JSON.stringify(mode)}.`,
      );
    const entityType = {
      mode: entityOverrideModes[mode],
      entities: entities.map(({ value, synonyms = [value] }) => ({
        value,
        synonyms: [...synonyms],
      })),
    };
    return this.#with({ entityTypes: new Map(this.state.entityTypes).set(name, entityType) });
  }

  source(source: string): EsReply {
    return this.#with({ source });
  }

  #with(change: Partial<EsState>): EsReply {
    return new EsBuilder({ ...this.state, ...change });
  }
}

const contextName = /^[a-zA-Z0-9_%-]{1,250}$/;
const reservedContext = /^__system_counters__$|_id_dialog_context$|_dialog_params_size$/;

/**
 * A context's id as ES keeps it.
 * https://cloud.google.com/dialogflow/es/docs/reference/rest/v2/projects.agent.sessions.contexts
 */
function contextId(name: string): string {
  if (!contextName.test(name))
    throw new TypeError(
      `outputContext(): ${JSON.stringify(name)} is no context name; ES takes 1 to 250 letters, digits, _, - and %.`,
    );
  const id = name.toLowerCase();
  if (reservedContext.test(id))
    throw new TypeError(
      `outputContext(): ${JSON.stringify(name)} belongs to ES itself; choose another name.`,
    );
  if (id === sessionParametersContext)
    throw new TypeError(
      `outputContext(): ${JSON.stringify(name)} holds the session parameters; use setParameters().`,
    );
  return id;
}

/** The ES part that `build` makes of an earlier one, or of an empty one. */
export function buildEs(state: EsState | undefined, build: (es: EsReply) => EsReply): EsState {
  const built = build(new EsBuilder(state ?? empty));
  if (!(built instanceof EsBuilder))
    throw new TypeError(
      "es() takes a function that returns what the builder it was given has made.",
    );
  return built.state;
}

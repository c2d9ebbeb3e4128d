/** Sessions for tests: a small one by hand, and arbitrary ones. */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import type {
  FormParameter,
  MatchedIntent,
  SessionState,
} from "../../../src/dispatch/session/state.ts";

/** Resource names of one agent. */
export const agent = "projects/p/locations/l/agents/a";
export const flow = `${agent}/flows/f`;
export const page = `${flow}/pages/order`;

/** A session of CX, at a page with a form of two parameters, of which one is filled. */
export const state: SessionState = {
  name: `${agent}/environments/-/sessions/s`,
  languageCode: "en",
  query: { kind: "text", value: "two, please" },
  parameters: { size: "large", total: 3 },
  flowParameters: { tries: 1 },
  scopes: {},
  request: {},
  page: {
    name: page,
    displayName: "Order",
    form: [
      { displayName: "size", required: true, state: "FILLED", value: "large", justCollected: true },
      { displayName: "crust", required: false, state: "EMPTY", justCollected: false },
    ],
  },
  flow,
  messages: [{ text: { text: ["One moment."] } }],
  webhookPayloads: [],
  contexts: [],
  sessionEntityTypes: [],
};

const jsonValue = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>;
const value = jsonValue.map(withoutMinusZero);

/** JSON writes -0 as 0. */
function withoutMinusZero(json: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(json)) as JsonValue;
}

/** Names of parameters, some of which collide with what every object inherits. */
export const parameterName = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9._-]{1,6}$/),
  fc.constantFrom("__proto__", "constructor", "size", "Size", "SIZE", "crust", "toString"),
);

/** Parameters, as own members whatever they are called. */
export const parameters: fc.Arbitrary<JsonObject> = fc
  .array(fc.tuple(parameterName, value), { maxLength: 5 })
  .map((entries) => Object.fromEntries(entries));

const text = fc.string({ unit: "grapheme", maxLength: 8 });

const formParameter: fc.Arbitrary<FormParameter> = fc
  .record({
    displayName: parameterName,
    required: fc.boolean(),
    state: fc.constantFrom("EMPTY" as const, "INVALID" as const, "FILLED" as const),
    value: fc.option(
      value.filter((one) => one !== null),
      { nil: undefined },
    ),
    justCollected: fc.boolean(),
  })
  .map(({ value: given, ...rest }) => (given === undefined ? rest : { ...rest, value: given }));

const intent = (withParameters: boolean): fc.Arbitrary<MatchedIntent> =>
  fc.record({
    name: text,
    displayName: text,
    confidence: fc.constantFrom(0, 0.3, 0.75, 1),
    parameters: withParameters
      ? fc
          .array(
            fc.tuple(parameterName, fc.record({ originalValue: text, resolvedValue: value })),
            {
              maxLength: 3,
            },
          )
          .map((entries) => Object.fromEntries(entries))
      : fc.constant({}),
  });

const sentiment = fc.constantFrom<JsonObject>(
  {},
  { sentiment: { score: -0.2, magnitude: 0.7, succeeded: true } },
);

const message = fc.constantFrom<JsonObject>(
  { text: { text: ["Hello."] } },
  { payload: { a: [1, { b: null }] } },
  {},
);

function whole(parts: {
  readonly [Name in keyof SessionState]?: SessionState[Name] | undefined;
}): SessionState {
  return {
    name: "",
    languageCode: "",
    parameters: {},
    flowParameters: {},
    scopes: {},
    request: {},
    messages: [],
    webhookPayloads: [],
    contexts: [],
    sessionEntityTypes: [],
    ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)),
  };
}

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

/** Sessions that a request of CX can tell in full. */
export const cxState: fc.Arbitrary<SessionState> = fc
  .record({
    name: fc.constantFrom(state.name, `${agent}/sessions/x:y`, ""),
    languageCode: fc.constantFrom("en", "pt-BR", ""),
    parameters,
    request: sentiment,
    messages: fc.array(message, { maxLength: 3 }),
    query: optional(
      fc.record({
        kind: fc.constantFrom("text", "transcript", "intent", "event", "dtmf"),
        value: text,
      }),
    ),
    page: optional(
      fc
        .record({ name: fc.constantFrom(page, "", "elsewhere"), displayName: text })
        .chain((one) =>
          optional(fc.array(formParameter, { maxLength: 3 })).map((form) =>
            form === undefined ? one : { ...one, form },
          ),
        ),
    ),
    intent: optional(intent(true)),
    payload: optional(parameters),
  })
  .map((parts) => whole({ ...parts, ...(parts.page?.name === page && { flow }) }));

/** Sessions that a request of ES can tell in full. */
export const esState: fc.Arbitrary<SessionState> = fc
  .record({
    name: fc.constantFrom("projects/p/agent/sessions/s", ""),
    languageCode: fc.constantFrom("en", "ko"),
    parameters,
    request: sentiment,
    messages: fc.array(message, { maxLength: 3 }),
    query: optional(
      fc.record({ kind: fc.constant("text" as const), value: text.filter((one) => one !== "") }),
    ),
    intent: optional(intent(false)),
    payload: optional(parameters.filter((one) => Object.keys(one).length > 0)),
    contexts: fc.array(
      fc.record({
        name: fc
          .constantFrom("shop", "cart")
          .map((id) => `projects/p/agent/sessions/s/contexts/${id}`),
        lifespanCount: fc.integer({ min: 1, max: 5 }),
        parameters,
      }),
      { maxLength: 2 },
    ),
  })
  .map(whole);

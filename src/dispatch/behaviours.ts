/**
 * What the platform does where its documentation is silent or leaves room: one
 * table of choices, each an option with a default and the evidence for it.
 */

/** How a default is known. */
export type Evidence = "documented" | "observed" | "assumed";

/** One behaviour: what can be chosen, what is chosen by default, and why. */
export interface Behaviour<Choice = unknown> {
  /** What it decides, as a sentence. */
  readonly about: string;
  /** The values that it takes; for a number, its range. */
  readonly choices: readonly Choice[] | { readonly min: number; readonly max: number };
  readonly default: Choice;
  readonly evidence: Evidence;
  /** Why that default, as a sentence. */
  readonly why: string;
}

function choice<const Choice extends string>(
  behaviour: Behaviour<Choice> & { readonly choices: readonly Choice[] },
): Behaviour<Choice> {
  return behaviour;
}

function range(
  behaviour: Behaviour<number> & {
    readonly choices: { readonly min: number; readonly max: number };
  },
): Behaviour<number> {
  return behaviour;
}

/** Every behaviour that can be chosen, by the name of its option. */
export const behaviours = {
  requestPrinter: choice({
    about: "How the JSON of a request is laid out.",
    choices: ["platform", "compact"],
    default: "platform",
    evidence: "observed",
    why: "Captured ES calls are reproduced to the byte by this layout; CX bodies show the same signs.",
  }),
  overrideMerge: choice({
    about: "How an environment's override takes effect on the webhook's web service.",
    choices: ["replace", "merge"],
    default: "replace",
    evidence: "assumed",
    why: "An override is a webhook of its own, and nothing says that its fields are merged.",
  }),
  disabledWebhook: choice({
    about: "What calling a disabled webhook comes to.",
    choices: ["skip", "fail"],
    default: "skip",
    evidence: "assumed",
    why: "Fulfillment goes on as if no webhook were set, without an event.",
  }),
  unspecifiedServiceAgentAuth: choice({
    about: "What is sent where service_agent_auth is left open and nothing else authorizes.",
    choices: ["id-token", "none"],
    default: "id-token",
    evidence: "documented",
    why: "The field's comment says that unspecified acts as ID_TOKEN.",
  }),
  unknownResponseFields: choice({
    about: "What fields that a WebhookResponse does not have come to.",
    choices: ["fail", "ignore"],
    default: "fail",
    evidence: "observed",
    why: "ES reports such fields as parse errors; CX is taken to have the same parser.",
  }),
  emptyResponse: choice({
    about: "What an empty body with a 2xx status comes to, from a standard webhook.",
    choices: ["fail", "ignore"],
    default: "fail",
    evidence: "assumed",
    why: "Nothing is no JSON object; `{}` is the answer that changes nothing.",
  }),
  responseType: choice({
    about: "Whether the content type of an answer that is read has to be JSON's.",
    choices: ["any", "json"],
    default: "any",
    evidence: "assumed",
    why: "JSON is expected, but nothing says that the header is checked.",
  }),
  redirects: choice({
    about: "What a 3xx answer comes to.",
    choices: ["fail"],
    default: "fail",
    evidence: "assumed",
    why: "Redirects are documented nowhere, and following one would lead past the checks of the address.",
  }),
  notFoundEvent: choice({
    about: "The event for HTTP 404.",
    choices: ["webhook.error.not-found", "webhook.error"],
    default: "webhook.error.not-found",
    evidence: "assumed",
    why: "The platform's own state for a 404 is ERROR_NOT_FOUND.",
  }),
  tlsEvent: choice({
    about: "The event for a certificate or a handshake that fails.",
    choices: ["webhook.error", "webhook.error.not-found"],
    default: "webhook.error",
    evidence: "assumed",
    why: "The server is there, so the URL could be reached.",
  }),
  unauthorizedCode: choice({
    about: "The code of the status for HTTP 401.",
    choices: ["UNAUTHENTICATED", "PERMISSION_DENIED", "UNAVAILABLE", "UNKNOWN"],
    default: "UNAUTHENTICATED",
    evidence: "assumed",
    why: "It is the code that HTTP 401 stands for in Google's APIs; no capture shows the platform's.",
  }),
  forbiddenCode: choice({
    about: "The code of the status for HTTP 403.",
    choices: ["PERMISSION_DENIED", "UNAUTHENTICATED", "UNAVAILABLE", "UNKNOWN"],
    default: "PERMISSION_DENIED",
    evidence: "assumed",
    why: "It is the code that HTTP 403 stands for in Google's APIs; captures show the reason without the code.",
  }),
  notFoundCode: choice({
    about: "The code of the status for HTTP 404.",
    choices: ["NOT_FOUND", "UNAVAILABLE", "UNKNOWN"],
    default: "NOT_FOUND",
    evidence: "assumed",
    why: "It is the code that HTTP 404 stands for in Google's APIs; captures show the reason without the code.",
  }),
  retryCount: range({
    about: "How many times a call that failed for a passing reason is tried again.",
    choices: { min: 0, max: 5 },
    default: 1,
    evidence: "assumed",
    why: "Retries are documented, their number is not; a third party's note says one.",
  }),
  retryDelayMs: range({
    about: "How long it waits before the first retry, in milliseconds; doubled for each after it.",
    choices: { min: 0, max: 30_000 },
    default: 0,
    evidence: "assumed",
    why: "No wait is documented, and a user is waiting.",
  }),
  retryTimeout: choice({
    about:
      "Whether a retry has the webhook's timeout to itself, or shares it with the attempts before.",
    choices: ["each", "shared"],
    default: "each",
    evidence: "assumed",
    why: "The timeout is described as the one of a request, and a timeout itself is retried.",
  }),
  retryAfter: choice({
    about: "What a 429 or 503 that says when to come back (`Retry-After`) comes to.",
    choices: ["fail", "wait"],
    default: "fail",
    evidence: "documented",
    why: "Error statuses are documented as terminal; `wait` makes such an answer one that is tried again.",
  }),
  missingInBody: choice({
    about:
      "What stands in a body for a string that is one reference to a parameter that is not set.",
    choices: ["null", "empty", "literal"],
    default: "null",
    evidence: "assumed",
    why: "System functions and conditions take what is not set as null.",
  }),
  missingInText: choice({
    about: "What stands for such a reference inside a longer string of a body.",
    choices: ["literal", "empty"],
    default: "literal",
    evidence: "assumed",
    why: "Captured static messages keep a reference that can't be resolved as it is written; no body shows it.",
  }),
  referencesInKeys: choice({
    about: "What a reference in a key of a body comes to.",
    choices: ["keep", "replace"],
    default: "keep",
    evidence: "assumed",
    why: "References are documented for values.",
  }),
  missingInUrl: choice({
    about: "What stands for such a reference in a URL.",
    choices: ["empty", "literal"],
    default: "empty",
    evidence: "assumed",
    why: "A literal reference is no URL text.",
  }),
  missingInHeader: choice({
    about: "What stands for such a reference in a header.",
    choices: ["empty", "literal"],
    default: "empty",
    evidence: "assumed",
    why: "A receiver takes an absent value for what it is.",
  }),
  headerCharacters: choice({
    about: "How a header of a flexible webhook is written that has more than ASCII in it.",
    choices: ["utf-8", "latin-1"],
    default: "utf-8",
    evidence: "assumed",
    why: "Everything else that is sent is UTF-8; latin-1 fails for what it does not have.",
  }),
  functionsInTemplates: choice({
    about: "What a system function comes to in the URL or the body of a flexible webhook.",
    choices: ["call", "literal"],
    default: "call",
    evidence: "assumed",
    why: "Of webhooks, the documentation names headers alone as their place, and forbids no other.",
  }),
  functionError: choice({
    about: "What a system function comes to in a template that can't work with its arguments.",
    choices: ["null", "fail"],
    default: "null",
    evidence: "assumed",
    why: "Functions' errors are told in the diagnostics of a turn, which goes on.",
  }),
  urlSpace: choice({
    about: "How a space in a value is written in a URL.",
    choices: ["%20", "+"],
    default: "%20",
    evidence: "assumed",
    why: "Values are documented to be URL-encoded; percent-encoding of RFC 3986 is right in paths and queries.",
  }),
  missingMapping: choice({
    about: "What a response mapping does where the response has no such field.",
    choices: ["keep", "remove"],
    default: "keep",
    evidence: "assumed",
    why: "Nothing says that a parameter is touched.",
  }),
  mappingWithoutJson: choice({
    about: "What an answer that is no JSON comes to where a response mapping is set.",
    choices: ["fail", "ignore"],
    default: "fail",
    evidence: "assumed",
    why: "What is mapped can't be there; without a mapping the body is not read.",
  }),
  invalidatedValue: choice({
    about: "What becomes of the value of a form parameter that a webhook invalidates.",
    choices: ["drop", "keep"],
    default: "drop",
    evidence: "assumed",
    why: "The parameter is asked for again.",
  }),
  unknownFormParameter: choice({
    about: "What a form parameter in an answer that the page does not have comes to.",
    choices: ["ignore", "fail"],
    default: "ignore",
    evidence: "assumed",
    why: "A webhook can neither add nor remove form parameters; nothing says that trying fails.",
  }),
  sessionParameterFillsForm: choice({
    about: "Whether a session parameter with the name of a form parameter fills the form.",
    choices: ["yes", "no"],
    default: "yes",
    evidence: "assumed",
    why: "Forms are documented to take session parameters of the same name; of those that a webhook sets, nothing is said.",
  }),
  formParameterSetsSession: choice({
    about: "Whether a value that a webhook gives a form parameter is the session parameter's, too.",
    choices: ["yes", "no"],
    default: "yes",
    evidence: "assumed",
    why: "What a form collects is written to the session parameter of the same name.",
  }),
  requiredFalse: choice({
    about: "What a form parameter in an answer whose `required` is false, or left out, comes to.",
    choices: ["keep", "optional"],
    default: "keep",
    evidence: "assumed",
    why: "The message can't tell the two apart, and answers that leave it out are usual.",
  }),
  unknownTarget: choice({
    about: "What a target that is no page or flow of the session's agent comes to.",
    choices: ["ignore", "fail"],
    default: "ignore",
    evidence: "assumed",
    why: "A target has to be of the same agent; nothing says what another one comes to.",
  }),
  reservedHeader: choice({
    about: "What a per-request header with a reserved name comes to.",
    choices: ["fail", "ignore"],
    default: "fail",
    evidence: "assumed",
    why: "The names are documented as refused, not what becomes of the request.",
  }),
  secretNewline: choice({
    about: "What becomes of a newline at the end of a secret.",
    choices: ["send", "trim"],
    default: "send",
    evidence: "documented",
    why: "The guide asks that secrets have none; a header with one can't be sent, which is an error.",
  }),
  clientAuthentication: choice({
    about: "How an OAuth client proves itself at the token endpoint (RFC 6749, section 2.3.1).",
    choices: ["body", "basic"],
    default: "body",
    evidence: "assumed",
    why: "The request is documented nowhere; both parts in the body is what most token endpoints take.",
  }),
  tokenEndpointTrust: choice({
    about: "Whether allowed_ca_certs holds for the OAuth token endpoint, too.",
    choices: ["default", "webhook"],
    default: "default",
    evidence: "assumed",
    why: "The field is about the webhook's server, and an endpoint for tokens is mostly a public one.",
  }),
  unknownTokenLifetimeMs: range({
    about: "How long an OAuth token whose endpoint gives no expires_in is kept, in milliseconds.",
    choices: { min: 0, max: 3_600_000 },
    default: 300_000,
    evidence: "assumed",
    why: "RFC 6749 leaves it to the endpoint's documentation; a token refused earlier is replaced.",
  }),
  endpointChoice: choice({
    about: "Which endpoint of a Service Directory service is called.",
    choices: ["random", "first"],
    default: "random",
    evidence: "assumed",
    why: "Endpoints share the load.",
  }),
} as const;

/** The name of a behaviour. */
export type BehaviourName = keyof typeof behaviours;

/** A choice for every behaviour. */
export type Behaviours = {
  readonly [Name in BehaviourName]: (typeof behaviours)[Name] extends Behaviour<infer Choice>
    ? Choice
    : never;
};

/**
 * Puts the defaults in place.
 *
 * @throws TypeError naming the behaviour and what it takes
 */
export function resolveBehaviours(chosen: Partial<Behaviours> = {}): Behaviours {
  const resolved: Record<string, unknown> = {};
  for (const [name, behaviour] of Object.entries<Behaviour>(behaviours))
    resolved[name] = behaviour.default;
  for (const [name, value] of Object.entries(chosen)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(behaviours, name))
      throw new TypeError(
        `There is no behaviour ${name}; there are ${Object.keys(behaviours).join(", ")}.`,
      );
    resolved[name] = checked(name as BehaviourName, value);
  }
  return resolved as Behaviours;
}

function checked(name: BehaviourName, value: unknown): unknown {
  const { choices }: Behaviour = behaviours[name];
  if ("min" in choices) {
    if (typeof value === "number" && value >= choices.min && value <= choices.max) return value;
    throw new TypeError(`${name} takes a number from ${choices.min} to ${choices.max}.`);
  }
  if (choices.includes(value)) return value;
  throw new TypeError(`${name} takes ${choices.join(" or ")}.`);
}

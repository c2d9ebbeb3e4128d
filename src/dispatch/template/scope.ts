/**
 * What references mean in a session
 * (https://cloud.google.com/dialogflow/cx/docs/concept/parameter#ref).
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { parseSession } from "../../wire/session.ts";
import { setOwn } from "../../wire/value.ts";
import type { FormParameter, MatchedIntent, SessionState } from "../session/state.ts";
import type { Reference, Scope } from "./expression.ts";
import { keyOf, splits, valueAt } from "./member.ts";

/** What a scope has beside the session. */
export interface ScopeOptions {
  /** The time now, in milliseconds since the epoch. */
  readonly now: () => number;
  /** From 0 to 1, 1 not included. */
  readonly random: () => number;
  /** A new UUID. */
  readonly uuid: () => string;
  /** IANA name of the time zone in which dates are told. */
  readonly timeZone: string;
}

type Path = readonly (string | number)[];

/**
 * References as a session answers them. Looking one up never throws; null is
 * the same as not set.
 *
 * - `$session.params.ID.original` is what the user said for the matched intent's
 *   parameter of that name, `.resolved` the session's own value; members of
 *   these names in a composite value come first.
 * - `$intent.params.ID` without either is the resolved value.
 * - `$page.params.status` is `FINAL` once every required parameter of the form
 *   is filled, `$page.params.ID.status` is `UPDATED` if this turn filled it.
 */
export function sessionScope(state: SessionState, options: ScopeOptions): Scope {
  const { now, random, uuid, timeZone } = options;
  return {
    lookup: (reference) => lookUp(state, reference),
    now,
    random,
    uuid,
    timeZone,
    languageCode: state.languageCode,
  };
}

function lookUp(state: SessionState, { scope, params, path }: Reference): JsonValue | undefined {
  if (!params) return scope === "flow" ? valueAt(state.flowParameters, path) : request(state, path);
  switch (scope) {
    case "session":
      return valueAt(state.parameters, path) ?? ofSession(state, path);
    case "intent":
      return state.intent && ofIntent(state.intent, path);
    case "page":
      return state.page?.form && ofPage(state.page.form, path);
    default: {
      const key = keyOf(state.scopes, scope);
      return key === undefined ? undefined : valueAt(state.scopes[key], path);
    }
  }
}

/** `ID.original` and `ID.resolved` of a session parameter. */
function ofSession({ intent, parameters }: SessionState, path: Path): JsonValue | undefined {
  if (path.length > 1 && path.at(-1) === "original")
    return intentValue(intent?.parameters ?? {}, path);
  const at = path.indexOf("resolved");
  return at > 0 ? valueAt(parameters, path.toSpliced(at, 1)) : undefined;
}

type IntentParameters = MatchedIntent["parameters"];

function intentValue(parameters: IntentParameters, path: Path): JsonValue | undefined {
  for (const { name, rest } of splits(path)) {
    const key = keyOf(parameters, name);
    const parameter = key === undefined ? undefined : parameters[key];
    const found = parameter === undefined ? undefined : formOf(parameter, rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What was said, with `original`; otherwise what it was resolved to, or a member of it. */
function formOf(parameter: IntentParameters[string], path: Path): JsonValue | undefined {
  const [form, ...within] = path;
  if (form === "original") return valueAt(parameter.originalValue, within);
  return valueAt(parameter.resolvedValue, form === "resolved" ? within : path);
}

function ofIntent({ parameters }: MatchedIntent, path: Path): JsonValue | undefined {
  return path.length === 0 ? allResolved(parameters) : intentValue(parameters, path);
}

function allResolved(parameters: IntentParameters): JsonObject {
  const all: JsonObject = {};
  for (const [name, { resolvedValue }] of Object.entries(parameters))
    setOwn(all, name, resolvedValue);
  return all;
}

function ofPage(form: readonly FormParameter[], path: Path): JsonValue | undefined {
  const values: JsonObject = {};
  for (const { displayName, value } of form)
    if (value !== undefined) setOwn(values, displayName, value);
  return valueAt(values, path) ?? formStatus(form, path);
}

function formStatus(form: readonly FormParameter[], path: Path): JsonValue | undefined {
  if (path.at(-1) !== "status") return undefined;
  if (path.length === 1) {
    const filled = form.every(({ required, state }) => !required || state === "FILLED");
    return form.length > 0 && filled ? "FINAL" : undefined;
  }
  const name = path.slice(0, -1).join(".").toLowerCase();
  const parameter = form.find(({ displayName }) => displayName.toLowerCase() === name);
  return parameter?.justCollected ? "UPDATED" : undefined;
}

/** `$request`: what the session's state says itself, then what came with the request. */
function request(state: SessionState, path: Path): JsonValue | undefined {
  const [first, ...rest] = path;
  switch (typeof first === "string" ? first.toLowerCase() : first) {
    case "user-utterance":
      return state.query?.kind === "text" || state.query?.kind === "transcript"
        ? valueAt(state.query.value, rest)
        : undefined;
    case "session-id":
      return valueAt(parseSession(state.name).id, rest);
    case "payload":
      return valueAt(state.payload, rest);
    default:
      return valueAt(state.request, path);
  }
}

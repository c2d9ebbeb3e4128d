/** From a case and the facts of a call to the body that is sent. */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { readRequest } from "../wire/decode.ts";
import { encodeRequest } from "../wire/encode.ts";
import type { WebhookRequest, WireFormat } from "../wire/format.ts";
import { printRequest } from "../wire/print.ts";
import { baseRequest, sessionName, type RequestFacts } from "./base-request.ts";
import type { CaseFill, CaseFormat, VerifyCase } from "./case.ts";

/** A body: a request for the dispatcher to print, or text that is sent as it stands. */
export type Composed =
  | { readonly kind: "request"; readonly request: WebhookRequest }
  | { readonly kind: "text"; readonly text: string };

/** The wire format of each family that is called. */
export const wireFormats: Readonly<Record<CaseFormat, WireFormat>> = {
  cx: "cx/v3",
  es: "es/v2",
};

/**
 * Makes the body of a call.
 *
 * @throws WebhookError INVALID_ARGUMENT for a case whose request is none
 */
export function compose(
  { body, fill }: Pick<VerifyCase, "body" | "fill">,
  { format, facts }: { readonly format: CaseFormat; readonly facts: RequestFacts },
): Composed {
  const full = { ...facts, parameters: { ...fillers(fill), ...facts.parameters } };
  if (body.kind === "text")
    return { kind: "text", text: fillIn(body.text, { format, facts: full }) };
  const base = withPayload(baseRequest(format, full), { format, depth: fill.payloadDepth });
  const json = merge(base, body.json, { nullRemoves: body.kind === "request" });
  if (body.kind === "json") return { kind: "text", text: JSON.stringify(json) };
  const request = readRequest(json, { formats: [wireFormats[format]] });
  return body.layout === "compact"
    ? { kind: "text", text: encodeRequest(request) }
    : { kind: "request", request };
}

function fillers({ parameters = 0, characters = 8 }: CaseFill): JsonObject {
  const names = Array.from({ length: parameters }, (_, index) => `conformance_filler_${index}`);
  return Object.fromEntries(names.map((name) => [name, "x".repeat(characters)]));
}

function withPayload(
  base: JsonObject,
  { format, depth = 0 }: { readonly format: CaseFormat; readonly depth: number | undefined },
): JsonObject {
  if (depth === 0) return base;
  let payload: JsonObject = { end: true };
  for (let level = 1; level < depth; level++) payload = { level: payload };
  return format === "cx"
    ? { ...base, payload }
    : { ...base, originalDetectIntentRequest: { payload } };
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Object.fromEntries makes `__proto__` a member like any other. */
function merge(
  base: JsonObject,
  over: JsonObject,
  options: { readonly nullRemoves: boolean },
): JsonObject {
  const merged = new Map(Object.entries(base));
  for (const [name, value] of Object.entries(over)) {
    const before = merged.get(name);
    if (value === null && options.nullRemoves) merged.delete(name);
    else if (isObject(value) && isObject(before)) merged.set(name, merge(before, value, options));
    else merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

function fillIn(
  text: string,
  { format, facts }: { readonly format: CaseFormat; readonly facts: RequestFacts },
): string {
  const inString = (value: string): string => JSON.stringify(value).slice(1, -1);
  const values: Readonly<Record<string, string>> = {
    id: inString(facts.id),
    session: inString(sessionName(format, facts.session)),
    tag: inString(facts.tag),
    parameters: JSON.stringify(facts.parameters),
  };
  return text.replaceAll(
    /\{\{(id|session|tag|parameters)\}\}/g,
    (_, name: string) => values[name] ?? "",
  );
}

/** What is sent of a body, as text. */
export function bodyText(composed: Composed): string {
  return composed.kind === "text" ? composed.text : printRequest(composed.request);
}

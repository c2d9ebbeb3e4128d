/**
 * The protovalidate rules of our protos (https://protovalidate.com), enforced for any message by its
 * descriptor: the kinds that stand in gen/rules, and no others. What is required, the protos say by
 * google.api.field_behavior instead, and what no standard rule can express stands in the files beside.
 */
import type { DescField, DescMessage, DescOneof, MessageShape } from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { FeatureSet_FieldPresence as Presence, type Duration } from "@bufbuild/protobuf/wkt";
import { rules, type FieldRules, type TextRules } from "../../gen/rules/rules.ts";
import type { FieldViolation } from "../errors.ts";
import { refuseViolations } from "./failures.ts";
import { childrenOf, missingFields } from "./field-behavior.ts";

/** A rule that a message breaks. */
export interface BrokenRule {
  /** Path of the message that holds the field, with a dot behind it; empty for the message itself. */
  readonly within: string;
  /** `timeout`, or `request_headers["X-A"]` for an entry of a map; the name of a oneof without a member. */
  readonly name: string;
  /** What is wrong, a sentence. Repeats no text of the message, which may be secret. */
  readonly description: string;
  /** What the name names. */
  readonly of: "field" | "key" | "oneof";
}

/** Every rule that a message breaks, in itself and in all that it holds. */
export function brokenRules<Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
): readonly BrokenRule[] {
  const broken: BrokenRule[] = [];
  collect(reflect(schema, message), "", broken);
  return broken;
}

/**
 * The same as violations. A oneof is no field, so where one lacks a member the message that it is
 * part of is named.
 *
 * @param prefix the path of the message in the request, with a dot behind it; default: none
 */
export function ruleViolations<Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
  prefix = "",
): FieldViolation[] {
  return brokenRules(schema, message).map(({ within, name, of, description }) => {
    const path = `${prefix}${within}`;
    const field = of === "oneof" && path !== "" ? path.slice(0, -1) : `${path}${name}`;
    return { field, description };
  });
}

/**
 * Refuses a request that lacks a required field or breaks a rule, at any depth.
 *
 * @throws WebhookError INVALID_ARGUMENT, with every violation: reason INVALID_PAGE_SIZE where that is
 *   all, else INVALID_RESOURCE
 */
export function checkRequest<Desc extends DescMessage>(
  schema: Desc,
  request: MessageShape<Desc>,
): void {
  const violations = [...missingFields(schema, request), ...ruleViolations(schema, request)];
  const sizeAlone = violations.every(({ field }) => field === "page_size");
  refuseViolations(violations, sizeAlone ? "INVALID_PAGE_SIZE" : "INVALID_RESOURCE");
}

function collect(message: ReflectMessage, within: string, broken: BrokenRule[]): void {
  const { fields = {}, requiredOneofs = [] } = rules[message.desc.typeName] ?? {};
  for (const field of message.fields) {
    const own = fields[field.name];
    if (own === undefined || isIgnored(message, field, own)) continue;
    for (const problem of problemsOf(message, field, own)) broken.push({ within, ...problem });
  }
  for (const oneof of message.oneofs)
    if (requiredOneofs.includes(oneof.name) && message.oneofCase(oneof) === undefined)
      broken.push({ within, name: oneof.name, of: "oneof", description: neitherOf(oneof) });
  for (const { field, path, message: child } of childrenOf(message))
    if (fields[field.name]?.ignore !== "always") collect(child, `${within}${path}.`, broken);
}

/** A field without presence is never unset; an empty list or map is, too, where zero values are ignored. */
function isIgnored(message: ReflectMessage, field: DescField, { ignore }: FieldRules): boolean {
  if (ignore === "always") return true;
  const hasPresence = field.presence !== Presence.IMPLICIT;
  return (hasPresence || ignore === "if zero") && !message.isSet(field);
}

type Problem = Omit<BrokenRule, "within">;

function problemsOf(message: ReflectMessage, field: DescField, own: FieldRules): Problem[] {
  const { name } = field;
  if (field.fieldKind === "map")
    return [...message.get(field)].flatMap(([key, value]) => {
      const at = { name: `${name}[${JSON.stringify(String(key))}]` };
      const ofKey = textProblems(key, own.map?.keys?.string, `${name}.keys`);
      const ofValue = textProblems(value, own.map?.values?.string, `${name}.values`);
      return [
        ...ofKey.map((description) => ({ ...at, of: "key" as const, description })),
        ...ofValue.map((description) => ({ ...at, of: "field" as const, description })),
      ];
    });
  return valueProblems(message, field, own).map((description) => ({
    name,
    of: "field",
    description,
  }));
}

function valueProblems(
  message: ReflectMessage,
  field: DescField & { readonly fieldKind: "scalar" | "enum" | "list" | "message" },
  own: FieldRules,
): string[] {
  switch (field.fieldKind) {
    case "scalar": {
      const value = message.get(field);
      const { gte } = own.int32 ?? {};
      if (typeof value === "number" && gte !== undefined && value < gte)
        return [`Should be ${gte} or more.`];
      return textProblems(value, own.string, field.name);
    }
    case "enum": {
      const number = message.get(field);
      const isKnown = field.enum.value[number] !== undefined;
      return own.enum?.definedOnly && !isKnown
        ? [`${number} is no value of ${field.enum.name}.`]
        : [];
    }
    case "list": {
      const { size } = message.get(field);
      const { minItems = 0 } = own.repeated ?? {};
      return size < minItems ? [`Required: at least ${minItems}.`] : [];
    }
    case "message":
      return own.duration
        ? durationProblems(message.get(field).message as Duration, own.duration)
        : [];
  }
}

/** What is said of a text that does not match its pattern: no pattern speaks to people. */
const mismatches: Readonly<Record<string, string>> = {
  service_account: "Is no email address.",
  "request_headers.keys": "Is no name of a header.",
  "request_headers.values": "Has line ends, control characters, or spaces at an end.",
  "secret_versions_for_request_headers.keys": "Is no name of a header.",
};

function textProblems(text: unknown, own: TextRules | undefined, subject: string): string[] {
  if (own === undefined || typeof text !== "string") return [];
  const { maxLen = Infinity, pattern } = own;
  const { length } = Array.from(text);
  const problems: string[] = [];
  if (length > maxLen) problems.push(`Has ${length} characters, and may have ${maxLen}.`);
  if (pattern !== undefined && !expressionOf(pattern).test(text))
    problems.push(mismatches[subject] ?? `Does not match ${pattern}.`);
  return problems;
}

const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const known = expressions.get(pattern) ?? new RegExp(pattern, "u");
  expressions.set(pattern, known);
  return known;
}

const nanosPerSecond = 1_000_000_000n;

function durationProblems(
  duration: Duration,
  { gte, lte }: NonNullable<FieldRules["duration"]>,
): string[] {
  if (gte !== undefined && compare(duration, gte) < 0)
    return [`Is no duration from ${secondsOf(gte)} on.`];
  if (lte !== undefined && compare(duration, lte) > 0) return [`Is longer than ${secondsOf(lte)}.`];
  return [];
}

/** Seconds first, then nanoseconds: how protovalidate sees durations that are not in canonical form, too. */
function compare({ seconds, nanos }: Duration, nanoseconds: bigint): number {
  const bySeconds = seconds - nanoseconds / nanosPerSecond;
  return Number(bySeconds === 0n ? BigInt(nanos) - (nanoseconds % nanosPerSecond) : bySeconds);
}

function secondsOf(nanoseconds: bigint): string {
  return `${Number(nanoseconds) / Number(nanosPerSecond)}s`;
}

function neitherOf({ fields }: DescOneof): string {
  return `Has neither ${fields.map(({ name }) => name).join(" nor ")}.`;
}

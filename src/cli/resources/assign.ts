/** `--set path=value`: single fields of a message, as text. */
import {
  fromJson,
  ScalarType,
  toJson,
  type DescField,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  type MessageShape,
} from "@bufbuild/protobuf";
import { parse, YAMLError } from "yaml";
import { MaskPathError, resolvePath, type MaskStep } from "../../management/mask-path.ts";
import { UsageError } from "../options.ts";

/**
 * A message with fields set.
 *
 * @param assignments each `path=value`: the path as in an update mask, the value a
 *   text for a text field and YAML for any other. An empty value clears the field
 * @throws UsageError for a path that leads nowhere, or a value of the wrong kind
 */
export function assignFields<Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
  assignments: readonly string[],
): MessageShape<Desc> {
  let json = toJson(schema, message) as JsonObject;
  for (const assignment of assignments) {
    const [, path = "", text = ""] = /^(.*?)=([^]*)$/.exec(assignment) ?? [];
    if (path === "")
      throw new UsageError(`--set takes path=value, such as timeout=10s, not "${assignment}".`);
    const steps = resolveOrExplain(schema, path);
    json = assign(json, steps, valueOf(steps.at(-1), { text, path }));
    try {
      fromJson(schema, json);
    } catch {
      throw new UsageError(`--set ${path}: the field can't hold ${JSON.stringify(text)}.`);
    }
  }
  return fromJson(schema, json);
}

function resolveOrExplain(schema: DescMessage, path: string): readonly MaskStep[] {
  try {
    return resolvePath(schema, path);
  } catch (error) {
    if (error instanceof MaskPathError) throw new UsageError(`--set: ${error.message}`);
    throw error;
  }
}

function valueOf(
  step: MaskStep | undefined,
  { text, path }: { readonly text: string; readonly path: string },
): JsonValue | undefined {
  if (text === "") return undefined;
  if (step === undefined || isText(step)) return text;
  try {
    // What YAML makes of a text is JSON, but for the type.
    return parse(text) as JsonValue;
  } catch (error) {
    if (error instanceof YAMLError) throw new UsageError(`--set ${path}: ${error.message}`);
    throw error;
  }
}

function isText({ field, key }: MaskStep): boolean {
  if (field.fieldKind === "list" || (field.fieldKind === "map" && key === undefined)) return false;
  return field.scalar === ScalarType.STRING || field.enum !== undefined || isTime(field);
}

const isTime = ({ message }: DescField): boolean =>
  message?.typeName === "google.protobuf.Duration" ||
  message?.typeName === "google.protobuf.Timestamp";

function assign(
  json: JsonObject,
  steps: readonly MaskStep[],
  value: JsonValue | undefined,
): JsonObject {
  const [step, ...rest] = steps;
  if (step === undefined) return json;
  const { field, key } = step;
  const name = field.jsonName;
  if (key !== undefined) {
    const entries = objectAt(json, name);
    const below = rest.length === 0 ? value : assign(objectAt(entries, String(key)), rest, value);
    return { ...json, [name]: withMember(entries, String(key), below) };
  }
  const others = rest.length === 0 && value === undefined ? json : withoutAlternatives(json, field);
  const below = rest.length === 0 ? value : assign(objectAt(json, name), rest, value);
  return withMember(others, name, below);
}

/** The other members of a field's oneof give way to it. */
function withoutAlternatives(json: JsonObject, field: DescField): JsonObject {
  const others = new Set(
    field.oneof?.fields.filter((other) => other !== field).map(({ jsonName }) => jsonName),
  );
  return Object.fromEntries(Object.entries(json).filter(([name]) => !others.has(name)));
}

function withMember(json: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  const others = Object.entries(json).filter(([other]) => other !== name);
  return Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
}

function objectAt(json: JsonObject, name: string): JsonObject {
  const value = Object.hasOwn(json, name) ? json[name] : undefined;
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

/**
 * Parameters from a protobuf message's schema, by its JSON mapping
 * (https://protobuf.dev/programming-guides/json/). The protobuf runtime is
 * loaded when the first call needs it.
 */
import type { DescField, DescMessage, JsonObject, JsonValue } from "@bufbuild/protobuf";
import { setOwn } from "../wire/value.ts";
import type { Awaitable } from "./awaitable.ts";
import type { ParamsOutcome, RawIssue } from "./params.ts";

type Runtime = typeof import("@bufbuild/protobuf");

let runtime: Runtime | undefined;

/**
 * Reads parameters into a message. A parameter belongs to the field of the same
 * name, in either spelling (`account_type`, `accountType`); for a name that no
 * field can have (`account-type`) give the field a `json_name`. Case does not
 * count, as it does not for the platform: where no parameter is spelt like the
 * field, the only one that differs in case is taken (`accounttype`). Parameters
 * that the message does not know are left out: a session holds those of all pages.
 * Inside of a parameter nothing is left out, so that an enum value which the
 * message does not know is wrong, and not its default.
 */
export function readMessageParams(
  schema: DescMessage,
  parameters: JsonObject,
): Awaitable<ParamsOutcome> {
  if (runtime !== undefined) return read(runtime, { schema, parameters });
  return import("@bufbuild/protobuf").then((loaded) => {
    runtime = loaded;
    return read(loaded, { schema, parameters });
  });
}

interface Input {
  readonly schema: DescMessage;
  readonly parameters: JsonObject;
}

/** A parameter that belongs to a field. */
interface KnownParameter {
  /** As the platform spells it. */
  readonly name: string;
  /** As the message spells it. */
  readonly key: string;
  readonly value: JsonValue;
}

function read(protobuf: Runtime, { schema, parameters }: Input): ParamsOutcome {
  const known = knownParameters({ schema, parameters });
  const json: JsonObject = {};
  for (const { key, value } of known) setOwn(json, key, value);
  try {
    return { value: protobuf.fromJson(schema, json) };
  } catch (error) {
    const issues = wrongFields(protobuf, { schema, known });
    return { issues: issues.length > 0 ? issues : [{ message: textOf(error), path: [] }] };
  }
}

/** The runtime stops at the first wrong field: reading each by itself finds all of them. */
function wrongFields(
  protobuf: Runtime,
  { schema, known }: { readonly schema: DescMessage; readonly known: readonly KnownParameter[] },
): readonly RawIssue[] {
  return known.flatMap(({ name, key, value }) => {
    try {
      protobuf.fromJson(schema, { [key]: value });
      return [];
    } catch (error) {
      return [{ message: textOf(error), path: [name] }];
    }
  });
}

function knownParameters({ schema, parameters }: Input): readonly KnownParameter[] {
  const known: KnownParameter[] = [];
  const add = (name: string, key: string): boolean => {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (value !== undefined) known.push({ name, key, value });
    return value !== undefined;
  };
  const absent = schema.fields.filter(
    (field) => spellings(field).filter((key) => add(key, key)).length === 0,
  );
  const taken = new Set(known.map(({ name }) => name));
  const others = Object.keys(parameters).filter((name) => !taken.has(name));
  if (others.length === 0) return known;
  for (const field of absent) {
    const wanted = spellings(field).map((key) => key.toLowerCase());
    const [name, another] = others.filter((other) => wanted.includes(other.toLowerCase()));
    if (name !== undefined && another === undefined) add(name, field.jsonName);
  }
  return known;
}

function spellings({ name, jsonName }: DescField): readonly string[] {
  return name === jsonName ? [name] : [name, jsonName];
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

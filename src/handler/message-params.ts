/**
 * Parameters from a protobuf message's schema, by its JSON mapping
 * (https://protobuf.dev/programming-guides/json/). The protobuf runtime is
 * loaded when the first call needs it.
 */
import type { DescMessage, JsonObject } from "@bufbuild/protobuf";
import { setOwn } from "../wire/value.ts";
import type { Awaitable } from "./awaitable.ts";
import type { ParamsOutcome, RawIssue } from "./params.ts";

type Runtime = typeof import("@bufbuild/protobuf");

let runtime: Runtime | undefined;

/**
 * Reads parameters into a message. A parameter belongs to the field of the same
 * name, in either spelling (`account_type`, `accountType`); for a name that no
 * field can have (`account-type`) give the field a `json_name`. Parameters that
 * the message does not know are left out: a session holds those of all pages.
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

function read(protobuf: Runtime, { schema, parameters }: Input): ParamsOutcome {
  try {
    return { value: protobuf.fromJson(schema, knownParameters({ schema, parameters })) };
  } catch (error) {
    const issues = wrongFields(protobuf, { schema, parameters });
    return { issues: issues.length > 0 ? issues : [{ message: textOf(error), path: [] }] };
  }
}

/** The runtime stops at the first wrong field: reading each by itself finds all of them. */
function wrongFields(protobuf: Runtime, { schema, parameters }: Input): readonly RawIssue[] {
  return Object.entries(knownParameters({ schema, parameters })).flatMap(([name, value]) => {
    try {
      protobuf.fromJson(schema, { [name]: value });
      return [];
    } catch (error) {
      return [{ message: textOf(error), path: [name] }];
    }
  });
}

function knownParameters({ schema, parameters }: Input): JsonObject {
  const known: JsonObject = {};
  for (const { name, jsonName } of schema.fields)
    for (const key of new Set([name, jsonName])) {
      const value = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
      if (value !== undefined) setOwn(known, key, value);
    }
  return known;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

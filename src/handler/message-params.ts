/**
 * Parameters from a protobuf message's schema, by its JSON mapping
 * (https://protobuf.dev/programming-guides/json/). The protobuf runtime is
 * loaded when the first call needs it.
 */
import type { DescField, DescMessage, JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Awaitable } from "./awaitable.ts";
import type { ParamsOutcome, RawIssue } from "./params.ts";

type Runtime = typeof import("@bufbuild/protobuf");

let runtime: Runtime | undefined;

/**
 * Reads parameters into a message. A parameter belongs to the field of the same
 * name, in either spelling (`account_type`, `accountType`); for a name that no
 * field can have (`account-type`) give the field a `json_name`. Parameters that
 * the message does not know are left out: a session holds those of all pages.
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
    return { value: protobuf.fromJson(schema, parameters, { ignoreUnknownFields: true }) };
  } catch (error) {
    const issues = wrongFields(protobuf, { schema, parameters });
    return { issues: issues.length > 0 ? issues : [{ message: textOf(error), path: [] }] };
  }
}

/** The runtime stops at the first wrong field: reading each by itself finds all of them. */
function wrongFields(protobuf: Runtime, { schema, parameters }: Input): readonly RawIssue[] {
  return schema.fields.flatMap((field) => {
    const name = nameIn(parameters, field);
    if (name === undefined) return [];
    try {
      const value: JsonValue | undefined = parameters[name];
      protobuf.fromJson(schema, { [name]: value ?? null }, { ignoreUnknownFields: true });
      return [];
    } catch (error) {
      return [{ message: textOf(error), path: [name] }];
    }
  });
}

function nameIn(parameters: JsonObject, field: DescField): string | undefined {
  return [field.jsonName, field.name].find((name) => Object.hasOwn(parameters, name));
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

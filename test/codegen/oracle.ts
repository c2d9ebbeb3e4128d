/** Our generated functions beside protobuf-es: the same decisions, the same values. */
import { inspect, isDeepStrictEqual } from "node:util";
import { create, type DescMessage, fromJson, type JsonValue, toJson } from "@bufbuild/protobuf";
import { expect } from "vitest";
import { JsonReadError, JsonWriteError, type ReadOptions } from "../../src/codec/index.ts";

/** A message type with its generated functions. */
export interface Subject {
  readonly schema: DescMessage;
  readonly read: (json: JsonValue, options?: ReadOptions) => unknown;
  readonly write: (message: never) => JsonValue;
}

/** What a function gave or threw. */
type Outcome = { readonly value: unknown } | { readonly thrown: unknown };

function outcome(run: () => unknown): Outcome {
  try {
    return { value: run() };
  } catch (thrown) {
    return { thrown };
  }
}

/** The message of a subject in a module of generated code. */
export function subject(
  modules: { readonly es: object; readonly json: object },
  name: string,
): Subject {
  const es = modules.es as Readonly<Record<string, unknown>>;
  const json = modules.json as Readonly<Record<string, unknown>>;
  return {
    schema: es[`${name}Schema`] as DescMessage,
    read: json[`read${name}`] as Subject["read"],
    write: json[`write${name}`] as Subject["write"],
  };
}

/** Every message that a module of generated code can read. */
export function subjects(modules: {
  readonly es: object;
  readonly json: object;
}): readonly Subject[] {
  return Object.keys(modules.json)
    .filter((name) => /^read[^$]/.test(name))
    .map((name) => subject(modules, name.slice("read".length)));
}

/** Deep equality of own properties and prototypes; vitest's own looks at a property named `constructor`. */
function expectEqual(ours: unknown, theirs: unknown): void {
  if (isDeepStrictEqual(ours, theirs)) return;
  expect(inspect(ours, { depth: null })).toBe(inspect(theirs, { depth: null }));
  expect.fail("the values differ in a way that cannot be shown");
}

/**
 * Expects that JSON is read as fromJson reads it, or refused as it does.
 *
 * @returns whether it was accepted
 */
export function expectSameRead(
  { schema, read }: Subject,
  input: { readonly json: JsonValue; readonly options?: ReadOptions },
): boolean {
  const { json, options = {} } = input;
  const text = JSON.stringify(json);
  const theirs = outcome(() =>
    fromJson(schema, json, {
      ...(options.ignoreUnknownFields !== undefined && {
        ignoreUnknownFields: options.ignoreUnknownFields,
      }),
      ...(options.depthLimit !== undefined && { recursionLimit: options.depthLimit }),
    }),
  );
  const ours = outcome(() => read(json, options));
  if ("thrown" in theirs) {
    expect(
      "thrown" in ours ? ours.thrown : ours,
      `protobuf-es: ${String(theirs.thrown)}`,
    ).toBeInstanceOf(JsonReadError);
    return false;
  }
  if ("thrown" in ours) expect.fail(`refused: ${String(ours.thrown)}\n${text}`);
  expectEqual(ours.value, theirs.value);
  expect(JSON.stringify(json), "the JSON stays as it was").toBe(text);
  return true;
}

/**
 * Expects that a message, or a part of one, is written as toJson writes it, or
 * refused as it does.
 *
 * @returns whether it was accepted
 */
export function expectSameWrite({ schema, write }: Subject, message: unknown): boolean {
  const theirs = outcome(() => toJson(schema, create(schema, message as never)));
  const ours = outcome(() => write(message as never));
  if ("thrown" in theirs) {
    expect(
      "thrown" in ours ? ours.thrown : ours,
      `protobuf-es: ${String(theirs.thrown)}`,
    ).toBeInstanceOf(JsonWriteError);
    return false;
  }
  if ("thrown" in ours) expect.fail(`refused: ${String(ours.thrown)}`);
  expectEqual(ours.value, theirs.value);
  expect(JSON.stringify(ours.value), "the same text, so the same order").toBe(
    JSON.stringify(theirs.value),
  );
  return true;
}

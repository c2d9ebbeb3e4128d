import type { JsonValue } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { parseCondition } from "../../../src/dispatch/functions/condition.ts";
import {
  FunctionError,
  type FunctionContext,
} from "../../../src/dispatch/functions/system-function.ts";
import { systemFunctions } from "../../../src/dispatch/functions/table.ts";

/** What a test's session is like. */
export interface Session {
  /** ISO 8601, with an offset. */
  readonly now?: string;
  readonly timeZone?: string;
  /** What a text that is a reference stands for, by the text. */
  readonly values?: Readonly<Record<string, JsonValue>>;
}

/** Literals are themselves; references are looked up in the session's values. */
export function contextOf({
  now = "2026-03-10T12:00:00Z",
  timeZone = "UTC",
  values = {},
}: Session = {}): FunctionContext {
  const valueOf = (text: string): JsonValue => values[text] ?? null;
  return {
    scope: {
      lookup: ({ text }) => valueOf(text),
      now: () => Date.parse(now),
      random: () => 0.25,
      uuid: () => "6b1c2a3e-0000-4000-8000-000000000001",
      timeZone,
      languageCode: "de",
    },
    evaluateText: valueOf,
    holds: (condition) =>
      parseCondition(condition).holds((operand) =>
        operand.kind === "literal"
          ? operand.value
          : operand.kind === "reference"
            ? valueOf(operand.text)
            : null,
      ),
  };
}

/** The value of a call. */
export function call(name: string, args: readonly JsonValue[], session?: Session): JsonValue {
  const found = systemFunctions.get(name);
  if (found === undefined) throw new Error(`no function ${name}`);
  return found.call(args, contextOf(session));
}

/** A call, what it comes to, and how that is known. */
export interface Row {
  readonly args: readonly JsonValue[];
  readonly session?: Session;
  /** The value; absent where the call fails. */
  readonly is?: JsonValue;
  /** What the error says, beside the function's name. */
  readonly fails?: string;
  /** Evidence: where it is documented or was seen, or that it is assumed, and why. */
  readonly why: string;
}

/** One test for each row of a function. */
export function rowsOf(name: string, rows: readonly Row[]): void {
  for (const { args, session, is, fails, why } of rows) {
    const written = `${name}(${JSON.stringify(args).slice(1, -1)})`;
    const short = written.length > 90 ? `${written.slice(0, 90)}…` : written;
    if (fails === undefined)
      it(`${short} is ${JSON.stringify(is)}: ${why}`, () => {
        expect(call(name, args, session)).toEqual(is);
      });
    else
      it(`${short} fails: ${why}`, () => {
        expect(() => call(name, args, session)).toThrow(FunctionError);
        expect(() => call(name, args, session)).toThrow(fails);
      });
  }
}

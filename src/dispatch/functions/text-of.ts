/** Values as text, as they stand inside a longer text. */
import type { JsonValue } from "@bufbuild/protobuf";
import { FunctionError, functionLimits } from "./system-function.ts";

/**
 * A value as text: a text as it is, null as the empty text, numbers without `.0`,
 * lists and composites as compact JSON. Throws FunctionError, naming the
 * function, where the text would be longer than `functionLimits.text` or the
 * value is nested deeper than `functionLimits.depth`.
 */
export function textOf(value: JsonValue, of: string): string {
  if (value === null) return "";
  const text = typeof value === "object" ? jsonText(value, of) : String(value);
  return bounded(text, of);
}

/** A text that a function made, if it is not too long. Throws FunctionError, naming the function. */
export function bounded(text: string, of: string): string {
  if (text.length > functionLimits.text) throw tooLong(of);
  return text;
}

/**
 * Texts one after the other, with something between them. Throws FunctionError
 * before a text that is too long is made.
 */
export function joined(texts: Iterable<string>, of: string): string {
  let whole = "";
  for (const text of texts) {
    if (whole.length + text.length > functionLimits.text) throw tooLong(of);
    whole += text;
  }
  return whole;
}

/** Compact JSON. Stops as soon as it is too long, however often the same list occurs in the value. */
function jsonText(value: JsonValue, of: string): string {
  let text = "";
  const write = (part: string): void => {
    text += part;
    if (text.length > functionLimits.text) throw tooLong(of);
  };
  const visit = (item: JsonValue, depth: number): void => {
    if (item === null || typeof item !== "object") return write(JSON.stringify(item));
    if (depth > functionLimits.depth)
      throw new FunctionError(`${of}: a value is nested deeper than ${functionLimits.depth}.`);
    const list = Array.isArray(item);
    write(list ? "[" : "{");
    let separator = "";
    for (const key of Object.keys(item)) {
      write(list ? separator : `${separator}${JSON.stringify(key)}:`);
      visit((item as Readonly<Record<string, JsonValue>>)[key] ?? null, depth + 1);
      separator = ",";
    }
    return write(list ? "]" : "}");
  };
  visit(value, 1);
  return text;
}

function tooLong(of: string): FunctionError {
  return new FunctionError(`${of}: the text is longer than ${functionLimits.text}.`);
}

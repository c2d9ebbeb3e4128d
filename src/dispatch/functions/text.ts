/**
 * Texts. Lengths and positions count UTF-16 code units, as Java strings do
 * (assumed, as the patterns are Java's).
 */
import type { JsonValue } from "@bufbuild/protobuf";
import { listArgument, patternArgument, textArgument, wholeArgument } from "./arguments.ts";
import { compileJavaRegex, replaceAll, split } from "./java-regex.ts";
import { defineFunction, functionLimits, type SystemFunction } from "./system-function.ts";
import { bounded, joined, textOf } from "./text-of.ts";

/** CONCATENATE, JOIN, LEN, LOWER, MID, SPLIT, SUBSTITUTE, UPPER, URL_ENCODE. */
export const textFunctions: readonly SystemFunction[] = [
  defineFunction({
    name: "CONCATENATE",
    signature: "CONCATENATE(value, value, …)",
    summary: "The values as texts, one after the other.",
    min: 1,
    max: Infinity,
    call: (args) => joined(texts("CONCATENATE", args), "CONCATENATE"),
  }),
  defineFunction({
    name: "JOIN",
    signature: "JOIN(delimiter, list[, finalDelimiter])",
    summary:
      "The items of a list as one text, with the delimiter between them, and the final one before the last.",
    min: 2,
    max: 3,
    call: ([delimiter, list, last = delimiter]) =>
      joined(
        delimited(listArgument(list, { of: "JOIN", what: "the second argument" }), {
          delimiter: textArgument(delimiter, { of: "JOIN", what: "the delimiter" }),
          last: textArgument(last, { of: "JOIN", what: "the final delimiter" }),
        }),
        "JOIN",
      ),
  }),
  defineFunction({
    name: "LEN",
    signature: "LEN(text)",
    summary: "The length of a text.",
    min: 1,
    max: 1,
    call: ([text]) => onlyText("LEN", text).length,
  }),
  defineFunction({
    name: "LOWER",
    signature: "LOWER(text)",
    summary: "The text in lower case.",
    min: 1,
    max: 1,
    call: ([text]) => bounded(onlyText("LOWER", text).toLowerCase(), "LOWER"),
  }),
  defineFunction({
    name: "UPPER",
    signature: "UPPER(text)",
    summary: "The text in upper case.",
    min: 1,
    max: 1,
    call: ([text]) => bounded(onlyText("UPPER", text).toUpperCase(), "UPPER"),
  }),
  defineFunction({
    name: "MID",
    signature: "MID(text, start, length)",
    summary: "So many characters of a text from a place on, which counts from 1.",
    min: 3,
    max: 3,
    call: ([text, start, length]) => middle(onlyText("MID", text), { start, length }),
  }),
  defineFunction({
    name: "SPLIT",
    signature: "SPLIT(text, regex)",
    summary: "The parts of a text between the matches of a Java regular expression, as a list.",
    min: 2,
    max: 2,
    call: ([text, regex]) =>
      split(
        textArgument(text, { of: "SPLIT", what: "the first argument" }),
        compileJavaRegex(patternArgument(regex, { of: "SPLIT", what: "the regex" }), "SPLIT"),
      ),
  }),
  defineFunction({
    name: "SUBSTITUTE",
    signature: "SUBSTITUTE(text, regex, replacement)",
    summary:
      "The text with the matches of a Java regular expression replaced; $1 in the replacement is a group.",
    min: 3,
    max: 3,
    call: ([text, regex, replacement]) =>
      replaceAll(
        textArgument(text, { of: "SUBSTITUTE", what: "the first argument" }),
        compileJavaRegex(
          patternArgument(regex, { of: "SUBSTITUTE", what: "the regex" }),
          "SUBSTITUTE",
        ),
        textArgument(replacement, { of: "SUBSTITUTE", what: "the replacement" }),
      ),
  }),
  defineFunction({
    name: "URL_ENCODE",
    signature: "URL_ENCODE(text)",
    summary: "The text as it stands in the query of a URL, a space as +.",
    min: 1,
    max: 1,
    call: ([text]) => bounded(formEncoded(onlyText("URL_ENCODE", text)), "URL_ENCODE"),
  }),
];

function onlyText(of: string, value: JsonValue | undefined): string {
  return textArgument(value, { of, what: of === "MID" ? "the first argument" : "the argument" });
}

/** One after the other, so that what is too long together is never made. */
function* texts(of: string, values: readonly JsonValue[]): Iterable<string> {
  for (const value of values) yield textOf(value, of);
}

function* delimited(
  list: readonly JsonValue[],
  { delimiter, last }: { readonly delimiter: string; readonly last: string },
): Iterable<string> {
  for (const [index, item] of list.entries()) {
    if (index > 0) yield index === list.length - 1 ? last : delimiter;
    yield textOf(item, "JOIN");
  }
}

function middle(
  text: string,
  {
    start,
    length,
  }: { readonly start?: JsonValue | undefined; readonly length?: JsonValue | undefined },
): string {
  const max = functionLimits.text;
  const from = wholeArgument(start, { of: "MID", what: "the start", min: 1, max }) - 1;
  const count = wholeArgument(length, { of: "MID", what: "the length", min: 0, max });
  // Half of a surrogate pair can't be sent as UTF-8.
  return text.slice(from, from + count).toWellFormed();
}

/** As java.net.URLEncoder does, and the parser of forms of the URL Standard reads back. */
function formEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll("%20", "+")
    .replaceAll(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

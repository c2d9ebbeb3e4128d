/**
 * JSON as people type it: texts may stand in single quotes, and names and texts
 * that are single words in none.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { setOwn } from "../../codec/json.ts";
import { FunctionError, functionLimits } from "./system-function.ts";

const space = /[ \t\r\n]*/y;
const word = /[^\s,:[\]{}"']+/y;
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const constants: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ["true", true],
  ["false", false],
  ["null", null],
]);
const escapes: ReadonlyMap<string, string> = new Map([
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** Reads a whole text. Throws FunctionError, naming the function and the place. */
export function readLenientJson(text: string, of: string): JsonValue {
  const reader = new Reader(text, of);
  const value = reader.value(1);
  reader.end();
  return value;
}

class Reader {
  private readonly text: string;
  private readonly of: string;
  private index = 0;

  constructor(text: string, of: string) {
    this.text = text;
    this.of = of;
  }

  value(depth: number): JsonValue {
    if (depth > functionLimits.depth)
      throw this.problem(`nested deeper than ${functionLimits.depth}`);
    this.skip(space);
    const next = this.text[this.index];
    if (next === "{") return this.object(depth);
    if (next === "[") return this.list(depth);
    if (next === '"' || next === "'") return this.quoted(next);
    const bare = this.take(word);
    const constant = constants.get(bare);
    if (constant !== undefined) return constant;
    const parsed = number.test(bare) ? Number(bare) : NaN;
    return Number.isFinite(parsed) ? parsed : bare;
  }

  end(): void {
    this.skip(space);
    if (this.index < this.text.length) throw this.problem("expected the end");
  }

  private object(depth: number): JsonObject {
    const object: JsonObject = {};
    this.index++;
    if (this.closes("}")) return object;
    do {
      this.skip(space);
      const quote = this.text[this.index];
      const key = quote === '"' || quote === "'" ? this.quoted(quote) : this.take(word);
      this.skip(space);
      if (this.text[this.index++] !== ":") throw this.problem("expected a colon");
      setOwn(object, { key, value: this.value(depth + 1) });
    } while (this.continues("}"));
    return object;
  }

  private list(depth: number): JsonValue[] {
    const list: JsonValue[] = [];
    this.index++;
    if (this.closes("]")) return list;
    do list.push(this.value(depth + 1));
    while (this.continues("]"));
    return list;
  }

  /** Whether a comma leads to another item, which the closing bracket does not. */
  private continues(bracket: string): boolean {
    if (this.closes(bracket)) return false;
    if (this.text[this.index++] !== ",") throw this.problem(`expected a comma or ${bracket}`);
    return true;
  }

  private closes(bracket: string): boolean {
    this.skip(space);
    if (this.text[this.index] !== bracket) return false;
    this.index++;
    return true;
  }

  private quoted(quote: string): string {
    let result = "";
    for (this.index++; this.index < this.text.length; this.index++) {
      const char = this.text[this.index] ?? "";
      if (char === quote) {
        this.index++;
        return result;
      }
      result += char === "\\" ? this.escape() : char;
    }
    throw this.problem("a quote is not closed");
  }

  /** Reads past a backslash, up to the last character of the escape. */
  private escape(): string {
    this.index++;
    const char = this.text[this.index] ?? "";
    if (char !== "u") return escapes.get(char) ?? char;
    const hex = this.text.slice(this.index + 1, this.index + 5);
    if (!/^[\dA-Fa-f]{4}$/.test(hex)) throw this.problem("expected four hexadecimal digits");
    this.index += 4;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  private skip(pattern: RegExp): string {
    const sticky = pattern;
    sticky.lastIndex = this.index;
    const found = sticky.exec(this.text)?.[0] ?? "";
    this.index += found.length;
    return found;
  }

  private take(pattern: RegExp): string {
    const found = this.skip(pattern);
    if (found === "") throw this.problem("expected a value");
    return found;
  }

  private problem(what: string): FunctionError {
    return new FunctionError(`${this.of}: no JSON at column ${this.index + 1}: ${what}.`);
  }
}

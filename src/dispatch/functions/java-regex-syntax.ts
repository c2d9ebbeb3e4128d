/**
 * The syntax of Java's regular expressions
 * (https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/regex/Pattern.html),
 * as a tree. Not supported, and refused: lookbehind, `&&` and nested classes,
 * the flags d, u, x and U, `\G`, `\R`, `\X` and named characters.
 */
import { characterProperty, classEscapes, controlEscapes } from "./java-regex-classes.ts";
import { FunctionError, functionLimits } from "./system-function.ts";

/** Whether a code point belongs to a class. */
export type CharacterTest = (code: number) => boolean;

/** Whether something holds at a place in a text. */
export type Assertion = (text: string, index: number) => boolean;

/** How a repetition goes on: as long as possible, as short, or as long and never back. */
export type Repetition = "greedy" | "lazy" | "possessive";

/** A part of an expression. */
export type RegexNode =
  | { readonly kind: "character"; readonly test: CharacterTest }
  | { readonly kind: "sequence"; readonly items: readonly RegexNode[] }
  | { readonly kind: "choice"; readonly options: readonly RegexNode[] }
  | { readonly kind: "group"; readonly node: RegexNode; readonly group: number }
  | { readonly kind: "atomic"; readonly node: RegexNode }
  | { readonly kind: "ahead"; readonly node: RegexNode; readonly negative: boolean }
  | { readonly kind: "assertion"; readonly holds: Assertion }
  | { readonly kind: "reference"; readonly group: number }
  | {
      readonly kind: "repeat";
      readonly node: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly how: Repetition;
    };

/** An expression as a tree. */
export interface RegexTree {
  readonly node: RegexNode;
  /** How many capturing groups there are. */
  readonly groups: number;
  /** Their numbers by name, where they have one. */
  readonly names: ReadonlyMap<string, number>;
}

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

/** Reads an expression. Throws FunctionError, naming the function and the place. */
export function parseJavaRegex(pattern: string, of: string): RegexTree {
  return new RegexReader(pattern, of).tree();
}

class RegexReader {
  private readonly pattern: string;
  private readonly of: string;
  private readonly names = new Map<string, number>();
  private index = 0;
  private groups = 0;
  private depth = 0;
  private flags: Flags = { ignoreCase: false, multiline: false, dotAll: false };

  constructor(pattern: string, of: string) {
    this.pattern = pattern;
    this.of = of;
  }

  tree(): RegexTree {
    const node = this.choice();
    if (this.index < this.pattern.length) throw this.problem("a ) that closes nothing");
    return { node, groups: this.groups, names: this.names };
  }

  private choice(): RegexNode {
    // Nesting takes stack, here and when a text is searched.
    if (++this.depth > functionLimits.depth) throw this.problem("groups are nested too deeply");
    const { flags } = this;
    const options = [this.sequence()];
    while (this.accept("|")) options.push(this.sequence());
    this.depth--;
    this.flags = flags;
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: "choice", options };
  }

  private sequence(): RegexNode {
    const items: RegexNode[] = [];
    while (this.index < this.pattern.length && !/[|)]/.test(this.pattern[this.index] ?? "")) {
      const quoted = this.quotation();
      const node = quoted === undefined ? this.atom() : quoted.pop();
      items.push(...(quoted ?? []));
      if (node !== undefined) items.push(this.repeated(node));
    }
    return { kind: "sequence", items };
  }

  private repeated(node: RegexNode): RegexNode {
    let result = node;
    for (let range = this.range(); range !== undefined; range = this.range()) {
      const how = this.accept("?") ? "lazy" : this.accept("+") ? "possessive" : "greedy";
      result = { kind: "repeat", node: result, ...range, how };
    }
    return result;
  }

  private range(): { readonly min: number; readonly max: number } | undefined {
    if (this.accept("*")) return { min: 0, max: Infinity };
    if (this.accept("+")) return { min: 1, max: Infinity };
    if (this.accept("?")) return { min: 0, max: 1 };
    if (this.pattern[this.index] !== "{") return undefined;
    const found = this.match(/\{(\d{1,6})(,(\d{1,6})?)?\}/y);
    if (found === undefined) throw this.problem("a { that begins no number of repetitions");
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : Number(found[3] ?? Infinity);
    if (max < min) throw this.problem("a range of repetitions that ends before it begins");
    return { min, max };
  }

  /** One unit; undefined for flags, which match nothing. */
  private atom(): RegexNode | undefined {
    const char = this.take();
    switch (char) {
      case "(":
        return this.parenthesis();
      case "[":
        return this.character(this.set());
      case "\\":
        return this.escape();
      case ".":
        return { kind: "character", test: this.flags.dotAll ? () => true : isNoLineEnd };
      case "^":
        return { kind: "assertion", holds: this.flags.multiline ? atLineStart : atStart };
      case "$":
        return { kind: "assertion", holds: this.flags.multiline ? atLineEnd : atEndOrLastLine };
      case "*":
      case "+":
      case "?":
      case "{":
        throw this.problem(`a ${char} that repeats nothing`);
      default:
        return this.character(equals(char));
    }
  }

  private parenthesis(): RegexNode | undefined {
    if (!this.accept("?")) return this.capturing();
    if (this.accept(":")) return this.closed(this.choice());
    if (this.accept(">")) return { kind: "atomic", node: this.closed(this.choice()) };
    if (this.accept("="))
      return { kind: "ahead", node: this.closed(this.choice()), negative: false };
    if (this.accept("!"))
      return { kind: "ahead", node: this.closed(this.choice()), negative: true };
    const name = this.match(/<([A-Za-z][A-Za-z0-9]*)>/y)?.[1];
    if (name !== undefined) return this.capturing(name);
    return this.inlineFlags();
  }

  private capturing(name?: string): RegexNode {
    const group = ++this.groups;
    if (name !== undefined) {
      if (this.names.has(name)) throw this.problem(`a second group called ${name}`);
      this.names.set(name, group);
    }
    return { kind: "group", group, node: this.closed(this.choice()) };
  }

  private inlineFlags(): RegexNode | undefined {
    const found = this.match(/([ims]*)(?:-([ims]+))?([:)])/y);
    if (found === undefined) throw this.problem("a (? that is not supported");
    const [, on = "", off = "", end] = found;
    const outer = this.flags;
    const pick = (flag: string, before: boolean): boolean =>
      on.includes(flag) || (before && !off.includes(flag));
    this.flags = {
      ignoreCase: pick("i", outer.ignoreCase),
      multiline: pick("m", outer.multiline),
      dotAll: pick("s", outer.dotAll),
    };
    if (end === ")") return undefined;
    const node = this.closed(this.choice());
    this.flags = outer;
    return node;
  }

  private closed(node: RegexNode): RegexNode {
    if (!this.accept(")")) throw this.problem("a ( that is not closed");
    return node;
  }

  /** What follows a backslash, outside of brackets. */
  private escape(): RegexNode {
    const assertion = assertions.get(this.pattern[this.index] ?? "");
    if (assertion !== undefined) {
      this.index++;
      return { kind: "assertion", holds: assertion };
    }
    const named = this.match(/k<([A-Za-z][A-Za-z0-9]*)>/y)?.[1];
    const digit = named === undefined ? this.match(/[1-9]/y)?.[0] : undefined;
    if (named === undefined && digit === undefined) return this.character(this.classOrCharacter());
    const group = named === undefined ? Number(digit) : this.names.get(named);
    if (group === undefined || group > this.groups)
      throw this.problem("a reference to a group that is not there");
    return { kind: "reference", group };
  }

  /** The characters between \Q and \E, if they begin here; what repeats them repeats the last. */
  private quotation(): RegexNode[] | undefined {
    if (!this.pattern.startsWith("\\Q", this.index)) return undefined;
    const end = this.pattern.indexOf("\\E", this.index);
    const text = this.pattern.slice(this.index + 2, end === -1 ? undefined : end);
    this.index = end === -1 ? this.pattern.length : end + 2;
    return Array.from(text, (char) => this.character(equals(char)));
  }

  /** What follows a backslash and matches one character. */
  private classOrCharacter(): CharacterTest {
    const code = this.match(/(?:u|x)([\dA-Fa-f]{4})|x([\dA-Fa-f]{2})|x\{([\dA-Fa-f]{1,6})\}/y);
    const hex = code?.[1] ?? code?.[2] ?? code?.[3];
    if (hex !== undefined) return equals(String.fromCodePoint(this.codePoint(hex)));
    const property = this.match(/([pP])(?:\{([A-Za-z_=]{1,40})\}|([A-Z]))/y);
    if (property !== undefined) {
      const test = characterProperty(property[2] ?? property[3] ?? "");
      if (test === undefined) throw this.problem("a property of characters that is not supported");
      return property[1] === "P" ? (char) => !test(char) : test;
    }
    const char = this.take();
    const test = classEscapes.get(char);
    if (test !== undefined) return test;
    const control = controlEscapes.get(char);
    if (control !== undefined) return equals(control);
    if (/[A-Za-z0-9]/.test(char) || char === "")
      throw this.problem(`\\${char}, which is not supported`);
    return equals(char);
  }

  private codePoint(hex: string): number {
    const code = Number.parseInt(hex, 16);
    if (code > 0x10ffff) throw this.problem("a character beyond Unicode");
    return code;
  }

  /** What stands in brackets, after the first. */
  private set(): CharacterTest {
    const negative = this.accept("^");
    const tests: CharacterTest[] = [];
    do tests.push(this.setItem());
    while (!this.accept("]"));
    const any: CharacterTest = (code) => tests.some((test) => test(code));
    const folded = this.flags.ignoreCase ? foldedTest(any) : any;
    return negative ? (code) => !folded(code) : folded;
  }

  private setItem(): CharacterTest {
    if (this.index >= this.pattern.length) throw this.problem("a [ that is not closed");
    if (/\[|&&/y.test(this.pattern.slice(this.index, this.index + 2)))
      throw this.problem("a class within a class, which is not supported");
    const low = this.setCharacter();
    if (typeof low === "function") return low;
    if (!/-[^\]]/y.test(this.pattern.slice(this.index, this.index + 2))) return equals(low);
    this.index++;
    const high = this.setCharacter();
    const from = low.codePointAt(0) ?? 0;
    const to = typeof high === "string" ? (high.codePointAt(0) ?? 0) : -1;
    if (to < from) throw this.problem("a range of characters that ends before it begins");
    return (code) => code >= from && code <= to;
  }

  /** One character of a set, or a class. */
  private setCharacter(): string | CharacterTest {
    const char = this.take();
    if (char !== "\\") return char;
    const next = String.fromCodePoint(this.pattern.codePointAt(this.index) ?? 0);
    const test = this.classOrCharacter();
    // An escaped sign stands for itself, and may begin a range.
    return /[A-Za-z0-9]/.test(next) ? test : next;
  }

  private character(test: CharacterTest): RegexNode {
    return { kind: "character", test: this.flags.ignoreCase ? foldedTest(test) : test };
  }

  private take(): string {
    const code = this.pattern.codePointAt(this.index);
    if (code === undefined) return "";
    const char = String.fromCodePoint(code);
    this.index += char.length;
    return char;
  }

  private accept(char: string): boolean {
    if (this.pattern[this.index] !== char) return false;
    this.index++;
    return true;
  }

  private match(sticky: RegExp): RegExpExecArray | undefined {
    const expression = sticky;
    expression.lastIndex = this.index;
    const found = expression.exec(this.pattern);
    if (found === null) return undefined;
    this.index += found[0].length;
    return found;
  }

  private problem(what: string): FunctionError {
    return new FunctionError(`${this.of}: the regex has ${what}, before column ${this.index + 1}.`);
  }
}

function equals(char: string): CharacterTest {
  const wanted = char.codePointAt(0);
  return (code) => code === wanted;
}

/** Letters of ASCII in either case, which is what Java's flag i means. */
function foldedTest(test: CharacterTest): CharacterTest {
  return (code) => {
    if (test(code)) return true;
    const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    return isLetter && test(code ^ 32);
  };
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

function isNoLineEnd(code: number): boolean {
  return !isLineEnd(code);
}

const atStart: Assertion = (_text, index) => index === 0;
const atEnd: Assertion = (text, index) => index === text.length;
const atEndOrLastLine: Assertion = (text, index) =>
  index === text.length ||
  (index === text.length - 1 && isLineEnd(text.charCodeAt(index))) ||
  (index === text.length - 2 && text.endsWith("\r\n"));
const atLineStart: Assertion = (text, index) =>
  index === 0 || (index < text.length && isLineEnd(text.charCodeAt(index - 1)));
const atLineEnd: Assertion = (text, index) =>
  index === text.length || isLineEnd(text.charCodeAt(index));
const atWordEdge: Assertion = (text, index) => isWord(text, index - 1) !== isWord(text, index);

function isWord(text: string, index: number): boolean {
  return classEscapes.get("w")?.(text.charCodeAt(index)) === true;
}

const assertions: ReadonlyMap<string, Assertion> = new Map([
  ["A", atStart],
  ["z", atEnd],
  ["Z", atEndOrLastLine],
  ["b", atWordEdge],
  ["B", (text, index) => !atWordEdge(text, index)],
]);

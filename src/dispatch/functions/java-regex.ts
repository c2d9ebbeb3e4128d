/**
 * Java's regular expressions, searched by steps that are counted: an expression
 * that would take for ever on a text is an error instead, and the same one on
 * every machine. A repeated group takes stack for each round, so that some
 * thousand rounds are its limit; a repeated character takes none.
 */
import { parseJavaRegex, type CharacterTest, type RegexNode } from "./java-regex-syntax.ts";
import { FunctionError, functionLimits } from "./system-function.ts";
import { bounded } from "./text-of.ts";

/** An expression that is ready to search. */
export interface JavaRegex {
  /** Number of capturing groups. */
  readonly groups: number;
  /** Numbers of the groups that have a name. */
  readonly names: ReadonlyMap<string, number>;
  /** The function that it works for. */
  readonly of: string;
  /** Begins to search a text. Searches with the same count may take the steps of one together. */
  search(text: string, count?: StepCount): Search;
}

/** How many steps were taken. */
export interface StepCount {
  steps: number;
}

/** A search through a text: each call gives the next match, as Java's `find` does. */
type Search = () => Match | undefined;

/** Start and end of the match and of each group, two entries each; -1 for a group that took no part. */
type Match = readonly number[];

interface State {
  readonly text: string;
  readonly captures: number[];
  /** Where groups began that have not ended. */
  readonly opened: number[];
  /** Rounds of each repetition, and where its last round began. */
  readonly rounds: number[];
  readonly marks: number[];
  /** Where the last atomic part ended. */
  end: number;
  readonly taken: StepCount;
  depth: number;
}

/** Whether the rest matches from an index on. */
type Step = (state: State, index: number) => boolean;

/** Calls within calls that a search may come to. */
const depthLimit = 3000;

/** Reads an expression. Throws FunctionError, naming the function, where it has no sense. */
export function compileJavaRegex(pattern: string, of: string): JavaRegex {
  const tree = parseJavaRegex(pattern, of);
  const compiler = new Compiler(of);
  const first = compiler.compile(tree.node, (state, index) => {
    state.captures[1] = index;
    return true;
  });
  return {
    groups: tree.groups,
    names: tree.names,
    of,
    search: (text, taken = { steps: 0 }) => searcher(first, { text, taken, groups: tree.groups }),
  };
}

function searcher(
  first: Step,
  { text, taken, groups }: Pick<State, "text" | "taken"> & { readonly groups: number },
): Search {
  const captures: number[] = [];
  const state: State = {
    text,
    captures,
    opened: [],
    rounds: [],
    marks: [],
    end: 0,
    taken,
    depth: 0,
  };
  let from = 0;
  return () => {
    for (let start = from; start <= text.length; start++) {
      captures.length = 0;
      for (let slot = 0; slot < 2 * (groups + 1); slot++) captures.push(-1);
      captures[0] = start;
      if (!first(state, start)) continue;
      const end = captures[1] ?? start;
      from = end === start ? end + 1 : end;
      return [...captures];
    }
    from = text.length + 1;
    return undefined;
  };
}

/** The parts of a text between the matches, without empty ones at its end: Java's `split`. */
export function split(text: string, regex: JavaRegex): string[] {
  const parts: string[] = [];
  const next = regex.search(text);
  let index = 0;
  for (let match = next(); match !== undefined; match = next()) {
    const [start = 0, end = 0] = match;
    if (end === 0) continue;
    if (parts.length >= functionLimits.items)
      throw new FunctionError(`${regex.of}: the list has more than ${functionLimits.items} items.`);
    parts.push(text.slice(index, start));
    index = end;
  }
  if (index === 0) return [text];
  parts.push(text.slice(index));
  while (parts.at(-1) === "") parts.pop();
  return parts;
}

/** The text with every match replaced: Java's `replaceAll`, `$1`, `${name}` and `\$` included. */
export function replaceAll(text: string, regex: JavaRegex, replacement: string): string {
  const parts = replacementParts(replacement, regex);
  const next = regex.search(text);
  let result = "";
  let index = 0;
  for (let match = next(); match !== undefined; match = next()) {
    const [start = 0, end = 0] = match;
    result += text.slice(index, start);
    for (const part of parts) {
      if (typeof part === "string") result += part;
      else
        result += text.slice(
          Math.max(match[2 * part] ?? 0, 0),
          Math.max(match[2 * part + 1] ?? 0, 0),
        );
      bounded(result, regex.of);
    }
    index = end;
  }
  return bounded(result + text.slice(index), regex.of);
}

/** Texts and numbers of groups. */
function replacementParts(replacement: string, regex: JavaRegex): readonly (string | number)[] {
  const token = /\\([^])|\$(\d)(\d*)|\$\{([A-Za-z][A-Za-z0-9]*)\}|[^\\$]+|[^]/g;
  return Array.from(replacement.matchAll(token), ([whole, escaped, digit, more, name]) => {
    if (escaped !== undefined) return escaped;
    if (whole === "\\" || whole === "$")
      throw new FunctionError(`${regex.of}: the replacement has a ${whole} that begins nothing.`);
    if (digit === undefined && name === undefined) return whole;
    const group = name === undefined ? Number(digit) : regex.names.get(name);
    if (group === undefined || group > regex.groups)
      throw new FunctionError(`${regex.of}: the regex has no group ${name ?? digit}.`);
    return more ? longerReference(group, more, regex) : group;
  }).flat();
}

/** Digits after a group's number belong to it as long as there is such a group. */
function longerReference(group: number, digits: string, regex: JavaRegex): (string | number)[] {
  let number = group;
  let used = 0;
  while (used < digits.length && number * 10 + Number(digits[used]) <= regex.groups)
    number = number * 10 + Number(digits[used++]);
  return [number, digits.slice(used)];
}

class Compiler {
  private readonly of: string;
  private loops = 0;

  constructor(of: string) {
    this.of = of;
  }

  /** What matches a part and then goes on with the next step. */
  compile(node: RegexNode, next: Step): Step {
    switch (node.kind) {
      case "character":
        return this.character(node.test, next);
      case "sequence":
        return node.items.reduceRight((rest, item) => this.compile(item, rest), next);
      case "choice": {
        const options = node.options.map((option) => this.compile(option, next));
        return (state, index) => {
          this.count(state);
          return options.some((option) => this.deeper(state, option, index));
        };
      }
      case "group":
        return this.group(node, next);
      case "atomic": {
        const inner = this.compile(node.node, ending);
        return (state, index) =>
          this.deeper(state, inner, index) && this.deeper(state, next, state.end);
      }
      case "ahead": {
        const inner = this.compile(node.node, ending);
        return (state, index) =>
          this.deeper(state, inner, index) !== node.negative && this.deeper(state, next, index);
      }
      case "assertion":
        return (state, index) => node.holds(state.text, index) && this.deeper(state, next, index);
      case "reference":
        return this.reference(node.group, next);
      case "repeat":
        return this.repeat(node, next);
    }
  }

  private character(test: CharacterTest, next: Step): Step {
    return (state, index) => {
      this.count(state);
      const code = state.text.codePointAt(index);
      if (code === undefined || !test(code)) return false;
      return this.deeper(state, next, index + width(code));
    };
  }

  private group(
    { node, group }: { readonly node: RegexNode; readonly group: number },
    next: Step,
  ): Step {
    const inner = this.compile(node, (state, index) => {
      const { captures } = state;
      const start = captures[2 * group] ?? -1;
      const end = captures[2 * group + 1] ?? -1;
      captures[2 * group] = state.opened[group] ?? index;
      captures[2 * group + 1] = index;
      if (this.deeper(state, next, index)) return true;
      captures[2 * group] = start;
      captures[2 * group + 1] = end;
      return false;
    });
    return (state, index) => {
      const before = state.opened[group] ?? index;
      state.opened[group] = index;
      if (this.deeper(state, inner, index)) return true;
      state.opened[group] = before;
      return false;
    };
  }

  private reference(group: number, next: Step): Step {
    return (state, index) => {
      const start = state.captures[2 * group] ?? -1;
      const end = state.captures[2 * group + 1] ?? -1;
      if (end === -1) return false;
      state.taken.steps += end - start;
      this.count(state);
      return state.text.startsWith(state.text.slice(start, end), index)
        ? this.deeper(state, next, index + end - start)
        : false;
    };
  }

  private repeat(node: RegexNode & { readonly kind: "repeat" }, next: Step): Step {
    if (node.node.kind === "character") return this.run({ ...node, test: node.node.test }, next);
    if (node.how === "possessive")
      return this.compile({ kind: "atomic", node: { ...node, how: "greedy" } }, next);
    const slot = this.loops++;
    const { min, max, how } = node;
    const round = (state: State, index: number): boolean => {
      const { rounds, marks } = state;
      const count = rounds[slot] ?? 0;
      const mark = marks[slot] ?? -1;
      // A round that matches nothing would be repeated for ever.
      if (count >= max || (count >= min && mark === index)) return false;
      rounds[slot] = count + 1;
      marks[slot] = index;
      if (this.deeper(state, body, index)) return true;
      rounds[slot] = count;
      marks[slot] = mark;
      return false;
    };
    const loop: Step = (state, index) => {
      this.count(state);
      const done = (state.rounds[slot] ?? 0) >= min;
      if (how === "greedy") return round(state, index) || (done && next(state, index));
      return (done && next(state, index)) || round(state, index);
    };
    const body = this.compile(node.node, loop);
    return (state, index) => {
      const { rounds, marks } = state;
      const [count = 0, mark = -1] = [rounds[slot], marks[slot]];
      rounds[slot] = 0;
      marks[slot] = -1;
      if (loop(state, index)) return true;
      rounds[slot] = count;
      marks[slot] = mark;
      return false;
    };
  }

  /** A repeated character, without a call for each. */
  private run(
    {
      test,
      min,
      max,
      how,
    }: (RegexNode & { readonly kind: "repeat" }) & { readonly test: CharacterTest },
    next: Step,
  ): Step {
    const forward = (state: State, index: number): number => {
      this.count(state);
      const code = state.text.codePointAt(index);
      return code !== undefined && test(code) ? index + width(code) : -1;
    };
    return (state, index) => {
      let at = index;
      let count = 0;
      const goal = how === "lazy" ? min : max;
      for (let after = 0; count < goal && (after = forward(state, at)) !== -1; count++) at = after;
      if (count < min) return false;
      if (how === "possessive") return this.deeper(state, next, at);
      for (;;) {
        if (this.deeper(state, next, at)) return true;
        if (how === "lazy") {
          at = count++ < max ? forward(state, at) : -1;
          if (at === -1) return false;
        } else {
          if (count-- === min) return false;
          at -= isLowHalf(state.text, at - 1) ? 2 : 1;
        }
      }
    };
  }

  private deeper(state: State, next: Step, index: number): boolean {
    if (++state.depth > depthLimit)
      throw new FunctionError(`${this.of}: the regex repeats a group too often on this text.`);
    const matches = next(state, index);
    state.depth--;
    return matches;
  }

  private count(state: State): void {
    if (++state.taken.steps > functionLimits.regexSteps)
      throw new FunctionError(`${this.of}: the regex takes too many steps on this text.`);
  }
}

function ending(state: State, index: number): boolean {
  state.end = index;
  return true;
}

function width(code: number): number {
  return code > 0xffff ? 2 : 1;
}

/** Whether the code unit ends a pair of surrogates. */
function isLowHalf(text: string, index: number): boolean {
  return /^[\uDC00-\uDFFF]$/.test(text[index] ?? "") && (text.codePointAt(index - 1) ?? 0) > 0xffff;
}

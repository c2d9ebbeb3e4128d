/** What is wrong with a template, and where. */

/** A place in a template. */
export interface Place {
  /** The whole template. */
  readonly text: string;
  /** In UTF-16 code units from 0. */
  readonly index: number;
  /** What the template is for, such as `the mapping of balance`; told where several may be meant. */
  readonly of?: string;
}

/**
 * A template that can't be parsed. The message is a sentence that begins with
 * the place: `Column 12: …`, `Line 2, column 3: …`.
 */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
  /** In UTF-16 code units from 0. */
  readonly index: number;
  /** From 1. */
  readonly line: number;
  /** From 1, in code points, as editors count. */
  readonly column: number;
  /** What is wrong, without the place. */
  readonly problem: string;

  constructor(problem: string, { text, index, of }: Place) {
    const before = text.slice(0, index).split("\n");
    const column = Array.from(before.at(-1) ?? "").length + 1;
    const place = text.includes("\n")
      ? `line ${before.length}, column ${column}`
      : `column ${column}`;
    super(`${of === undefined ? "" : `In ${of}, `}${place}: ${problem}`.replace(/^./, upperCase));
    this.index = index;
    this.line = before.length;
    this.column = column;
    this.problem = problem;
  }
}

function upperCase(text: string): string {
  return text.toUpperCase();
}

/** What a parser finds wrong, as the sentence of its TemplateError; undefined if nothing. */
export function problemOf(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

/** What matches a sticky pattern at a place; undefined if nothing does. */
export function matchAt(pattern: RegExp, text: string, index: number): string | undefined {
  const sticky = pattern;
  sticky.lastIndex = index;
  return sticky.exec(text)?.[0];
}

/** YAML (or JSON) files as trees whose nodes know where they stand. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
} from "yaml";
import { maxSyntaxErrors } from "../data-file.ts";
import { CommandError } from "../failure.ts";
import { firstLines } from "../text.ts";
import {
  expandReferences,
  hasReferences,
  ReferenceProblem,
  type ReferenceScope,
} from "./references.ts";

/** A place in a file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A node of a file. */
export type SourceNode =
  | { readonly kind: "map"; readonly at: Position; readonly entries: readonly SourceEntry[] }
  | { readonly kind: "list"; readonly at: Position; readonly items: readonly SourceNode[] }
  | {
      readonly kind: "value";
      readonly at: Position;
      readonly value: string | number | boolean | null;
      /** The text as written, where references in it were replaced. */
      readonly written?: string;
    };

/** A member of a map. */
export interface SourceEntry {
  readonly key: string;
  readonly at: Position;
  readonly value: SourceNode;
}

/** What is wrong in a file, collected so that all of it is told at once. */
export class FileProblems {
  readonly file: string;
  readonly #lines: string[] = [];

  constructor(file: string) {
    this.file = file;
  }

  /** Notes a problem at a place. */
  add({ line, column }: Position, text: string): void {
    this.#lines.push(`${this.file}:${line}:${column}: ${text}`);
  }

  /** @throws CommandError with a line for each problem, up to so many, if there are any */
  throwIfAny(most = Infinity): void {
    if (this.#lines.length > 0) throw new CommandError(firstLines(this.#lines, most));
  }
}

// Aliases make small files large, and may even contain themselves.
const maxNodes = 200_000;
const maxDepth = 64;

/**
 * Reads a text of one or many YAML documents, with `${env:…}` and `${file:…}`
 * replaced. Empty documents are left out.
 *
 * @throws CommandError naming file, line and column of everything that is wrong
 */
export function readSource(
  text: string,
  context: ReferenceScope & { readonly problems: FileProblems },
): SourceNode[] {
  const { problems } = context;
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const documents: Document[] = "empty" in parsed ? [] : [...parsed];
  for (const { errors } of documents)
    for (const { pos, message } of errors) problems.add(positionAt(lines, pos[0]), message);
  problems.throwIfAny(maxSyntaxErrors);
  const nodes = documents.flatMap((document) => {
    const { contents } = document;
    if (contents === null || (isScalar(contents) && contents.value === null)) return [];
    return [new Reader(document, lines, context).read(contents, 0)];
  });
  problems.throwIfAny();
  return nodes;
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

class Reader {
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #context: ReferenceScope & { readonly problems: FileProblems };
  #nodes = 0;

  constructor(
    document: Document,
    lines: LineCounter,
    context: ReferenceScope & { readonly problems: FileProblems },
  ) {
    this.#document = document;
    this.#lines = lines;
    this.#context = context;
  }

  read(node: unknown, depth: number): SourceNode {
    const at = this.#at(node);
    this.#nodes += 1;
    if (this.#nodes > maxNodes || depth > maxDepth)
      throw new CommandError(
        `${this.#context.problems.file}:${at.line}:${at.column}: The file is too large or nests too deep.`,
      );
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (target !== undefined) return this.read(target, depth + 1);
      this.#context.problems.add(at, `There is no anchor &${node.source}.`);
    }
    if (isMap(node))
      return {
        kind: "map",
        at,
        entries: node.items.map(({ key, value }) => ({
          key: isScalar(key) ? String(key.value) : String(key),
          at: this.#at(key),
          // A key without a value has the place of the key.
          value:
            value === null
              ? { kind: "value", at: this.#at(key), value: null }
              : this.read(value, depth + 1),
        })),
      };
    if (isSeq(node))
      return { kind: "list", at, items: node.items.map((item) => this.read(item, depth + 1)) };
    return this.#value(isScalar(node) ? node.value : null, at);
  }

  #value(value: unknown, at: Position): SourceNode {
    if (typeof value === "string") {
      if (!value.includes("${")) return { kind: "value", at, value };
      try {
        const expanded = expandReferences(value, this.#context);
        return {
          kind: "value",
          at,
          value: expanded,
          ...(hasReferences(value) && { written: value }),
        };
      } catch (error) {
        if (!(error instanceof ReferenceProblem)) throw error;
        this.#context.problems.add(at, error.message);
        return { kind: "value", at, value };
      }
    }
    // The core schema of YAML has no other values.
    const plain = typeof value === "number" || typeof value === "boolean" ? value : null;
    return { kind: "value", at, value: plain };
  }

  #at(node: unknown): Position {
    const range = (node as Node | null)?.range;
    return positionAt(this.#lines, range?.[0] ?? 0);
  }
}

/** Files of data in YAML or JSON, with the places of what is in them. */
import { readFile } from "node:fs/promises";
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { CommandError } from "./failure.ts";
import { firstLines } from "./text.ts";

/** A file that was read. */
export interface DataFile {
  /** What is in it. */
  readonly value: unknown;
  /** A sentence with the place that it is about: `file.yaml:3:5: rules[0].status: …`. */
  problemAt(path: readonly (string | number)[], message: string): string;
}

// More than that are no data of people, but a bomb.
const maxAliasCount = 100;

/** How many mistakes in the YAML of one file are told: what follows the first is often made by it. */
export const maxSyntaxErrors = 10;

/**
 * Reads a file.
 *
 * @param path where it is
 * @param shown how messages call it; default: the path
 * @throws CommandError where it can't be read, with the first places where it is no YAML
 */
export async function readDataFile(path: string, shown: string = path): Promise<DataFile> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The file ${shown} can't be read: ${why}`);
  });
  return parseData(text, shown);
}

/**
 * Parses a text in YAML or JSON.
 *
 * @throws CommandError with the first places where it is neither
 */
export function parseData(text: string, shown: string): DataFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${shown}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  if (document.errors.length > 0)
    throw new CommandError(
      firstLines(
        document.errors.map(({ pos, message }) => `${place(pos[0])}: ${message}`),
        maxSyntaxErrors,
      ),
    );
  return {
    value: valueOf(document, place(0)),
    problemAt: (path, message) =>
      `${place(offsetOf(document.contents, path))}: ${[showPath(path), message].filter(Boolean).join(": ")}`,
  };
}

function valueOf(document: ReturnType<typeof parseDocument>, at: string): unknown {
  try {
    return document.toJS({ maxAliasCount });
  } catch (error) {
    throw new CommandError(`${at}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function showPath(path: readonly (string | number)[]): string {
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
  return text.replace(/^\./, "");
}

/** Where the last step of a path that is there begins. */
function offsetOf(root: unknown, path: readonly (string | number)[]): number {
  let node = root;
  let offset = isNode(root) ? (root.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === "number") {
      node = node.items[step];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

import { describe, expect, it } from "vitest";
import { FileProblems, readSource, type SourceNode } from "../../../src/cli/resources/source.ts";

const read = (text: string): SourceNode[] =>
  readSource(text, { env: {}, folder: "/", problems: new FileProblems("f.yaml") });

describe("readSource", () => {
  it("gives a node for each document that holds something", () => {
    expect(read("a\n---\n---\n- 1\n").map(({ kind, at }) => ({ kind, at }))).toEqual([
      { kind: "value", at: { line: 1, column: 1 } },
      { kind: "list", at: { line: 4, column: 1 } },
    ]);
    expect(read("")).toEqual([]);
    expect(read("# nothing\n")).toEqual([]);
  });

  it("knows where keys and values stand", () => {
    expect(read("a:\n  b: true\n")).toEqual([
      {
        kind: "map",
        at: { line: 1, column: 1 },
        entries: [
          {
            key: "a",
            at: { line: 1, column: 1 },
            value: {
              kind: "map",
              at: { line: 2, column: 3 },
              entries: [
                {
                  key: "b",
                  at: { line: 2, column: 3 },
                  value: { kind: "value", at: { line: 2, column: 6 }, value: true },
                },
              ],
            },
          },
        ],
      },
    ]);
  });

  it("follows aliases", () => {
    expect(read("- &a x\n- *a\n")).toMatchObject([{ items: [{ value: "x" }, { value: "x" }] }]);
  });

  const bomb = Array.from(
    { length: 9 },
    (_, level) =>
      `${String.fromCodePoint(97 + level)}: &${String.fromCodePoint(97 + level)} [${Array.from({ length: 9 }, () => (level === 0 ? "x" : `*${String.fromCodePoint(96 + level)}`)).join(", ")}]`,
  ).join("\n");
  it.each([
    ["what is no YAML", "a: [1\n", /^f\.yaml:2:1: /],
    ["a page of prose, in a few lines", "# A\n\nWith: a: `b`.\n".repeat(50), /\n… and \d+ more$/],
    ["a key that stands twice", "a: 1\na: 2\n", /^f\.yaml:2:1: Map keys must be unique/],
    ["an alias of nothing", "a: *b\n", /^f\.yaml:1:4: /],
    ["an alias within itself", "&a [*a]\n", /nests too deep/],
    ["aliases that grow without end", bomb, /too large/],
    ["a deep nest", "[".repeat(100) + "]".repeat(100), /nests too deep/],
    ["an unset variable", "a: ${env:NOPE}\n", /^f\.yaml:1:4: The environment variable NOPE/],
  ])("refuses %s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

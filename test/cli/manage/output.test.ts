import { describe, expect, it } from "vitest";
import {
  at,
  cellText,
  renderList,
  renderOne,
  renderTable,
} from "../../../src/cli/manage/output.ts";

describe("renderTable", () => {
  it("makes columns as wide as their widest cell, counted in characters", () => {
    expect(
      renderTable(
        ["A", "LONG", "C"],
        [
          ["é漢", "x", ""],
          ["yyy", "z", "w"],
        ],
      ),
    ).toBe("A    LONG  C\né漢   x\nyyy  z     w\n");
  });

  it("keeps a row in its line", () => {
    expect(renderTable(["A"], [["x\ny"]])).toBe("A\nx\\u000ay\n");
  });
});

describe("renderList", () => {
  const columns = [{ title: "NAME", cell: ({ name }: { name?: unknown }) => String(name) }];
  it.each([
    ["table", "NAME\na\n"],
    ["json", '[\n  {\n    "name": "a"\n  }\n]\n'],
    ["yaml", "- name: a\n"],
  ] as const)("prints a %s", (format, text) => {
    expect(renderList([{ name: "a" }], { format, columns })).toBe(text);
  });
});

describe("renderOne", () => {
  const values = new Map([["a.b", 1]]);
  it.each([
    ["table", "FIELD  VALUE\na.b    1\n"],
    ["json", '{\n  "a": {\n    "b": 1\n  }\n}\n'],
    ["yaml", "a:\n  b: 1\n"],
  ] as const)("prints a %s", (format, text) => {
    expect(renderOne({ a: { b: 1 } }, { format, values })).toBe(text);
  });
});

describe("cells", () => {
  it("are texts as they are, and other values as JSON", () => {
    expect([cellText("a"), cellText(undefined), cellText(null), cellText({ a: [1] })]).toEqual([
      "a",
      "",
      "",
      '{"a":[1]}',
    ]);
  });

  it("reach into values that may not be there", () => {
    expect(at({ a: { b: 1 } }, "a", "b")).toBe(1);
    expect(at({ a: [1] }, "a", "0")).toBeUndefined();
    expect(at(undefined, "a")).toBeUndefined();
  });
});

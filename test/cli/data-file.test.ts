import { describe, expect, it } from "vitest";
import { parseData, readDataFile } from "../../src/cli/data-file.ts";

const yaml = `# rules
- tag: a
  sequence:
    - status: 200
    - status: 1
`;

describe("parseData", () => {
  it("reads YAML and JSON", () => {
    expect(parseData(yaml, "f").value).toEqual([
      { tag: "a", sequence: [{ status: 200 }, { status: 1 }] },
    ]);
    expect(parseData('{"a": [1]}', "f").value).toEqual({ a: [1] });
  });

  it.each<readonly [readonly (string | number)[], string, string]>([
    [[0, "sequence", 1, "status"], "f:5:7: [0].sequence[1].status: Wrong.", "a value of a map"],
    [[0, "sequence", 1], "f:5:7: [0].sequence[1]: Wrong.", "an item of a list"],
    [[0, "tag"], "f:2:3: [0].tag: Wrong.", "a key"],
    [[0, "missing"], "f:2:3: [0].missing: Wrong.", "what is not there stands where it should be"],
    [[0, "tag", "deeper"], "f:2:3: [0].tag.deeper: Wrong.", "nothing is within a text"],
    [[], "f:2:1: Wrong.", "the whole"],
  ])("finds %j at %s: %s", (path, told) => {
    expect(parseData(yaml, "f").problemAt(path, "Wrong.")).toBe(told);
  });

  it("tells where it is no YAML", () => {
    expect(() => parseData("a: [1\nb: 2", "f")).toThrow(/^f:2:\d+: /);
  });

  it("tells no more than a person reads of a file that is no YAML at all", () => {
    const prose = "# A page\n\nWith: a: colon, and `more`.\n".repeat(50);
    expect(() => parseData(prose, "f")).toThrow(/^(f:\d+:\d+: .*\n){10}… and \d+ more$/);
  });

  it("refuses aliases that make a small file large", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
      .concat(
        ["b", "c", "d"].map(
          (name, index) => `${name}: &${name} [${Array(10).fill(`*${"abc"[index]}`).join(", ")}]`,
        ),
      )
      .join("\n");
    expect(() => parseData(bomb, "f")).toThrow(/^f:1:1: .*alias/);
  });
});

describe("readDataFile", () => {
  it("says which file can't be read", async () => {
    await expect(readDataFile("/nowhere/rules.yaml", "rules.yaml")).rejects.toThrow(
      /The file rules\.yaml can't be read: ENOENT/,
    );
  });
});

import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { charactersOf, firstLines, printable, shellQuoted } from "../../src/cli/text.ts";

describe("printable", () => {
  it("escapes what would move the cursor, and leaves letters of any language", () => {
    expect(printable("a\u001B[2Jb\nc\td\u2028é漢")).toBe(String.raw`a\u001b[2Jb\u000ac d\u2028é漢`);
  });
});

describe("firstLines", () => {
  it.each([
    [["a", "b"], "a\nb", "all are few enough"],
    [["a", "b", "c", "d"], "a\nb\n… and 2 more", "the rest is counted"],
  ])("of %j are %j: %s", (lines, text) => {
    expect(firstLines(lines, 2)).toBe(text);
  });
});

describe("shellQuoted", () => {
  it("is read by a shell as the text that it was", () => {
    const text = fc.string({ unit: fc.constantFrom(..."a '\"$`\\\n!*~é#;&".split("")) });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (texts) => {
        const script = `printf '%s\\0' ${texts.map(shellQuoted).join(" ")}`;
        const printed = execFileSync("sh", ["-c", script], { encoding: "utf8" });
        expect(printed.split("\0").slice(0, -1)).toEqual(texts);
      }),
      { numRuns: 50 },
    );
  });
});

describe("charactersOf", () => {
  it("counts as a person does", () => {
    expect(charactersOf("e\u0301👩‍👧")).toHaveLength(2);
  });
});

import { describe, expect, it } from "vitest";
import { charactersOf, printable } from "../../src/cli/text.ts";

describe("printable", () => {
  it("escapes what would move the cursor, and leaves letters of any language", () => {
    expect(printable("a\u001B[2Jb\nc\td\u2028é漢")).toBe(String.raw`a\u001b[2Jb\u000ac d\u2028é漢`);
  });
});

describe("charactersOf", () => {
  it("counts as a person does", () => {
    expect(charactersOf("e\u0301👩‍👧")).toHaveLength(2);
  });
});

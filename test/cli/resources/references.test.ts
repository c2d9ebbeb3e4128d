import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  escapeReferences,
  expandReferences,
  hasReferences,
} from "../../../src/cli/resources/references.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-test-"));
  await writeFile(join(folder, "token"), "from file\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const expand = (text: string): string =>
  expandReferences(text, { env: { NAME: "value", EMPTY: "" }, folder });

describe("references", () => {
  it.each([
    ["a variable", "Bearer ${env:NAME}", "Bearer value"],
    ["an empty variable, which is set", "${env:EMPTY}", ""],
    ["a file, without the line end at its end", "<${file:token}>", "<from file>"],
    ["several", "${env:NAME}${env:NAME}", "valuevalue"],
    ["an escaped one as it would stand", "$${env:NAME}", "${env:NAME}"],
    ["other dollars as they are", "$session.params.x ${x} $1", "$session.params.x ${x} $1"],
  ])("are %s", (_, text, expanded) => {
    expect(expand(text)).toBe(expanded);
  });

  it.each([
    ["an unset variable", "${env:NOPE}", /variable NOPE is not set/],
    ["a property of every object", "${env:constructor}", /constructor is not set/],
    ["a file that is not there", "${file:nope}", /file nope can't be read/],
    ["another kind", "${evn:NAME}", /no \$\{evn:…\}\. Write \$\$\{evn:…\}/],
  ])("can't be %s", (_, text, message) => {
    expect(() => expand(text)).toThrow(message);
  });

  it("are told from text that is escaped", () => {
    expect(hasReferences("${env:A}")).toBe(true);
    expect(hasReferences("$${env:A} ${x}")).toBe(false);
  });

  it("that are escaped come back as they were", () => {
    const piece = fc.constantFrom("$", "${", "env:", "file:", "a", "}", "{", ":", "$$");
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        expect(expand(escapeReferences(text))).toBe(text);
      }),
    );
  });
});

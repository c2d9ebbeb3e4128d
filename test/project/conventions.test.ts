import { describe, expect, it } from "vitest";
import { filesUnder, textOf, undocumentedExports } from "./modules.ts";

const sources = filesUnder("src");
const written = ["src", "test", "examples", "bench", "scripts"].flatMap((part) => filesUnder(part));

describe("what the linter can't see", () => {
  it("every export of src has a doc comment", () => {
    expect(sources.flatMap((file) => undocumentedExports(file))).toEqual([]);
  });

  it("no file is named after having no subject", () => {
    const vague = /\/(utils?|helpers?|common|types|misc|shared)\.ts$/;
    const folder = /^src\/(.+\/)?(utils?|helpers?|common|types|misc|shared)\//;
    expect(written.filter((file) => vague.test(file) || folder.test(file))).toEqual([]);
  });

  it("nothing is mocked", () => {
    const mocks = /\bvi\.(mock|fn|spyOn|doMock|useFakeTimers|stubGlobal)\(/;
    expect(written.filter((file) => mocks.test(textOf(file)))).toEqual([]);
  });

  it("nothing silences the compiler", () => {
    const silenced = /^\s*(\/\/|\/\*)\s*@ts-(ignore|nocheck)/m;
    expect(written.filter((file) => silenced.test(textOf(file)))).toEqual([]);
  });
});

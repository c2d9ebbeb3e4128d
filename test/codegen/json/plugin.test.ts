import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { create, fromBinary } from "@bufbuild/protobuf";
import { CodeGeneratorRequestSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeValidateProto } from "../../../scripts/validate-proto.ts";
import { createJsonPlugin } from "../../../src/codegen/json/plugin.ts";

const buf = "node_modules/@bufbuild/buf/bin/buf";
const path = [dirname(process.execPath), process.env["PATH"]].join(delimiter);

/** Runs buf on this Node, and the plugins that it starts as well. Gives what it prints. */
function runBuf(args: readonly string[]): Buffer {
  const result = spawnSync(process.execPath, [buf, ...args], {
    env: { ...process.env, PATH: path },
    maxBuffer: 1 << 26,
  });
  if (result.status !== 0) throw new Error(String(result.stderr));
  return result.stdout;
}

/** The files of a folder of protos, run through a new plugin. */
function generate(folder: string, parameter: string): ReadonlyMap<string, string> {
  const stdout = runBuf(["build", folder, "--as-file-descriptor-set", "-o", "-"]);
  const { file } = fromBinary(FileDescriptorSetSchema, stdout);
  const response = createJsonPlugin().run(
    create(CodeGeneratorRequestSchema, {
      parameter,
      protoFile: file,
      fileToGenerate: file.map(({ name }) => name).filter((name) => !name.startsWith("google/")),
    }),
  );
  return new Map(response.file.map(({ name, content }) => [name, content]));
}

/** The text of every file below a folder, by its path. */
function filesBelow(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  return Object.fromEntries(
    paths.toSorted().map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

/** The part of a template for buf that has to do with this plugin. */
function ownTemplate(file: string): string {
  const text = readFileSync(file, "utf8");
  const [head = "", plugins = ""] = text.split(/^plugins:\n/m);
  const own = plugins.split(/^(?= {2}- local:)/m).filter((part) => part.includes("plugin-main.ts"));
  return `${head.replace(/^clean:.*\n/m, "")}plugins:\n${own.join("")}`;
}

describe("what is committed", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "generated-"));
    writeValidateProto();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ["buf.gen.yaml", "gen/json"],
    ["test/codegen/buf.gen.yaml", "test/codegen/gen/json"],
  ])("is what the plugin makes of %s", (template, output) => {
    runBuf(["generate", "--template", ownTemplate(template), "-o", folder]);
    expect(filesBelow(join(folder, output))).toEqual(filesBelow(output));
  });
});

describe("the plugin's output", () => {
  it("is the same from two plugins, and imports nothing of protobuf-es but types", () => {
    const first = generate("test/codegen/proto", "target=ts,import_extension=ts");
    expect(generate("test/codegen/proto", "target=ts,import_extension=ts")).toEqual(first);
    for (const text of first.values()) {
      const imports = text
        .split("\n")
        .filter((line) => line.startsWith("import ") && !line.startsWith("import type "));
      expect(imports.join("\n")).not.toMatch(/@bufbuild|_pb/);
    }
  });

  it("imports the published run-time by default, and messages from the same folder", () => {
    const text = generate("test/codegen/proto", "target=ts").get("other_json.ts") ?? "";
    expect(text).toContain('} from "fulfillkit/codec";');
    expect(text).toContain('} from "./other_pb";');
  });

  it("imports both from where the options say, relative to each file", () => {
    const parameter = "target=ts,runtime_import=../run/time.js,messages_import=../es/";
    const text =
      generate("test/codegen/proto", parameter).get("google/protobuf/type_json.ts") ?? "";
    expect(text).toContain('} from "../../../run/time";');
    expect(generate("test/codegen/proto", parameter).get("other_json.ts")).toContain(
      '} from "../es/other_pb";',
    );
  });

  it("has the types that were asked for and what they reach, with functions for the former alone", () => {
    const files = generate("test/codegen/proto", "target=ts,types=kinds.Names,types=kinds.Nothing");
    expect([...files.keys()].toSorted()).toEqual(["kinds_json.ts", "other_json.ts"]);
    const exported = (name: string): readonly string[] =>
      [...(files.get(name) ?? "").matchAll(/^export function (\S+?)\(/gm)]
        .map(([, found]) => found ?? "")
        .toSorted();
    expect(exported("kinds_json.ts").filter((name) => !name.includes("$"))).toEqual([
      "readNames",
      "readNothing",
      "writeNames",
      "writeNothing",
    ]);
    expect(exported("kinds_json.ts")).toContain("read$Names_Date");
    expect(exported("other_json.ts")).toEqual([
      "read$Mood",
      "read$Names",
      "write$Mood",
      "write$Names",
    ]);
  });
});

describe("refused, with a sentence that says what to do", () => {
  it.each([
    [
      "an unknown option",
      "proto",
      "colour=red",
      "unknown option colour; this plugin has types, runtime_import and messages_import",
    ],
    ["an option without a value", "proto", "types", "the option types needs a value: types=…"],
    [
      "a type that is not there",
      "proto",
      "types=kinds.Nobody",
      "types=kinds.Nobody: none of the given files has such a message",
    ],
    [
      "a well-known type",
      "proto",
      "types=google.protobuf.Duration",
      "types=google.protobuf.Duration: it is well known, and read and written by the run-time",
    ],
    ["a message of proto2", "refused", "types=refused.Old", "refused.Old is of proto2"],
    [
      "a field with explicit presence outside of proto3",
      "refused",
      "types=refused.Explicit",
      "set features.field_presence = IMPLICIT",
    ],
  ])("%s", (_, folder, parameter, text) => {
    expect(() => generate(`test/codegen/${folder}`, `target=ts,${parameter}`)).toThrow(text);
  });
});

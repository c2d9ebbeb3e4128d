import type { DescEnum, DescFile, DescMessage } from "@bufbuild/protobuf";
import {
  createEcmaScriptPlugin,
  type GeneratedFile,
  type Plugin,
  type Schema,
} from "@bufbuild/protoplugin";
import { type Code, code } from "./code.ts";
import { enumReader, enumWriter } from "./enum.ts";
import { type JsonPluginOptions, parseJsonPluginOptions } from "./options.ts";
import { select, type Selection } from "./reachable.ts";
import { messageReader } from "./reader.ts";
import { createScope, outputPath, type Scope, shapeName } from "./scope.ts";
import { assertSupported } from "./supported.ts";
import { messageWriter } from "./writer.ts";

/**
 * The protoc plugin that generates JSON readers and writers for messages of
 * protoc-gen-es: for `a/b.proto` a file `a/b_json.ts` with `readX` and `writeX`
 * for every message X. In a buf.gen.yaml, with the messages in the same folder:
 *
 * ```yaml
 * - local: protoc-gen-fulfillkit-json
 *   out: src/gen
 *   opt: [target=ts, import_extension=ts]
 * ```
 *
 * They read and write as `fromJson` and `toJson` without a registry do, but
 * without protobuf-es at run time. Messages of proto2, and of editions with
 * explicit presence, are refused, since their unset fields are on a prototype.
 *
 * A plugin of protoplugin keeps state, so take a new one for every run.
 */
export function createJsonPlugin(): Plugin {
  return createEcmaScriptPlugin({
    name: "protoc-gen-fulfillkit-json",
    version: "v1",
    parseOptions: parseJsonPluginOptions,
    generateTs: generate,
  });
}

function generate(schema: Schema<JsonPluginOptions>): void {
  const selection = select(schema, schema.options.types);
  for (const desc of selection.messages) assertSupported(desc);
  const files = new Map<string, DescFile>();
  for (const desc of [...selection.messages, ...selection.enums])
    if (isOurs(schema, desc)) files.set(outputPath(desc), desc.file);
  for (const [path, desc] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const file = schema.generateFile(`${path}.ts`);
    file.preamble(desc);
    generateFile(createScope(file, schema.options), { desc, selection });
  }
}

/** Files that were asked for, and those of the well-known types, which nobody asks for. */
function isOurs(schema: Schema<JsonPluginOptions>, desc: DescMessage | DescEnum): boolean {
  return schema.files.includes(desc.file) || desc.file.name.startsWith("google/protobuf/");
}

function generateFile(
  scope: Scope,
  input: { readonly desc: DescFile; readonly selection: Selection },
): void {
  const { messages, enums, roots } = input.selection;
  const here = <T extends DescMessage | DescEnum>(descs: ReadonlySet<T>): T[] =>
    [...descs]
      .filter((desc) => desc.file === input.desc)
      .toSorted((a, b) => (a.typeName < b.typeName ? -1 : 1));
  print(
    scope.file,
    here(roots).flatMap((desc) => publicFunctions(scope, desc)),
  );
  print(
    scope.file,
    here(messages).flatMap((desc) => [
      ...messageReader(scope, desc),
      ...messageWriter(scope, desc),
    ]),
  );
  print(
    scope.file,
    here(enums).flatMap((desc) => [...enumReader(scope, desc), ...enumWriter(scope, desc)]),
  );
}

function print(file: GeneratedFile, lines: readonly Code[]): void {
  for (const line of lines) file.print(...line);
}

/** `readX` and `writeX`: what applications call. */
function publicFunctions(scope: Scope, desc: DescMessage): readonly Code[] {
  const name = shapeName(scope.file, desc);
  const read = scope.file.export("function", `read${name}`);
  const write = scope.file.export("function", `write${name}`);
  const options = scope.runtimeType("ReadOptions");
  return [
    code`/** Reads a ${desc.typeName} from JSON, as \`fromJson\` of protobuf-es does. Throws JsonReadError. */`,
    code`${read}(json: ${scope.runtimeType("JsonValue")}, options?: ${options}): ${scope.type(desc)} {`,
    code`  return ${scope.runtime("readMessage")}(read$${name}, { json, options });`,
    code`}`,
    code``,
    code`/** Writes a ${desc.typeName}, or a part of one, to JSON, as \`toJson\` of protobuf-es does. Throws JsonWriteError. */`,
    code`${write}(message: ${scope.initType(desc)}): ${scope.runtimeType("JsonObject")} {`,
    code`  return ${scope.runtime("writeMessage")}(write$${name}, message);`,
    code`}`,
    code``,
  ];
}

import type { DescEnum, DescMessage } from "@bufbuild/protobuf";
import type { GeneratedFile, Printable } from "@bufbuild/protoplugin";
import { type Code, code } from "./code.ts";
import type { JsonPluginOptions } from "./options.ts";

/** One generated file: where names come from. */
export interface Scope {
  readonly file: GeneratedFile;
  /** A function of the run-time. */
  runtime(name: string): Printable;
  /** A type of the run-time. */
  runtimeType(name: string): Printable;
  /** The type of a message or enum, as protoc-gen-es made it. */
  type(desc: DescMessage | DescEnum): Printable;
  /** The type of what `create` takes for a message. */
  initType(desc: DescMessage): Code;
  /** The generated reader of a message or enum. */
  reader(desc: DescMessage | DescEnum): Printable;
  /** The generated writer of a message or enum. */
  writer(desc: DescMessage | DescEnum): Printable;
}

/** The path of the generated file for a proto file, without an extension: `a/b_json`. */
export function outputPath(desc: DescMessage | DescEnum): string {
  return `${desc.file.name}_json`;
}

/** The name that protoc-gen-es gives a message or enum. */
export function shapeName(file: GeneratedFile, desc: DescMessage | DescEnum): string {
  return file.importShape(desc).name;
}

/** The names of a generated file. */
export function createScope(file: GeneratedFile, options: JsonPluginOptions): Scope {
  const { runtimeImport, messagesImport } = options;
  const moved = (from: string): string =>
    from.startsWith("./") ? `${messagesImport}/${from.slice(2)}` : from;
  const sibling = (prefix: string, desc: DescMessage | DescEnum): Printable =>
    file.import(prefix + shapeName(file, desc), `./${outputPath(desc)}.js`);
  return {
    file,
    runtime: (name) => file.import(name, runtimeImport),
    runtimeType: (name) => file.import(name, runtimeImport, true),
    type(desc) {
      const { name, from } = file.importShape(desc);
      return file.import(name, moved(from), true);
    },
    initType(desc) {
      const { name, from } = file.importSchema(desc, true);
      return code`${file.import("MessageInitShape", "@bufbuild/protobuf", true)}<typeof ${file.import(name, moved(from), true)}>`;
    },
    reader: (desc) => sibling("read$", desc),
    writer: (desc) => sibling("write$", desc),
  };
}

import type { DescEnum, DescFile, DescMessage } from "@bufbuild/protobuf";
import { isGenerated, nullValue } from "./known.ts";

/** What is to be generated. */
export interface Selection {
  /** Messages with exported functions. */
  readonly roots: ReadonlySet<DescMessage>;
  /** The roots and what they reach. */
  readonly messages: ReadonlySet<DescMessage>;
  /** Enums that those have. */
  readonly enums: ReadonlySet<DescEnum>;
}

/** What the plugin was given. */
interface Input {
  /** The files to generate code for. */
  readonly files: readonly DescFile[];
  /** Every file that the compiler sent. */
  readonly allFiles: readonly DescFile[];
}

/**
 * The messages that were asked for, and all that they reach.
 *
 * @param types full names; empty: every message of the files
 * @throws Error for a name that no file has, and for a well-known type
 */
export function select(input: Input, types: readonly string[]): Selection {
  const all = input.files.flatMap((file) => file.messages.flatMap(withNested)).filter(isGenerated);
  const roots = new Set(types.length === 0 ? all : types.map((name) => find(input.allFiles, name)));
  const messages = new Set<DescMessage>();
  const enums = new Set<DescEnum>(types.length === 0 ? input.files.flatMap(enumsOf) : []);
  const waiting = [...roots];
  for (let desc = waiting.pop(); desc !== undefined; desc = waiting.pop()) {
    if (messages.has(desc)) continue;
    messages.add(desc);
    for (const field of desc.fields) {
      if (field.message !== undefined && isGenerated(field.message)) waiting.push(field.message);
      if (field.enum !== undefined && field.enum.typeName !== nullValue) enums.add(field.enum);
    }
  }
  return { roots, messages, enums };
}

function withNested(desc: DescMessage): readonly DescMessage[] {
  return [desc, ...desc.nestedMessages.flatMap(withNested)];
}

function enumsOf(file: DescFile): readonly DescEnum[] {
  return [...file.enums, ...file.messages.flatMap(withNested).flatMap((desc) => desc.nestedEnums)];
}

function find(files: readonly DescFile[], name: string): DescMessage {
  for (const file of files) {
    const found = file.messages.flatMap(withNested).find((desc) => desc.typeName === name);
    if (found === undefined) continue;
    if (!isGenerated(found))
      throw new Error(`types=${name}: it is well known, and read and written by the run-time`);
    return found;
  }
  throw new Error(`types=${name}: none of the given files has such a message`);
}

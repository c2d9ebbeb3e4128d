/**
 * Writes gen/rules/rules.ts: the protovalidate rules in our protos as a table, for the management API,
 * which enforces them without a library. `npm run generate` runs it.
 *
 * A kind of rule that src/management/proto-rules.ts does not know fails here, so none is passed over.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  createFileRegistry,
  type DescMessage,
  type FileRegistry,
  getOption,
  hasOption,
  type Message,
} from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import type { Duration } from "@bufbuild/protobuf/wkt";
import {
  field as ofField,
  FieldRulesSchema,
  Ignore,
  message as ofMessage,
  oneof as ofOneof,
} from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { compileProtos } from "./compile-protos.ts";
import { root } from "./run.ts";

/** Where the file is, from the repository's root. */
export const rulesPath = "gen/rules/rules.ts";

/** Rules as the table holds them. */
interface Plain {
  [name: string]: Plain | string | number | bigint | boolean;
}

const whenIgnored: Readonly<Record<Ignore, string>> = {
  [Ignore.UNSPECIFIED]: "if unset",
  [Ignore.IF_ZERO_VALUE]: "if zero",
  [Ignore.ALWAYS]: "always",
};

/** The kinds of rules that are enforced, and how the table writes what they say. */
const kinds: Readonly<Record<string, (value: never, at: string) => Plain[string]>> = {
  ignore: (value: Ignore) => whenIgnored[value],
  "string.max_len": Number,
  "string.pattern": portable,
  "int32.gte": Number,
  "enum.defined_only": Boolean,
  "duration.gte": nanosecondsOf,
  "duration.lte": nanosecondsOf,
  "repeated.min_items": Number,
  "map.keys.string.pattern": portable,
  "map.values.string.pattern": portable,
};

function nanosecondsOf({ message }: { readonly message: Message }): bigint {
  const { seconds, nanos } = message as Duration;
  return seconds * 1_000_000_000n + BigInt(nanos);
}

/** A pattern that means the same in RE2, which protovalidate uses, and in JavaScript's `u` mode. */
function portable(pattern: string, at: string): string {
  const rest = pattern.replaceAll(/\\(?:[tnr.\\-]|p\{[A-Z][a-z]?\})/g, "");
  if (/\\|\(\?|\[:|\./.test(rest))
    throw new Error(`${at}: ${pattern} may mean another thing in JavaScript than in RE2.`);
  return new RegExp(pattern, "u").source;
}

/** What is set in rules, by name; fails for what is not enforced. */
function plainOf(rules: ReflectMessage, at: string, within = ""): Plain {
  const plain: Plain = {};
  for (const field of rules.fields.filter((one) => rules.isSet(one))) {
    const kind = `${within}${field.name}`;
    const value: unknown = rules.get(field);
    const read = kinds[kind];
    if (read) plain[field.localName] = read(value as never, at);
    else if (field.fieldKind === "message")
      plain[field.localName] = plainOf(value as ReflectMessage, at, `${kind}.`);
    else
      throw new Error(
        `The ${at} has a rule of the kind ${kind}, which src/management/proto-rules.ts does not enforce.`,
      );
  }
  return plain;
}

/** What the table says of one message; undefined for one without rules. */
interface MessageEntry {
  readonly fields: Plain;
  readonly requiredOneofs: readonly string[];
}

function entryOf(message: DescMessage): MessageEntry | undefined {
  if (hasOption(message, ofMessage))
    throw new Error(`The ${String(message)} has rules of its own, which are not enforced.`);
  const fields: Plain = {};
  for (const field of message.fields)
    if (hasOption(field, ofField))
      fields[field.name] = plainOf(
        reflect(FieldRulesSchema, getOption(field, ofField)),
        String(field),
      );
  const requiredOneofs = message.oneofs
    .filter((oneof) => getOption(oneof, ofOneof).required)
    .map(({ name }) => name);
  if (Object.keys(fields).length + requiredOneofs.length === 0) return undefined;
  return { fields, requiredOneofs };
}

/**
 * The table: the rules of each message that has some, by its full name. Those of v3beta1 are left
 * out, as the management API works with messages of v3.
 *
 * @throws Error if v3beta1 has other rules than v3, or a rule is of a kind that is not enforced
 */
export function ruleTable(protos: FileRegistry): ReadonlyMap<string, MessageEntry> {
  const table = new Map<string, MessageEntry>();
  for (const type of protos) {
    if (
      type.kind !== "message" ||
      !/^(?:fulfillkit|google\.cloud\.dialogflow)\./.test(type.typeName)
    )
      continue;
    const entry = entryOf(type);
    if (entry) table.set(type.typeName, entry);
  }
  const beta = [...table].filter(([name]) => name.startsWith(v3beta1));
  const twins = [...table].filter(([name]) => name.startsWith(v3));
  const renamed = beta.map(([name, entry]) => [v3 + name.slice(v3beta1.length), entry] as const);
  if (!isDeepStrictEqual(new Map(renamed), new Map(twins)))
    throw new Error(`The rules of ${v3beta1}* differ from those of ${v3}*.`);
  for (const [name] of beta) table.delete(name);
  return new Map([...table].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const v3 = "google.cloud.dialogflow.cx.v3.";
const v3beta1 = "google.cloud.dialogflow.cx.v3beta1.";

/** The file. */
export function rulesFile(protos = createFileRegistry(compileProtos())): string {
  const rows = [...ruleTable(protos)].map(
    ([name, entry]) => `  ${JSON.stringify(name)}: ${literal(entry)},`,
  );
  return `// Written by scripts/generate-rules.ts from the rules in proto/. Do not edit.

/** What a text has to be like: length in characters, a regular expression for mode u. */
export interface TextRules {
  readonly maxLen?: number;
  readonly pattern?: string;
}

/** What a field has to be like; of the members but ignore, there is the one for its type. */
export interface FieldRules {
  /**
   * When the field, and all that is in it, need keep to no rules. Default: if unset, which a field
   * without presence never is.
   */
  readonly ignore?: "if unset" | "if zero" | "always";
  readonly string?: TextRules;
  readonly int32?: { readonly gte?: number };
  readonly enum?: { readonly definedOnly?: boolean };
  /** In nanoseconds. */
  readonly duration?: { readonly gte?: bigint; readonly lte?: bigint };
  readonly repeated?: { readonly minItems?: number };
  readonly map?: {
    readonly keys?: { readonly string?: TextRules };
    readonly values?: { readonly string?: TextRules };
  };
}

/** The rules of a message: fields by their names in the proto, and oneofs of which a member has to be set. */
export interface MessageRules {
  readonly fields: Readonly<Record<string, FieldRules>>;
  readonly requiredOneofs: readonly string[];
}

/** The rules of each message that has some, by its full name. */
export const rules: Readonly<Record<string, MessageRules>> = {
${rows.join("\n")}
};
`;
}

function literal(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null)
    return JSON.stringify(value).replaceAll(/[^ -~]/g, escaped);
  const members = Object.entries(value).map(([name, member]) => `${name}: ${literal(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

if (import.meta.main) {
  const path = join(root, rulesPath);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, rulesFile());
}

/**
 * A command's options as a table: parsed from flags and from the environment,
 * and shown by `--help`, from the one description.
 */
import { parseArgs } from "node:util";

/** How an option's text is read. */
export type OptionKind = "text" | "number" | "flag";

/** One option of a command. */
export interface OptionSpec {
  readonly kind: OptionKind;
  /** What it does, in a sentence without a full stop. */
  readonly help: string;
  /** A letter that stands for the name: `f` for `-f`. */
  readonly short?: string;
  /** The environment variable that gives it where no flag does. */
  readonly env?: string;
  /** What stands for the value in the help text: `<file>`. */
  readonly value?: string;
  /** The default, as the help text shows it. */
  readonly shownDefault?: string;
  /** May be given more than once; flags add up, the environment is split at commas. */
  readonly multiple?: boolean;
}

/** Options by their names, which are also their flags: `tls-cert` is `--tls-cert`. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

type One<Spec extends OptionSpec> = Spec["kind"] extends "number"
  ? number
  : Spec["kind"] extends "flag"
    ? boolean
    : string;

/** The values of a table: absent where neither a flag nor the environment gives one. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]?: Table[Name]["multiple"] extends true
    ? readonly One<Table[Name]>[]
    : One<Table[Name]>;
};

/** A command line that can't be understood; the message says what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Makes something of options. One that makes no sense, for which libraries throw
 * a TypeError, is the caller's mistake, not a crash.
 *
 * @throws UsageError in place of a TypeError; all else as it is
 */
export function asUsage<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

/**
 * Reads a command line by a table. Flags win over the environment.
 *
 * @throws UsageError for an unknown flag, a missing value or a value of the wrong kind.
 */
export function parseOptions<const Table extends OptionTable>(
  table: Table,
  input: {
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): { readonly values: OptionValues<Table>; readonly positionals: readonly string[] } {
  const { flags, positionals } = parseFlags(table, input.args);
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(table)) {
    const flag = flags[name];
    const fromEnv = spec.env === undefined ? undefined : input.env[spec.env];
    if (flag !== undefined) values[name] = convertAll(flag, { spec, source: `--${name}` });
    else if (spec.env !== undefined && fromEnv !== undefined && fromEnv !== "")
      values[name] = convertAll(spec.multiple ? fromEnv.split(",") : fromEnv, {
        spec,
        source: spec.env,
      });
  }
  return { values: values as OptionValues<Table>, positionals };
}

type Given = string | boolean;

function parseFlags(
  table: OptionTable,
  args: readonly string[],
): {
  flags: Readonly<Record<string, Given | readonly Given[] | undefined>>;
  positionals: readonly string[];
} {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, spec]) => [
      name,
      {
        type: spec.kind === "flag" ? ("boolean" as const) : ("string" as const),
        multiple: spec.multiple ?? false,
        ...(spec.short !== undefined && { short: spec.short }),
      },
    ]),
  );
  try {
    const parsed = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      allowNegative: true,
    });
    return { flags: parsed.values, positionals: parsed.positionals };
  } catch (error) {
    const known = Object.keys(table).map((name) => `--${name}`);
    const text =
      error instanceof Error ? (error.message.split(". ")[0] ?? error.message) : String(error);
    throw new UsageError(`${text}. Known options: ${known.join(", ")}.`);
  }
}

function convertAll(
  given: Given | readonly Given[],
  as: { readonly spec: OptionSpec; readonly source: string },
): unknown {
  return Array.isArray(given)
    ? given.map((item: Given) => convert(item, as))
    : convert(given as Given, as);
}

function convert(
  given: Given,
  { spec, source }: { readonly spec: OptionSpec; readonly source: string },
): string | number | boolean {
  const text = String(given);
  switch (spec.kind) {
    case "text":
      return text;
    case "number":
      if (text.trim() === "" || !Number.isFinite(Number(text)))
        throw new UsageError(`${source} takes a number, not "${text}".`);
      return Number(text);
    case "flag":
      if (text === "true" || text === "1") return true;
      if (text === "false" || text === "0") return false;
      throw new UsageError(`${source} takes true or false, not "${text}".`);
  }
}

/** The options as lines of a help text, in the order of the table. */
export function describeOptions(table: OptionTable): string {
  const rows = Object.entries(table).map(([name, spec]): readonly [string, string] => [
    `${spec.short === undefined ? "" : `-${spec.short}, `}--${name}${spec.kind === "flag" ? "" : ` ${spec.value ?? (spec.kind === "number" ? "<n>" : "<text>")}`}`,
    [
      spec.help,
      spec.multiple ? " (repeatable)" : "",
      spec.shownDefault === undefined ? "" : ` [default: ${spec.shownDefault}]`,
      spec.env === undefined ? "" : ` [env: ${spec.env}]`,
    ].join(""),
  ]);
  const width = Math.max(...rows.map(([flag]) => flag.length));
  return rows.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`).join("\n");
}

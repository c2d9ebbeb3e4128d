/** Resources as tables, JSON and YAML. */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { type OptionTable, type OptionValues, UsageError } from "../options.ts";
import { toYaml } from "../resources/write-yaml.ts";
import { charactersOf, printable } from "../text.ts";

/** How results are printed. */
export const outputOptions = {
  output: {
    kind: "text",
    short: "o",
    value: "<format>",
    help: "table, json or yaml",
    shownDefault: "table",
  },
} as const satisfies OptionTable;

/** Whether secrets are printed. */
export const secretOptions = {
  "show-secrets": { kind: "flag", help: "Print passwords, header values and client secrets" },
} as const satisfies OptionTable;

const formats = ["table", "json", "yaml"] as const;

/** A format of results. */
export type OutputFormat = (typeof formats)[number];

/** The format that is asked for. @throws UsageError for one that there is not */
export function formatOf({ output = "table" }: OptionValues<typeof outputOptions>): OutputFormat {
  return chosenFormat(output, formats);
}

/** A value of `--output` as one of the formats of a command. @throws UsageError for any other */
export function chosenFormat<Format extends string>(
  output: string,
  formats: readonly Format[],
): Format {
  const format = formats.find((one) => one === output);
  if (format === undefined)
    throw new UsageError(`--output takes ${formats.join(", ")}, not "${output}".`);
  return format;
}

/** A column of a table of resources in JSON. */
export interface Column {
  readonly title: string;
  readonly cell: (resource: JsonObject) => string;
}

/** What is printed, and how. */
export interface ListOutput {
  readonly format: OutputFormat;
  readonly columns: readonly Column[];
}

/** A list, ending in a newline: a table, a JSON array or a YAML list. */
export function renderList(
  resources: readonly JsonObject[],
  { format, columns }: ListOutput,
): string {
  if (format === "json") return `${JSON.stringify(resources, undefined, 2)}\n`;
  if (format === "yaml") return toYaml([...resources]);
  return renderTable(
    columns.map(({ title }) => title),
    resources.map((resource) => columns.map(({ cell }) => cell(resource))),
  );
}

/** One resource, ending in a newline. As a table it is a row for each of its values. */
export function renderOne(
  resource: JsonObject,
  {
    format,
    values,
  }: { readonly format: OutputFormat; readonly values: ReadonlyMap<string, JsonValue> },
): string {
  if (format === "json") return `${JSON.stringify(resource, undefined, 2)}\n`;
  if (format === "yaml") return toYaml(resource);
  return renderTable(
    ["FIELD", "VALUE"],
    [...values].map(([path, value]) => [path, cellText(value)]),
  );
}

/** A value in the cell of a table: texts as they are, anything else as JSON. */
export function cellText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Columns as wide as their widest cell, two spaces between them, no space at the end of a line. */
export function renderTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [titles, ...rows.map((row) => row.map(printable))];
  const widths = titles.map((_, column) =>
    Math.max(...lines.map((line) => charactersOf(line[column] ?? "").length)),
  );
  return lines
    .map((line) => {
      const cells = line.map((cell, column) => {
        const padding = (widths[column] ?? 0) - charactersOf(cell).length;
        return cell + " ".repeat(Math.max(0, padding));
      });
      return `${cells.join("  ").trimEnd()}\n`;
    })
    .join("");
}

/** A nested value: `at(json, "error", "message")`. */
export function at(json: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  let value = json;
  for (const key of path) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    value = value[key];
  }
  return value;
}

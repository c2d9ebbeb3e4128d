/** The tables as they are after the last migration: for the queries' types, and for the check at start. */
import type { JsonObject } from "@bufbuild/protobuf";
import type { Generated, Selectable } from "kysely";
import type { StoredResource } from "./store.ts";

/** The tables, by their names in the database. Prefixed, since a PostgreSQL database may be shared. */
export interface StoreTables {
  fulfillkit_resources: ResourceTable;
  fulfillkit_references: ReferenceTable;
  fulfillkit_migrations: MigrationTable;
}

/** One row per resource. */
export interface ResourceTable {
  sequence: Generated<number>;
  kind: string;
  name: string;
  parent: string;
  display_name: string | null;
  etag: string;
  /** JSON as text: the database has no use for what is inside, and text keeps it to the letter. */
  body: string;
  /** Milliseconds since the epoch. */
  create_time: number;
  /** Milliseconds since the epoch. */
  update_time: number;
}

/** One row per reference from a resource to a name. */
export interface ReferenceTable {
  from_kind: string;
  from_name: string;
  to_name: string;
}

/** One row per migration that was applied and not undone. */
export interface MigrationTable {
  version: number;
  name: string;
  checksum: string;
  /** Milliseconds since the epoch. */
  applied_time: number;
}

/** What has to be there after the last migration, besides the table of migrations. */
export const expectedTables: Readonly<
  Record<string, { readonly columns: readonly string[]; readonly indexes: readonly string[] }>
> = {
  fulfillkit_resources: {
    columns: [
      "sequence",
      "kind",
      "name",
      "parent",
      "display_name",
      "etag",
      "body",
      "create_time",
      "update_time",
    ],
    indexes: [
      "fulfillkit_resources_by_name",
      "fulfillkit_resources_by_display_name",
      "fulfillkit_resources_by_parent",
    ],
  },
  fulfillkit_references: {
    columns: ["from_kind", "from_name", "to_name"],
    indexes: ["fulfillkit_references_by_target"],
  },
};

/** A row as the resource that it stores. */
export function resourceOf(row: Selectable<ResourceTable>): StoredResource {
  return {
    kind: row.kind,
    name: row.name,
    parent: row.parent,
    ...(row.display_name !== null && { displayName: row.display_name }),
    sequence: row.sequence,
    etag: row.etag,
    body: JSON.parse(row.body) as JsonObject,
    createTime: new Date(row.create_time),
    updateTime: new Date(row.update_time),
  };
}

/** Rows of table and column as a map of sets. */
export function groupColumns(
  rows: readonly { readonly table: string; readonly column: string }[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const tables = new Map<string, Set<string>>();
  for (const { table, column } of rows) {
    const columns = tables.get(table) ?? new Set();
    tables.set(table, columns.add(column));
  }
  return tables;
}

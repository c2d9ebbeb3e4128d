/** The queries that read, for use in and outside of transactions. */
import type { Kysely } from "kysely";
import { resourceOf, type StoreTables } from "./schema.ts";
import type {
  KeepQuery,
  ListQuery,
  ParentQuery,
  ResourceKey,
  ScanQuery,
  StoredResource,
} from "./store.ts";

type Queries = Kysely<StoreTables>;

/** Selects one resource. */
export function selectResource(queries: Queries, { kind, name }: ResourceKey) {
  return queries
    .selectFrom("fulfillkit_resources")
    .selectAll()
    .where("kind", "=", kind)
    .where("name", "=", name);
}

/**
 * Selects one page: a range of the index by parent, whatever its depth. The first
 * page has a bound as well, since without one PostgreSQL, as long as it has not
 * analysed the table, sorts all that is under the parent.
 */
export function selectPage(queries: Queries, query: ListQuery) {
  const { kind, limit, newestFirst = false, parent } = query;
  const { after = newestFirst ? Number.MAX_SAFE_INTEGER : 0 } = query;
  return queries
    .selectFrom("fulfillkit_resources")
    .selectAll()
    .where("kind", "=", kind)
    .where("parent", "=", parent)
    .where("sequence", newestFirst ? "<" : ">", after)
    .orderBy("sequence", newestFirst ? "desc" : "asc")
    .limit(limit);
}

/** Reads one page. */
export async function readPage(
  queries: Queries,
  query: ListQuery,
): Promise<readonly StoredResource[]> {
  const rows = await selectPage(queries, query).execute();
  return rows.map((row) => resourceOf(row));
}

/** Selects one page of a kind, whatever the parents: a range of the index by name. */
export function selectScan(queries: Queries, { after = "", kind, limit }: ScanQuery) {
  return queries
    .selectFrom("fulfillkit_resources")
    .selectAll()
    .where("kind", "=", kind)
    .where("name", ">", after)
    .orderBy("name")
    .limit(limit);
}

/** Selects some of the resources that are older than the last created ones: a range of the index by parent. */
export function selectBeyond(
  queries: Queries,
  { keep, kind, limit, parent }: KeepQuery & { readonly limit: number },
) {
  return selectPage(queries, { kind, parent, limit, newestFirst: true })
    .clearSelect()
    .select("sequence")
    .offset(keep);
}

/**
 * Deletes the resources of these sequences, by the index by parent. They are told
 * one by one, since of a bound PostgreSQL could not guess how few there are below
 * it, and would go through the whole table at times.
 */
export function deleteSequences(
  queries: Queries,
  { kind, parent, sequences }: ParentQuery & { readonly sequences: readonly number[] },
) {
  return queries
    .deleteFrom("fulfillkit_resources")
    .where("kind", "=", kind)
    .where("parent", "=", parent)
    .where("sequence", "in", sequences);
}

/** Counts the resources of a kind under a parent. */
export async function countChildren(queries: Queries, query: ParentQuery): Promise<number> {
  const { total } = await queries
    .selectFrom("fulfillkit_resources")
    .select((field) => field.fn.countAll<number>().as("total"))
    .where("kind", "=", query.kind)
    .where("parent", "=", query.parent)
    .executeTakeFirstOrThrow();
  return total;
}

/** Reads who refers to a name. */
export async function readReferrers(queries: Queries, to: string): Promise<readonly ResourceKey[]> {
  const rows = await queries
    .selectFrom("fulfillkit_references")
    .innerJoin("fulfillkit_resources", (join) =>
      join.onRef("kind", "=", "from_kind").onRef("name", "=", "from_name"),
    )
    .select(["kind", "name"])
    .where("to_name", "=", to)
    .orderBy("sequence")
    .execute();
  return rows.map(({ kind, name }) => ({ kind, name }));
}

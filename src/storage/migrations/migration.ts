/** The form of a migration: SQL, written out for both databases, so that a plan can show it. */
import type { Dialect } from "../database.ts";

/** SQL statements in order, for each of the databases. */
export type Statements = Readonly<Record<Dialect, readonly string[]>>;

/** One step of the schema. Once released it is never edited: its checksum is in the databases. */
export interface Migration {
  /** 1, 2, 3, … without gaps. */
  readonly version: number;
  readonly name: string;
  /** What it brings, as half a sentence: "creates the table of resources". */
  readonly summary: string;
  /** What undoing it does, as half a sentence: "drops the table of resources, with all that is in it". */
  readonly undoSummary: string;
  readonly up: Statements;
  readonly down: Statements;
}

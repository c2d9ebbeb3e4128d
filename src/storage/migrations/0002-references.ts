import type { Migration } from "./migration.ts";

const index =
  "create index fulfillkit_references_by_target on fulfillkit_references (to_name, from_sequence)";

/** The table of references; those that a resource holds go with it. */
export const references: Migration = {
  version: 2,
  name: "references",
  summary: "creates the table of references between resources",
  undoSummary: "drops the table of references, with all that is in it",
  up: {
    sqlite: [
      `create table fulfillkit_references (
  from_sequence integer not null references fulfillkit_resources (sequence) on delete cascade,
  to_name text not null,
  primary key (from_sequence, to_name)
) strict, without rowid`,
      index,
    ],
    postgres: [
      `create table fulfillkit_references (
  from_sequence bigint not null references fulfillkit_resources (sequence) on delete cascade,
  to_name text not null,
  primary key (from_sequence, to_name)
)`,
      index,
    ],
  },
  down: {
    sqlite: ["drop table fulfillkit_references"],
    postgres: ["drop table fulfillkit_references"],
  },
};

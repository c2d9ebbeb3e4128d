import type { Migration } from "./migration.ts";

const index = "create index fulfillkit_references_by_target on fulfillkit_references (to_name)";

/** The table of references; those that a resource holds go with it. */
export const references: Migration = {
  version: 2,
  name: "references",
  summary: "creates the table of references between resources",
  undoSummary: "drops the table of references, with all that is in it",
  up: {
    sqlite: [
      `create table fulfillkit_references (
  from_kind text not null,
  from_name text not null,
  to_name text not null,
  primary key (from_kind, from_name, to_name),
  foreign key (from_kind, from_name) references fulfillkit_resources (kind, name) on delete cascade
) strict, without rowid`,
      index,
    ],
    postgres: [
      `create table fulfillkit_references (
  from_kind text not null,
  from_name text not null,
  to_name text not null,
  primary key (from_kind, from_name, to_name),
  foreign key (from_kind, from_name) references fulfillkit_resources (kind, name) on delete cascade
)`,
      index,
    ],
  },
  down: {
    sqlite: ["drop table fulfillkit_references"],
    postgres: ["drop table fulfillkit_references"],
  },
};

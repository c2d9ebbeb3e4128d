import type { Migration } from "./migration.ts";

const indexes = [
  "create unique index fulfillkit_resources_by_name on fulfillkit_resources (kind, name)",
  "create unique index fulfillkit_resources_by_display_name on fulfillkit_resources (kind, parent, display_name) where display_name is not null",
  "create unique index fulfillkit_resources_by_parent on fulfillkit_resources (kind, parent, sequence)",
];

/**
 * The table of resources. Its sequence never goes back, so that a page token never
 * meets a new resource. On PostgreSQL it has no index of its own: the planner would
 * at times walk through all resources by it, to find those of one parent.
 */
export const resources: Migration = {
  version: 1,
  name: "resources",
  summary: "creates the table of resources",
  undoSummary: "drops the table of resources, with all that is in it",
  up: {
    sqlite: [
      `create table fulfillkit_resources (
  sequence integer primary key autoincrement,
  kind text not null,
  name text not null,
  parent text not null,
  display_name text,
  etag text not null,
  body text not null,
  create_time integer not null,
  update_time integer not null
) strict`,
      ...indexes,
    ],
    postgres: [
      `create table fulfillkit_resources (
  sequence bigint generated always as identity,
  kind text not null,
  name text not null,
  parent text not null,
  display_name text,
  etag text not null,
  body text not null,
  create_time bigint not null,
  update_time bigint not null
)`,
      ...indexes,
    ],
  },
  down: {
    sqlite: ["drop table fulfillkit_resources"],
    postgres: ["drop table fulfillkit_resources"],
  },
};

/** Environments on PostgreSQL. */
import { afterAll, beforeAll, describe } from "vitest";
import { noPostgres, startPostgres, type PostgresServer } from "../storage/postgres-server.ts";
import { keptBehaviour } from "./kept-behaviour.ts";

const because = noPostgres ? ` (skipped: ${noPostgres})` : "";

describe.skipIf(noPostgres)(`environments on PostgreSQL${because}`, () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.close());

  keptBehaviour({ name: "PostgreSQL", freshUrl: () => postgres.freshUrl() });
});

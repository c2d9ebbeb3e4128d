/** Key rotation on PostgreSQL. */
import { afterAll, beforeAll, describe } from "vitest";
import { noPostgres, startPostgres, type PostgresServer } from "../storage/postgres-server.ts";
import { resealBehaviour } from "./reseal-behaviour.ts";

const because = noPostgres ? ` (skipped: ${noPostgres})` : "";

describe.skipIf(noPostgres)(`on PostgreSQL${because}`, () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.close());

  resealBehaviour({ name: "PostgreSQL", freshUrl: () => postgres.freshUrl() });
});

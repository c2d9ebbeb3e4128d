/** Secrets by name on PostgreSQL. */
import { afterAll, beforeAll, describe } from "vitest";
import { noPostgres, startPostgres, type PostgresServer } from "../storage/postgres-server.ts";
import { storedSecretsBehaviour } from "./stored-secrets-behaviour.ts";

const because = noPostgres ? ` (skipped: ${noPostgres})` : "";

describe.skipIf(noPostgres)(`on PostgreSQL${because}`, () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.close());

  storedSecretsBehaviour({ name: "PostgreSQL", freshUrl: () => postgres.freshUrl() });
});

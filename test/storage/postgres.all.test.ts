import { afterAll, beforeAll, describe } from "vitest";
import { migrateBehaviour } from "./migrate-behaviour.ts";
import { pagingBehaviour } from "./paging-behaviour.ts";
import { noPostgres, type PostgresServer, startPostgres } from "./postgres-server.ts";
import type { Setting } from "./setting.ts";
import { storeBehaviour } from "./store-behaviour.ts";
import { transactionBehaviour } from "./transaction-behaviour.ts";

const because = noPostgres ? ` (skipped: ${noPostgres})` : "";

describe.skipIf(noPostgres)(`PostgreSQL${because}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.close());

  const setting: Setting = { name: "PostgreSQL", freshUrl: () => server.freshUrl() };
  storeBehaviour(setting);
  transactionBehaviour(setting);
  pagingBehaviour(setting);
  migrateBehaviour(setting);
});

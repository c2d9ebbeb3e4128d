import { createServer } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate, openStore } from "../../src/storage/index.ts";
import { openPostgres } from "../../src/storage/postgres.ts";
import { migrateBehaviour } from "./migrate-behaviour.ts";
import { pageCostBehaviour } from "./page-cost-behaviour.ts";
import { pagingBehaviour } from "./paging-behaviour.ts";
import { noPostgres, type PostgresServer, startPostgres } from "./postgres-server.ts";
import { runSql, type Setting } from "./setting.ts";
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
  pageCostBehaviour(setting, openPostgres);

  const resource = { kind: "webhook", name: "w", parent: "a", body: {} };

  describe("a store on a server", () => {
    it("is migrated only when that is asked for", async () => {
      await expect(openStore({ url: await server.freshUrl() })).rejects.toMatchObject({
        reason: "SCHEMA_DRIFT",
      });
    });

    it("tries a transaction five times that the server can't serialise, then says so", async () => {
      const url = await server.freshUrl();
      await migrate({ url });
      await runSql(
        url,
        `create function refuse() returns trigger language plpgsql as
         $$ begin raise exception 'refused' using errcode = 'serialization_failure'; end $$`,
      );
      await runSql(
        url,
        "create trigger refuse before insert on fulfillkit_resources execute function refuse()",
      );
      const store = await openStore({ url });
      let attempts = 0;
      const refused = store.transaction(async (writer) => {
        attempts += 1;
        await writer.insert(resource);
      });
      await expect(refused).rejects.toMatchObject({ code: "ABORTED", reason: "CONFLICT" });
      expect(attempts).toBe(5);
      await store.close();
    });

    it("gives up on a lock that another holds for long", async () => {
      const url = await server.freshUrl();
      const holder = await openStore({ url, migrate: true });
      const waiter = await openStore({ url });
      await holder.transaction((writer) => writer.insert(resource));
      await holder.transaction(async (writer) => {
        await writer.get(resource);
        const waiting = waiter.transaction((other) => other.get(resource));
        await expect(waiting).rejects.toMatchObject({ code: "ABORTED", reason: "CONFLICT" });
      });
      expect(await waiter.transaction((writer) => writer.get(resource))).toBeDefined();
      await Promise.all([holder.close(), waiter.close()]);
    });

    it("gives up on a statement that takes for ever", async () => {
      const url = await server.freshUrl();
      const store = await openStore({ url, migrate: true });
      await runSql(
        url,
        `create function stall() returns trigger language plpgsql as
         $$ begin perform pg_sleep(60); return new; end $$`,
      );
      await runSql(
        url,
        "create trigger stall before insert on fulfillkit_resources execute function stall()",
      );
      await expect(store.transaction((writer) => writer.insert(resource))).rejects.toMatchObject({
        code: "UNAVAILABLE",
        reason: "STORE_UNAVAILABLE",
      });
      await runSql(url, "drop trigger stall on fulfillkit_resources");
      await store.transaction((writer) => writer.insert(resource));
      expect(await store.count(resource)).toBe(1);
      await store.close();
    });

    it("outlives a server that is gone for a while", async () => {
      const url = await server.freshUrl();
      const store = await openStore({ url, migrate: true });
      const unavailable = { code: "UNAVAILABLE", reason: "STORE_UNAVAILABLE" };
      const interrupted = store.transaction(async (writer) => {
        await writer.insert(resource);
        await server.crash();
        await writer.insert({ ...resource, name: "v" });
      });
      await expect(interrupted).rejects.toMatchObject(unavailable);
      await expect(store.get(resource)).rejects.toMatchObject(unavailable);
      await server.start();
      expect(await store.count(resource)).toBe(0);
      await store.transaction((writer) => writer.insert(resource));
      await store.close();
    });

    it("says where there is none, without the password", async () => {
      const taken = createServer().listen(0, "127.0.0.1");
      await once(taken, "listening");
      const address = taken.address();
      const port = typeof address === "object" ? address?.port : undefined;
      taken.close();
      await once(taken, "close");
      const place = `postgres://127.0.0.1:${port}/d`;
      const opened = openStore({ url: place.replace("//", "//user:secret@") });
      await expect(opened).rejects.toMatchObject({
        code: "UNAVAILABLE",
        reason: "STORE_UNAVAILABLE",
        message: expect.stringMatching(
          `^The database ${place} can't be opened: connect ECONNREFUSED`,
        ) as string,
      });
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "../../src/storage/index.ts";
import { expectWholePairs, killWriters, readRest, startPairs } from "./crash-behaviour.ts";
import { noPostgres, type PostgresServer, startPostgres } from "./postgres-server.ts";
import { raceProcesses } from "./race-behaviour.ts";

const because = noPostgres ? ` (skipped: ${noPostgres})` : "";

describe.skipIf(noPostgres)(`processes on one PostgreSQL${because}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.close());

  it("lose nothing that was acknowledged when they are killed 100 times", async () => {
    const url = await server.freshUrl();
    await migrate({ url });
    await killWriters(url, 100);
  });

  it("lose nothing that was acknowledged when the server is killed", async () => {
    const url = await server.freshUrl();
    await migrate({ url });
    for (const round of [1, 2, 3, 4, 5]) {
      const writers = await Promise.all(
        ["a", "b"].map((name) => startPairs(url, { parent: `${name}${round}`, pairs: 5 * round })),
      );
      await server.crash();
      for (const writer of writers) expect(await readRest(writer)).toBe("STORE_UNAVAILABLE");
      await server.start();
      for (const writer of writers) await expectWholePairs(url, writer);
    }
  });

  it("give every name and every etag to exactly one of two", async () => {
    await raceProcesses(await server.freshUrl());
  });
});

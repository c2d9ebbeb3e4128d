/** Operations of two servers on one PostgreSQL: whoever gets to the work, it is done once. */
import { createClient } from "@connectrpc/connect";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { recoverOperations } from "../../src/management/operations-recovery.ts";
import { createFakeClock } from "../../src/testing/clock.ts";
import { migrate, openStore } from "../../src/storage/index.ts";
import { noPostgres, startPostgres, type PostgresServer } from "../storage/postgres-server.ts";
import {
  created,
  Environments,
  EnvironmentSchema,
  Operations,
  override,
  responseOf,
  sampleEnvironment,
  createdWebhook,
} from "./environments-fixture.ts";
import { agent, failure, newSecretBox, serveFixture, type Fixture } from "./fixture.ts";
import { acceptOperation } from "./operations-fixture.ts";

const because = noPostgres ? ` (skipped: ${noPostgres})` : "";

describe.skipIf(noPostgres)(`two servers on PostgreSQL${because}`, () => {
  let postgres: PostgresServer;
  let one: Fixture;
  let other: Fixture;

  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.close());

  beforeEach(async () => {
    const url = await postgres.freshUrl();
    await migrate({ url });
    const secrets = newSecretBox();
    one = await serveFixture({ store: await openStore({ url }), secrets });
    other = await serveFixture({ store: await openStore({ url }), secrets });
  });
  afterEach(() => Promise.all([one.store.close(), other.store.close()]));

  it("recover the same unfinished operations at the same time, each of them once", async () => {
    const names: string[] = [];
    for (let index = 0; index < 10; index += 1) names.push(await acceptOperation(one, `e${index}`));
    const reports = await Promise.all([recoverOperations(one), recoverOperations(other)]);
    expect(reports.reduce((sum, { done }) => sum + done, 0)).toBe(names.length);
    expect(reports.reduce((sum, { failed }) => sum + failed, 0)).toBe(0);
    expect(await one.store.count({ kind: "environment", parent: agent })).toBe(names.length);
    for (const name of names) {
      const operation = await other.client(Operations).getOperation({ name });
      expect(responseOf(operation, EnvironmentSchema).displayName).toMatch(/^e\d$/);
    }
  });

  it("race for a display name: one gets it, the other ALREADY_EXISTS", async () => {
    const outcomes = await Promise.all(
      [one, other].map((fixture) =>
        created(fixture).then(
          () => "created",
          () => "refused",
        ),
      ),
    );
    expect(outcomes.toSorted()).toEqual(["created", "refused"]);
    expect(
      await failure(
        createClient(Environments, one.transport).createEnvironment({
          parent: agent,
          environment: sampleEnvironment(),
        }),
      ),
    ).toMatchObject({ code: "ALREADY_EXISTS" });
    expect(await one.store.count({ kind: "operation-work", parent: "unfinished" })).toBe(0);
  });

  it("update different fields of one environment at the same time, and lose neither", async () => {
    const { name } = await created(one);
    await Promise.all([
      one.client(Environments).updateEnvironment({
        environment: { name, displayName: "renamed" },
        updateMask: { paths: ["display_name"] },
      }),
      other.client(Environments).updateEnvironment({
        environment: { name, description: "described" },
        updateMask: { paths: ["description"] },
      }),
    ]);
    expect(await one.client(Environments).getEnvironment({ name })).toMatchObject({
      displayName: "renamed",
      description: "described",
    });
    const history = await one.client(Environments).lookupEnvironmentHistory({ name });
    expect(history.environments).toHaveLength(3);
  });

  it("never leave an override of a webhook that is deleted meanwhile", async () => {
    for (let round = 0; round < 10; round += 1) {
      const webhook = await createdWebhook(one, `w${round}`);
      const environment = sampleEnvironment({ displayName: `r${round}`, ...override(webhook) });
      await Promise.allSettled([
        created(one, environment),
        other.webhooks.deleteWebhook({ name: webhook }),
      ]);
      const found = await one.store.get({ kind: "webhook", name: webhook });
      const referrers = await one.store.referrers(webhook);
      expect(found === undefined && referrers.length > 0).toBe(false);
    }
  });

  it("tell one another by the store when an operation has ended", async () => {
    const clock = createFakeClock(Date.now());
    const name = await acceptOperation(one, "waited");
    const waiting = await serveFixture({ store: one.store, secrets: one.secrets, clock });
    const wait = waiting.client(Operations).waitOperation({ name, timeout: { seconds: 60n } });
    await recoverOperations(other);
    const ended = new AbortController();
    const result = wait.finally(() => ended.abort());
    while (!ended.signal.aborted) {
      clock.advance(250);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(responseOf(await result, EnvironmentSchema).displayName).toBe("waited");
  });
});

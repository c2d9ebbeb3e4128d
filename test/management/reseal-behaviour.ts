/** How a rotation of keys has to go, on whatever database. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newKeyRing, parseKeyRing } from "../../src/management/key-ring.ts";
import { recoverOperations } from "../../src/management/operations-recovery.ts";
import { reseal, type ResealOptions } from "../../src/management/reseal.ts";
import { sealedKinds, sealedTexts } from "../../src/management/sealed-texts.ts";
import { createSecretBox, type SecretBox } from "../../src/management/secret-box.ts";
import { addSecret, storedSecrets } from "../../src/management/stored-secrets.ts";
import { openStore, type Store } from "../../src/storage/index.ts";
import type { Setting } from "../storage/setting.ts";
import { startWriting } from "../storage/writing-process.ts";
import {
  created,
  createdSecret,
  Environments,
  EnvironmentSchema,
  Operations,
  override,
  responseOf,
  sampleEnvironment,
} from "./environments-fixture.ts";
import { agent, serveFixture } from "./fixture.ts";
import { acceptOperation } from "./operations-fixture.ts";

const k1 = newKeyRing();
const k2 = newKeyRing().replace("k1", "k2");
const boxOf = (...keys: readonly string[]): SecretBox =>
  createSecretBox(parseKeyRing(keys.join("")));

/** How many sealed texts there are in a store, by the ids of their keys. */
async function sealedBy(store: Store): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const kind of sealedKinds)
    for (const stored of await store.scan({ kind, limit: 10_000 }))
      for (const sealed of sealedTexts(stored)) {
        const { id } = boxOf(k1).sealedBy(sealed);
        counts[id] = (counts[id] ?? 0) + 1;
      }
  return counts;
}

/** The suite of rotations, on a database that other processes can open, too. */
export function resealBehaviour(setting: Setting): void {
  let url: string;
  let store: Store;
  beforeEach(async () => {
    url = await setting.freshUrl();
    store = await openStore({ url, migrate: true });
  });
  afterEach(() => store.close());

  const rotate = (more: Partial<ResealOptions> = {}): ReturnType<typeof reseal> =>
    reseal({ store, secrets: boxOf(k1, k2), ...more });

  /** Secrets in resources of every kind, under k1: in 9 resources. */
  async function fill(): Promise<{ readonly environment: string; readonly pending: string }> {
    const fixture = await serveFixture({ store, secrets: boxOf(k1) });
    const webhook = await createdSecret(fixture, "one");
    await createdSecret(fixture, "two", `${agent}2`);
    await addSecret(fixture, { name: "projects/p/secrets/s", value: "by name" });
    const service = { uri: "https://staging.example/", username: "u", password: "staging" };
    const overriding = sampleEnvironment(override(webhook, service));
    const environment = await created(fixture, overriding);
    await fixture.client(Environments).updateEnvironment({
      environment: { name: environment.name, description: "second" },
      updateMask: { paths: ["description"] },
    });
    return { environment: environment.name, pending: await acceptOperation(fixture, "pending") };
  }

  describe("sealing everything with the newest key", () => {
    it("counts first, and changes nothing", async () => {
      await fill();
      const before = await sealedBy(store);
      const total = before["k1"] ?? 0;
      const report = await rotate({ plan: true });
      expect(report).toMatchObject({ current: 0, unreadable: [], complete: true });
      expect(report.resealed).toEqual([{ key: "k1", secrets: total, resources: 9 }]);
      expect(report.unknown).toBeUndefined();
      expect(await sealedBy(store)).toEqual(before);
    });

    it("leaves nothing that needs the old key: webhooks, environments, history, operations, their work, secrets by name", async () => {
      const { environment, pending } = await fill();
      const before = await sealedBy(store);
      expect(await rotate()).toMatchObject({ current: 0, unreadable: [], complete: true });
      expect(await sealedBy(store)).toEqual({ k2: before["k1"] });

      const fixture = await serveFixture({ store, secrets: boxOf(k2) });
      const [webhook] = (await fixture.webhooks.listWebhooks({ parent: agent })).webhooks;
      expect(webhook?.webhook.value).toMatchObject({
        password: "password of one",
        requestHeaders: { Authorization: "Bearer 1" },
      });
      const history = await fixture
        .client(Environments)
        .lookupEnvironmentHistory({ name: environment });
      for (const entry of history.environments)
        expect(entry.webhookConfig?.webhookOverrides[0]?.webhook.value).toMatchObject({
          password: "staging",
        });
      expect(history.environments).toHaveLength(2);
      expect(await recoverOperations(fixture)).toEqual({ done: 1, failed: 0 });
      const operation = await fixture.client(Operations).getOperation({ name: pending });
      expect(responseOf(operation, EnvironmentSchema).displayName).toBe("pending");
      const byName = storedSecrets(store, boxOf(k2));
      expect(await byName.resolve("projects/p/secrets/s/versions/latest")).toBe("by name");
    });

    it("finds nothing to do the second time, and shows no change to those who read", async () => {
      await fill();
      const [before] = await store.scan({ kind: "environment", limit: 1 });
      await rotate();
      const [after] = await store.scan({ kind: "environment", limit: 1 });
      expect(after?.updateTime).toEqual(before?.updateTime);
      expect(after?.etag).not.toBe(before?.etag);
      const { k2: total } = await sealedBy(store);
      expect(await rotate()).toMatchObject({ current: total, resealed: [], complete: true });
      expect((await store.scan({ kind: "environment", limit: 1 }))[0]).toEqual(after);
    });

    it("says which key is missing, and does the rest", async () => {
      await fill();
      const between = await serveFixture({ store, secrets: boxOf(k2) });
      const name = await createdSecret(between, "three");
      const k3 = newKeyRing().replace("k1", "k3");
      const report = await rotate({ secrets: boxOf(k1, k3) });
      expect(report.unreadable).toEqual([
        { key: "k2", secrets: 2, resources: 1, missing: true, example: name },
      ]);
      expect(Object.keys(await sealedBy(store)).toSorted()).toEqual(["k2", "k3"]);
      expect(await rotate({ secrets: boxOf(k1, k2, k3) })).toMatchObject({ unreadable: [] });
      expect(Object.keys(await sealedBy(store))).toEqual(["k3"]);
    });

    it("tells secrets that were moved or changed from those of a missing key", async () => {
      await fill();
      const name = `${agent}/webhooks/moved`;
      const [source] = await store.list({ kind: "webhook", parent: agent, limit: 1 });
      const body = source?.body ?? {};
      await store.transaction((writer) =>
        writer.insert({ kind: "webhook", name, parent: agent, body }),
      );
      const [unreadable, ...others] = (await rotate()).unreadable;
      expect(unreadable).toMatchObject({ key: "k1", missing: false, resources: 1 });
      expect(others).toEqual([]);
    });

    it("leaves alone what it can't make sense of, and says so", async () => {
      const resource = { kind: "operation-work", name: "w", parent: "unfinished" };
      const body = { method: "OfTomorrow", id: "1", request: {} };
      await store.transaction((writer) => writer.insert({ ...resource, body }));
      expect((await rotate()).unknown).toEqual({ resources: 1, example: "w" });
      expect((await store.get(resource))?.body).toEqual(body);
    });

    it("stops when it is asked to, and goes on with what is left", async () => {
      const fixture = await serveFixture({ store, secrets: boxOf(k1) });
      for (let index = 0; index < 120; index += 1) await createdSecret(fixture, `w${index}`);
      const stop = new AbortController();
      const report = await rotate({ signal: stop.signal, progress: () => stop.abort() });
      expect(report).toMatchObject({ resources: 100, complete: false });
      expect(await sealedBy(store)).toEqual({ k1: 40, k2: 200 });
      const seen: number[] = [];
      await rotate({ progress: (resources) => seen.push(resources) });
      expect(seen).toEqual([100, 120]);
      expect(await sealedBy(store)).toEqual({ k2: 240 });
    });

    it("loses no change of those who write meanwhile", async () => {
      const old = await serveFixture({ store, secrets: boxOf(k1) });
      const names: string[] = [];
      for (let index = 0; index < 30; index += 1) names.push(await createdSecret(old, `w${index}`));
      const server = await serveFixture({ store, secrets: boxOf(k1, k2) });
      const change = async (name: string, round: number): Promise<unknown> =>
        server.webhooks.updateWebhook({
          webhook: { name, displayName: `${name.split("/").at(-1)} ${round}` },
          updateMask: { paths: ["display_name"] },
        });
      const writing = async (): Promise<void> => {
        for (const round of [1, 2, 3]) await Promise.all(names.map((name) => change(name, round)));
      };
      const [report, again] = await Promise.all([rotate(), rotate(), writing()]);
      expect([...report.unreadable, ...again.unreadable]).toEqual([]);
      const { webhooks } = await server.webhooks.listWebhooks({ parent: agent });
      expect(webhooks.map(({ displayName }) => displayName).toSorted()).toEqual(
        names.map((name) => `${name.split("/").at(-1)} 3`).toSorted(),
      );
      const password = expect.stringMatching(/^password of w\d+$/) as string;
      for (const { webhook } of webhooks) expect(webhook.value).toMatchObject({ password });
      expect(await sealedBy(store)).toEqual({ k2: 60 });
    });

    it("passes over what is deleted meanwhile", async () => {
      const old = await serveFixture({ store, secrets: boxOf(k1) });
      const names: string[] = [];
      for (let index = 0; index < 40; index += 1) names.push(await createdSecret(old, `w${index}`));
      const deleting = names.map((name) => old.webhooks.deleteWebhook({ name }));
      await Promise.all([rotate(), ...deleting]);
      expect(await store.scan({ kind: "webhook", limit: 10 })).toEqual([]);
    });
  });

  describe("a process that is killed while it seals", () => {
    it("leaves every secret readable, and another one goes on", async () => {
      const fixture = await serveFixture({ store, secrets: boxOf(k1) });
      for (let index = 0; index < 400; index += 1) await createdSecret(fixture, `w${index}`);
      const process = await startWriting("../management/resealing-process.ts", [url, k1 + k2]);
      process.go();
      expect(await process.line()).toBe("100");
      expect(await process.kill()).toBe(true);
      const between = await sealedBy(store);
      expect((between["k1"] ?? 0) + (between["k2"] ?? 0)).toBe(800);
      expect(between["k1"]).toBeGreaterThan(0);
      expect(between["k2"]).toBeGreaterThanOrEqual(200);
      expect(await rotate()).toMatchObject({ current: between["k2"], unreadable: [] });
      expect(await sealedBy(store)).toEqual({ k2: 800 });
    });
  });
}

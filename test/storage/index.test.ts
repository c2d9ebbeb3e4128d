import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embeddedPath, migrate, openStore } from "../../src/storage/index.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fulfillkit-store-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const resource = { kind: "webhook", name: "w", parent: "a", body: {} };

describe("a store", () => {
  it("is in memory unless a URL says otherwise, and every one is another", async () => {
    const [one, two] = [await openStore(), await openStore()];
    await one.transaction((writer) => writer.insert(resource));
    expect(await two.get(resource)).toBeUndefined();
    await Promise.all([one.close(), two.close()]);
  });

  it("takes times from its clock, without fractions, and etags from their source", async () => {
    const store = await openStore({ clock: { now: () => 1500.75 }, newEtag: () => "e1" });
    expect(await store.transaction((writer) => writer.insert(resource))).toMatchObject({
      createTime: new Date(1500),
      updateTime: new Date(1500),
      etag: "e1",
    });
    await store.close();
  });

  it("in a file outlives the program, and is read while another writes", async () => {
    const url = join(folder, "kept.db");
    const first = await openStore({ url });
    const stored = await first.transaction(async (writer) => {
      const inserted = await writer.insert(resource);
      expect(await first.get(resource).catch(() => "refused")).toBe("refused");
      const second = await openStore({ url, migrate: false });
      expect(await second.get(resource)).toBeUndefined();
      await second.close();
      return inserted;
    });
    await first.close();
    const again = await openStore({ url: `file:${url}` });
    expect(await again.get(resource)).toEqual(stored);
    await again.close();
  });

  it("makes the folder of its file, for its owner alone", async () => {
    const url = join(folder, "deep/er/store.db");
    await (await openStore({ url })).close();
    expect(statSync(join(folder, "deep/er")).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, "deep/er"))).toEqual(["store.db"]);
  });

  it.each([
    ["a folder", (path: string) => mkdirSync(path)],
    ["a file that is no database", (path: string) => writeFileSync(path, "text".repeat(500))],
  ])("says so when its file is %s", async (what, make) => {
    const url = join(folder, what);
    make(url);
    await expect(openStore({ url })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      reason: "STORE_UNAVAILABLE",
      message: expect.stringMatching(`^The database ${url} can't be opened: .+\\.$`) as string,
    });
  });

  it("is refused at a place that is none", async () => {
    await expect(openStore({ url: "mysql://h/d" })).rejects.toMatchObject({
      reason: "INVALID_STORE_URL",
    });
  });

  it("works on after SQLite has rolled back by itself, as it does when the disk is full", async () => {
    const url = join(folder, "full.db");
    const store = await openStore({ url });
    const other = new DatabaseSync(url);
    other.exec(`create trigger full before insert on fulfillkit_resources when new.name = 'big'
      begin select raise(rollback, 'as if the disk were full'); end`);
    other.close();
    const big = { ...resource, name: "big" };
    await expect(store.transaction((writer) => writer.insert(big))).rejects.toMatchObject({
      code: "INTERNAL",
    });
    await store.transaction((writer) => writer.insert(resource));
    expect(await store.count(resource)).toBe(1);
    await store.close();
  });
});

describe("a plan", () => {
  it("leaves a file that is missing, missing", async () => {
    const url = join(folder, "missing.db");
    const report = await migrate({ url, plan: true });
    expect(report).toMatchObject({ place: url, planned: true, from: 0 });
    expect(report.summary).toContain(url);
    expect(existsSync(url)).toBe(false);
  });
});

describe("the path of a store", () => {
  it.each([
    ["store.db", resolve("store.db")],
    ["file:/var/store.db", "/var/store.db"],
    ["memory:", undefined],
    ["postgres://h/d", undefined],
  ])("of %s is %s", (url, path) => {
    expect(embeddedPath(url)).toBe(path);
  });
});

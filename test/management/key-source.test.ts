import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newKeyRing, parseKeyRing } from "../../src/management/key-ring.ts";
import { loadKeyRing } from "../../src/management/key-source.ts";

let folder: string;
let store: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-keys-"));
  store = join(folder, "agents.db");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const none = { code: "FAILED_PRECONDITION", reason: "NO_SECRET_KEYS" };
const text = newKeyRing();

describe("the keys of a store", () => {
  it("are those of the text, then of the file, then of the file beside the database", async () => {
    const [beside, elsewhere] = [newKeyRing(), newKeyRing()];
    const keyFile = join(folder, "elsewhere");
    await writeFile(`${store}.keys`, beside);
    await writeFile(keyFile, elsewhere);
    expect(await loadKeyRing({ store })).toEqual(parseKeyRing(beside));
    expect(await loadKeyRing({ store, keyFile })).toEqual(parseKeyRing(elsewhere));
    expect(await loadKeyRing({ store, keyFile, keys: text })).toEqual(parseKeyRing(text));
    expect(await loadKeyRing({ store: "postgres://h/d", keyFile })).toEqual(
      parseKeyRing(elsewhere),
    );
  });

  it("are made for an embedded database, for its owner alone, by the first of several", async () => {
    const rings = await Promise.all([1, 2, 3].map(() => loadKeyRing({ store, make: true })));
    for (const ring of rings)
      expect(ring).toEqual(parseKeyRing(await readFile(`${store}.keys`, "utf8")));
    expect((await stat(`${store}.keys`)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["agents.db.keys"]);
  });

  it("are made anew each time for a store in memory", async () => {
    const first = await loadKeyRing({ store: "memory:", make: true });
    expect(await loadKeyRing({ store: "memory:", make: true })).not.toEqual(first);
  });

  it.each([
    ["a file", "agents.db"],
    ["memory", "memory:"],
  ])("are not made for a store in %s unless that is asked for", async (_, url) => {
    const named = url === "memory:" ? url : store;
    await expect(loadKeyRing({ store: named })).rejects.toMatchObject(none);
    expect(await readdir(folder)).toEqual([]);
  });

  it("are never made for a shared database", async () => {
    const shared = { store: "postgres://h/d", make: true };
    await expect(loadKeyRing(shared)).rejects.toMatchObject(none);
    const keyFile = join(folder, "missing");
    await expect(loadKeyRing({ ...shared, keyFile })).rejects.toMatchObject({
      ...none,
      message: `The key file ${keyFile} can't be read: there is none.`,
    });
  });

  it("are refused where a line is none", async () => {
    await expect(loadKeyRing({ store, keys: "k1 short" })).rejects.toThrow(TypeError);
  });
});

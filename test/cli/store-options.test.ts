import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CommandError } from "../../src/cli/failure.ts";
import { UsageError } from "../../src/cli/options.ts";
import { databaseOf, ringOf, withStore } from "../../src/cli/store-options.ts";
import { newKeyRing } from "../../src/management/key-ring.ts";
import type { Store } from "../../src/storage/index.ts";

let cwd: string;
let url: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "fulfillkit-test-"));
  url = join(cwd, "store.db");
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

describe("the database of a command", () => {
  it.each([{}, { store: "memory:" }])("has to outlive it: not %j", (values) => {
    expect(() => databaseOf(values)).toThrow(UsageError);
  });

  it("is the one that is given", () => {
    expect(databaseOf({ store: "a.db" })).toBe("a.db");
  });

  it("is made where that is wanted alone, and closed whatever happens", async () => {
    const missing = withStore({ url }, async () => "open");
    await expect(missing).rejects.toThrow(CommandError);
    expect(existsSync(url)).toBe(false);
    let kept: Store | undefined;
    const failing = withStore({ url, make: true }, async (store) => {
      kept = store;
      throw new Error("work failed");
    });
    await expect(failing).rejects.toThrow("work failed");
    await expect(kept?.count({ kind: "k", parent: "p" })).rejects.toThrow();
    expect(await withStore({ url }, async (again) => again.count({ kind: "k", parent: "p" }))).toBe(
      0,
    );
  });
});

describe("the keys of a database", () => {
  it("are in a file below the folder that the command runs in", async () => {
    await writeFile(join(cwd, "keys"), newKeyRing().replace("k1", "mine"));
    const ring = await ringOf({ "key-file": "keys" }, { cwd }, { url: "postgres://h/d" });
    expect(ring.newest.id).toBe("mine");
  });

  it("are made beside a file where that is wanted alone", async () => {
    await expect(ringOf({}, { cwd }, { url })).rejects.toMatchObject({ reason: "NO_SECRET_KEYS" });
    const { newest } = await ringOf({}, { cwd }, { url, make: true });
    expect((await ringOf({}, { cwd }, { url })).newest.bytes).toEqual(newest.bytes);
  });

  it("lie beside no shared database", async () => {
    await expect(ringOf({}, { cwd }, { url: "postgres://h/d", make: true })).rejects.toThrow(
      UsageError,
    );
  });

  it("are refused with the line that is none", async () => {
    await writeFile(`${url}.keys`, "k1 short");
    const ring = ringOf({}, { cwd }, { url });
    await expect(ring).rejects.toThrow(CommandError);
    await expect(ring).rejects.toThrow(/^Line 1 of the key ring is no key/);
  });
});

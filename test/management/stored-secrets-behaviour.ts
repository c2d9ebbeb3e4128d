/** How secrets are kept by name, on whatever database. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DispatchFailure } from "../../src/dispatch/failure.ts";
import { newKeyRing, parseKeyRing } from "../../src/management/key-ring.ts";
import { createSecretBox } from "../../src/management/secret-box.ts";
import {
  addSecret,
  deleteSecret,
  listSecrets,
  secretVersionKind,
  storedSecrets,
} from "../../src/management/stored-secrets.ts";
import type { Store } from "../../src/storage/index.ts";
import { openFresh, type Setting } from "../storage/setting.ts";

const ring = newKeyRing();
const secrets = createSecretBox(parseKeyRing(ring));
const password = "projects/p/secrets/crm-password";

/** The suite of secrets by name. */
export function storedSecretsBehaviour(setting: Setting): void {
  let store: Store;
  beforeEach(async () => {
    store = await openFresh(setting);
  });
  afterEach(() => store.close());

  const add = (name: string, value: string): ReturnType<typeof addSecret> =>
    addSecret({ store, secrets }, { name, value });
  const resolve = (name: string): Promise<string | undefined> =>
    storedSecrets(store, secrets).resolve(name);
  const names = async (): Promise<readonly string[]> =>
    (await listSecrets(store)).map(({ name }) => name);

  describe("secrets by name", () => {
    it("are found by their versions, and the newest as latest", async () => {
      expect((await add(password, "one")).name).toBe(`${password}/versions/1`);
      expect((await add(password, "two")).name).toBe(`${password}/versions/2`);
      await add("projects/p/secrets/other", "three");
      expect(await resolve(`${password}/versions/1`)).toBe("one");
      expect(await resolve(`${password}/versions/2`)).toBe("two");
      expect(await resolve(`${password}/versions/latest`)).toBe("two");
    });

    it.each([
      ["another version", `${password}/versions/2`],
      ["another alias", `${password}/versions/newest`],
      ["another project", "projects/q/secrets/crm-password/versions/1"],
      ["the latest of another secret", "projects/p/secrets/crm/versions/latest"],
      ["what is no version's name", password],
    ])("are not found by %s", async (_, name) => {
      await add(password, "one");
      expect(await resolve(name)).toBeUndefined();
    });

    it("come back as they were, to the letter", async () => {
      const text = fc.string({ unit: "binary", minLength: 1, maxLength: 200 });
      await fc.assert(
        fc.asyncProperty(text, async (value) => {
          // Halves of surrogate pairs are no UTF-8, so no file and no pipe can bring them.
          fc.pre(value.isWellFormed());
          const { name } = await add(password, value);
          expect(await resolve(name)).toBe(value);
        }),
        { numRuns: 25, examples: [["line\r\n"], ["\uFEFFmarked"], ["\0"]] },
      );
    });

    it("are sealed where they lie", async () => {
      const { name } = await add(password, "plain text");
      const stored = await store.get({ kind: secretVersionKind, name });
      expect(Object.keys(stored?.body ?? {})).toEqual(["sealed"]);
      expect(JSON.stringify(stored)).not.toContain("plain text");
    });

    it("take the number that is wanted, if it is above all before, and go on from there", async () => {
      expect((await add(`${password}/versions/7`, "seven")).name).toBe(`${password}/versions/7`);
      expect((await add(password, "eight")).name).toBe(`${password}/versions/8`);
      for (const number of [7, 8, 3])
        await expect(add(`${password}/versions/${number}`, "again")).rejects.toMatchObject({
          code: "ALREADY_EXISTS",
          reason: "NAME_TAKEN",
          message: expect.stringContaining("9 is the next") as string,
        });
      expect(await resolve(`${password}/versions/latest`)).toBe("eight");
    });

    it("get numbers of their own from many who add at once", async () => {
      const values = Array.from({ length: 12 }, (_, index) => `value ${index}`);
      const added = await Promise.all(values.map((value) => add(password, value)));
      expect(new Set(added.map(({ name }) => name)).size).toBe(values.length);
      const found = await Promise.all(added.map(({ name }) => resolve(name)));
      expect(found).toEqual(values);
    });

    it.each([
      ["latest", `${password}/versions/latest`],
      ["version 0", `${password}/versions/0`],
      ["a number with a zero before it", `${password}/versions/07`],
      ["a path out of the project", "projects/p/secrets/../x"],
      ["nothing of the form", "crm-password"],
    ])("are not added under %s", async (_, name) => {
      await expect(add(name, "x")).rejects.toMatchObject({ reason: "INVALID_RESOURCE_NAME" });
      expect(await names()).toEqual([]);
    });

    it.each([
      ["nothing", "", 0],
      ["a byte more than 64 KiB", `${"é".repeat(32_768)}x`, 65_537],
    ])("can't be %s", async (_, value, bytes) => {
      await expect(add(password, value)).rejects.toMatchObject({
        reason: "INVALID_RESOURCE",
        violations: [
          { field: "value", description: expect.stringContaining(`${bytes}`) as string },
        ],
      });
      expect(await names()).toEqual([]);
    });

    it("may have 64 KiB", async () => {
      const { name } = await add(password, "x".repeat(65_536));
      expect(await resolve(name)).toHaveLength(65_536);
    });
  });

  describe("the list of secrets", () => {
    it("has all of them by name and number with their times, and no value", async () => {
      for (let index = 0; index < 11; index += 1) await add(password, `value ${index}`);
      await add("projects/a/secrets/z", "first");
      const listed = await listSecrets(store);
      expect(listed.map(({ name }) => name)).toEqual([
        "projects/a/secrets/z/versions/1",
        ...Array.from({ length: 11 }, (_, index) => `${password}/versions/${index + 1}`),
      ]);
      for (const version of listed) {
        expect(Object.keys(version).toSorted()).toEqual(["createTime", "name"]);
        expect(version.createTime).toBeInstanceOf(Date);
      }
    });
  });

  describe("deleting", () => {
    it("a version leaves the others, and gives its number to none", async () => {
      await add(password, "one");
      await add(password, "two");
      expect(await deleteSecret(store, `${password}/versions/2`)).toBe(1);
      expect(await resolve(`${password}/versions/2`)).toBeUndefined();
      expect(await resolve(`${password}/versions/latest`)).toBe("one");
      expect((await add(password, "three")).name).toBe(`${password}/versions/3`);
    });

    it("a secret takes all its versions, and leaves others alone", async () => {
      await add(password, "one");
      await add(password, "two");
      await add(`${password}-2`, "other");
      expect(await deleteSecret(store, password)).toBe(2);
      expect(await names()).toEqual([`${password}-2/versions/1`]);
      expect(await resolve(`${password}/versions/latest`)).toBeUndefined();
      expect((await add(password, "again")).name).toBe(`${password}/versions/1`);
    });

    it.each([
      ["a version that is not there", `${password}/versions/2`, "RESOURCE_NOT_FOUND"],
      ["a secret that is not there", `${password}-2`, "RESOURCE_NOT_FOUND"],
      ["an alias", `${password}/versions/latest`, "INVALID_RESOURCE_NAME"],
    ])("is refused for %s", async (_, name, reason) => {
      await add(password, "one");
      await expect(deleteSecret(store, name)).rejects.toMatchObject({ reason });
      expect(await names()).toEqual([`${password}/versions/1`]);
    });
  });

  describe("a stored secret that can't be opened", () => {
    const failure = async (box: ReturnType<typeof createSecretBox>, name: string) => {
      const thrown: unknown = await storedSecrets(store, box)
        .resolve(name)
        .catch((error: unknown) => error);
      expect(DispatchFailure.is(thrown) && thrown.kind).toBe("credentials");
      return String(thrown);
    };

    it("names the key that is missing", async () => {
      const { name } = await add(password, "one");
      const other = createSecretBox(parseKeyRing(newKeyRing().replace("k1", "k2")));
      expect(await failure(other, name)).toContain(
        `The stored secret ${name} can't be opened: the key k1 that sealed it is not in the key ring.`,
      );
    });

    it("is told where it was moved to another name", async () => {
      const { name } = await add(password, "one");
      const { body = {} } = (await store.get({ kind: secretVersionKind, name })) ?? {};
      const moved = `${password}/versions/9`;
      const resource = { kind: secretVersionKind, name: moved, parent: password, body };
      await store.transaction((writer) => writer.insert(resource));
      expect(await failure(secrets, moved)).toContain("it was changed, or sealed with another key");
    });
  });
}

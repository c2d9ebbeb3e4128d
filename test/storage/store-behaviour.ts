/** How a store has to behave, on whatever database: what is written, what is refused, how lists go. */
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "@bufbuild/protobuf";
import type { NewResource, Store, StoredResource } from "../../src/storage/index.ts";
import { openFresh, type Setting, steppingClock } from "./setting.ts";

/** A webhook under the agent `a`, with what a case is about. */
function webhook(name: string, more: Partial<NewResource> = {}): NewResource {
  return { kind: "webhook", name, parent: "a", body: {}, ...more };
}

/** The suite of all single operations. */
export function storeBehaviour(setting: Setting): void {
  let store: Store;
  const open = (): void => {
    beforeAll(async () => {
      store = await openFresh(setting, { clock: steppingClock() });
    });
    beforeEach(() => store.transaction(clear));
    afterAll(() => store.close());
  };
  const insert = (resource: NewResource): Promise<StoredResource> =>
    store.transaction((writer) => writer.insert(resource));
  const names = async (query: Parameters<Store["list"]>[0]): Promise<readonly string[]> =>
    (await store.list(query)).map(({ name }) => name);

  describe("insert and get", () => {
    open();

    it("give back what was stored, with a sequence, an etag and times", async () => {
      const inserted = await insert(webhook("w", { displayName: "W", body: { uri: "https://x" } }));
      expect(inserted).toEqual({
        ...webhook("w", { displayName: "W", body: { uri: "https://x" } }),
        sequence: expect.any(Number) as number,
        etag: expect.stringMatching(/^[\w-]{16}$/) as string,
        createTime: inserted.updateTime,
        updateTime: expect.any(Date) as Date,
      });
      expect(await store.get({ kind: "webhook", name: "w" })).toEqual(inserted);
    });

    it("know a name only with its kind", async () => {
      await insert(webhook("w"));
      expect(await store.get({ kind: "environment", name: "w" })).toBeUndefined();
      expect(await store.get({ kind: "webhook", name: "W" })).toBeUndefined();
    });

    it("keep any JSON to the letter", async () => {
      let count = 0;
      const bodies = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue());
      await fc.assert(
        fc.asyncProperty(bodies, async (given) => {
          const body = JSON.parse(JSON.stringify(given)) as JsonObject;
          const name = `json-${(count += 1)}`;
          expect((await insert(webhook(name, { body }))).body).toEqual(body);
          expect((await store.get({ kind: "webhook", name }))?.body).toEqual(body);
        }),
        { numRuns: 50, examples: [[{ "\0": "\0\ud83d\ude00", n: -1e-7 }]] },
      );
    });

    it("keep a member called __proto__ as data", async () => {
      const body = JSON.parse('{"__proto__": {"polluted": true}}') as JsonObject;
      await insert(webhook("w", { body }));
      const stored = await store.get({ kind: "webhook", name: "w" });
      expect(Object.keys(stored?.body ?? {})).toEqual(["__proto__"]);
      expect(({} as JsonObject)["polluted"]).toBeUndefined();
    });

    it.each([
      ["a name", { name: "n".repeat(1001) }, "name"],
      ["a parent", { parent: "\u00e9".repeat(501) }, "parent"],
      ["a display name", { displayName: "d".repeat(1001) }, "displayName"],
      ["a reference", { references: ["ok", "r".repeat(1001)] }, "references"],
      ["a name with U+0000", { name: "a\0b" }, "name"],
    ])("refuse %s that a database could not index", async (_, more, field) => {
      await expect(insert(webhook("w", more))).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        reason: "INVALID_NAME",
        violations: [{ field }],
      });
    });

    it("take names of 1,000 bytes that nothing can be squeezed out of", async () => {
      const text = (first: number): string =>
        Array.from({ length: 1000 }, (_, index) =>
          String.fromCharCode(33 + ((index * index * 7 + index * first) % 90)),
        ).join("");
      const long = { name: text(1), parent: text(2), displayName: text(3), references: [text(4)] };
      await insert(webhook("", long));
      expect(await store.referrers(text(4))).toEqual([{ kind: "webhook", name: text(1) }]);
    });
  });

  describe("unique names", () => {
    open();
    beforeEach(() => insert(webhook("taken", { displayName: "Taken" })));

    it.each([
      ["a name twice", webhook("taken", { parent: "b" }), "NAME_TAKEN"],
      [
        "a display name twice under a parent",
        webhook("w", { displayName: "Taken" }),
        "DISPLAY_NAME_TAKEN",
      ],
    ])("refuse %s", async (_, resource, reason) => {
      await expect(insert(resource)).rejects.toMatchObject({ code: "ALREADY_EXISTS", reason });
    });

    it.each([
      ["the same name in another kind", webhook("taken", { kind: "flow" })],
      [
        "the same display name under another parent",
        webhook("w", { parent: "b", displayName: "Taken" }),
      ],
      [
        "the same display name in another kind",
        webhook("w", { kind: "flow", displayName: "Taken" }),
      ],
      ["the display name in another case", webhook("w", { displayName: "taken" })],
    ])("take %s", async (_, resource) => {
      await expect(insert(resource)).resolves.toMatchObject({ name: resource.name });
    });

    it("let any number of resources be without a display name", async () => {
      await insert(webhook("x"));
      await insert(webhook("y"));
      expect(await store.count({ kind: "webhook", parent: "a" })).toBe(3);
    });

    it("refuse an update to a display name that is taken", async () => {
      await insert(webhook("w", { displayName: "W" }));
      const update = { ...webhook("w"), displayName: "Taken" };
      await expect(store.transaction((writer) => writer.update(update))).rejects.toMatchObject({
        code: "ALREADY_EXISTS",
        reason: "DISPLAY_NAME_TAKEN",
      });
    });

    it("are free again after a deletion", async () => {
      await store.transaction((writer) => writer.delete({ kind: "webhook", name: "taken" }));
      await expect(insert(webhook("taken", { displayName: "Taken" }))).resolves.toBeDefined();
    });
  });

  describe("update", () => {
    open();
    const key = { kind: "webhook", name: "w" };

    it("writes the body, a new etag and the time, and leaves the rest", async () => {
      const before = await insert(webhook("w", { displayName: "W", references: ["r"] }));
      const after = await store.transaction((writer) => writer.update({ ...key, body: { b: 1 } }));
      expect(after).toEqual({
        ...before,
        body: { b: 1 },
        etag: after.etag,
        updateTime: after.updateTime,
      });
      expect(after.etag).not.toBe(before.etag);
      expect(after.updateTime.getTime()).toBeGreaterThan(before.updateTime.getTime());
      expect(await store.get(key)).toEqual(after);
      expect(await store.referrers("r")).toEqual([key]);
    });

    it("replaces the display name and the references that are given", async () => {
      await insert(webhook("w", { displayName: "W", references: ["r", "s"] }));
      const update = { ...key, body: {}, displayName: "V", references: ["s", "t", "t"] };
      await store.transaction((writer) => writer.update(update));
      expect(await store.get(key)).toMatchObject({ displayName: "V" });
      expect(await store.referrers("r")).toEqual([]);
      expect(await store.referrers("s")).toEqual([key]);
      expect(await store.referrers("t")).toEqual([key]);
    });

    it("can leave the time as it is, and gives another etag all the same", async () => {
      const before = await insert(webhook("w"));
      const update = { ...key, body: { b: 1 }, keepUpdateTime: true };
      const after = await store.transaction((writer) => writer.update(update));
      expect(after).toEqual({ ...before, body: { b: 1 }, etag: after.etag });
      expect(after.etag).not.toBe(before.etag);
    });

    it("goes through with the right etag, and is ABORTED with any other", async () => {
      const { etag } = await insert(webhook("w"));
      const update = (body: JsonObject): Promise<StoredResource> =>
        store.transaction((writer) => writer.update({ ...key, body, etag }));
      await expect(update({ n: 1 })).resolves.toMatchObject({ body: { n: 1 } });
      await expect(update({ n: 2 })).rejects.toMatchObject({
        code: "ABORTED",
        reason: "ETAG_MISMATCH",
      });
      expect(await store.get(key)).toMatchObject({ body: { n: 1 } });
    });

    it.each([undefined, "some-etag"])("of nothing is NOT_FOUND, with the etag %s", async (etag) => {
      const update = { ...key, body: {}, ...(etag !== undefined && { etag }) };
      await expect(store.transaction((writer) => writer.update(update))).rejects.toMatchObject({
        code: "NOT_FOUND",
        reason: "RESOURCE_NOT_FOUND",
      });
    });
  });

  describe("delete", () => {
    open();
    const key = { kind: "webhook", name: "w" };
    const remove = (etag?: string): Promise<boolean> =>
      store.transaction((writer) => writer.delete({ ...key, ...(etag !== undefined && { etag }) }));

    it("says whether the resource was there", async () => {
      await insert(webhook("w"));
      expect(await remove()).toBe(true);
      expect(await remove()).toBe(false);
      expect(await remove("some-etag")).toBe(false);
      expect(await store.get(key)).toBeUndefined();
    });

    it("keeps to the etag", async () => {
      const { etag } = await insert(webhook("w"));
      await expect(remove("other")).rejects.toMatchObject({ reason: "ETAG_MISMATCH" });
      expect(await remove(etag)).toBe(true);
    });

    it("takes the references that the resource holds along, and leaves those to it", async () => {
      await insert(webhook("w", { references: ["x"] }));
      await insert(webhook("v", { references: ["w"] }));
      await remove();
      expect(await store.referrers("x")).toEqual([]);
      expect(await store.referrers("w")).toEqual([{ kind: "webhook", name: "v" }]);
    });

    it("takes all children of a kind along, and only those", async () => {
      for (const [name, kind, parent] of [
        ["1", "result", "e"],
        ["2", "result", "e"],
        ["3", "result", "f"],
        ["4", "deployment", "e"],
      ] as const)
        await insert({ kind, name, parent, body: {}, references: ["r"] });
      const query = { kind: "result", parent: "e" };
      expect(await store.transaction((writer) => writer.deleteChildren(query))).toBe(2);
      expect(await store.transaction((writer) => writer.deleteChildren(query))).toBe(0);
      expect((await store.referrers("r")).map(({ name }) => name)).toEqual(["3", "4"]);
    });
  });

  describe("deleteOldest", () => {
    open();
    const children = { kind: "webhook", parent: "a" };
    beforeEach(async () => {
      for (const name of ["c", "a", "b"]) await insert(webhook(name, { references: ["r"] }));
      await insert(webhook("elsewhere", { parent: "b" }));
      await insert(webhook("other", { kind: "flow" }));
    });

    it.each([
      ["all but one", 1, ["b"]],
      ["all but two", 2, ["a", "b"]],
      ["none where there are just as many", 3, ["c", "a", "b"]],
      ["none where there are fewer", 100, ["c", "a", "b"]],
      ["all", 0, []],
    ])("takes %s, the first created first", async (_, keep, left) => {
      const gone = await store.transaction((writer) => writer.deleteOldest({ ...children, keep }));
      expect(gone).toBe(3 - left.length);
      expect(await names({ ...children, limit: 10 })).toEqual(left);
      expect((await store.referrers("r")).map(({ name }) => name)).toEqual(left);
      expect(await store.count({ ...children, parent: "b" })).toBe(1);
      expect(await store.count({ ...children, kind: "flow" })).toBe(1);
    });

    it("takes any number", async () => {
      await store.transaction(async (writer) => {
        for (let index = 0; index < 1200; index += 1) await writer.insert(webhook(`w${index}`));
      });
      const deleted = store.transaction((writer) => writer.deleteOldest({ ...children, keep: 2 }));
      expect(await deleted).toBe(1201);
      expect(await names({ ...children, limit: 10 })).toEqual(["w1198", "w1199"]);
    });

    it("counts what its own transaction has inserted", async () => {
      await store.transaction(async (writer) => {
        await writer.insert(webhook("d"));
        expect(await writer.deleteOldest({ ...children, keep: 2 })).toBe(2);
      });
      expect(await names({ ...children, limit: 10 })).toEqual(["b", "d"]);
    });
  });

  describe("scan", () => {
    open();
    const scanned = async (limit: number): Promise<readonly (readonly string[])[]> => {
      const pages: (readonly string[])[] = [];
      for (let after: string | undefined; ;) {
        const position = after === undefined ? {} : { after };
        const page = await store.scan({ kind: "webhook", limit, ...position });
        if (page.length === 0) return pages;
        pages.push(page.map(({ name }) => name));
        after = page.at(-1)?.name;
      }
    };

    it("gives all resources of a kind by name, under whatever parent", async () => {
      for (const [name, parent] of [
        ["c", "a"],
        ["a", "b"],
        ["d", "e"],
        ["b", "a"],
      ] as const)
        await insert(webhook(name, { parent }));
      await insert(webhook("other", { kind: "flow" }));
      expect(await scanned(3)).toEqual([["a", "b", "c"], ["d"]]);
      expect(await store.scan({ kind: "nothing", limit: 3 })).toEqual([]);
      const [first] = await store.scan({ kind: "webhook", limit: 1 });
      expect(first).toEqual(await store.get({ kind: "webhook", name: "a" }));
    });

    it("meets any names once, in pages of any size", async () => {
      const given = fc.uniqueArray(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), {
        maxLength: 30,
      });
      await fc.assert(
        fc.asyncProperty(given, fc.integer({ min: 1, max: 7 }), async (some, limit) => {
          const storable = some.filter((name) => !name.includes("\0"));
          await store.transaction(async (writer) => {
            await clear(writer);
            for (const name of storable) await writer.insert(webhook(name));
          });
          const found = (await scanned(limit)).flat();
          expect(found.toSorted()).toEqual(storable.toSorted());
        }),
        { numRuns: 20 },
      );
    });
  });

  describe("references", () => {
    open();

    it("can be many, and are told from the oldest referrer on", async () => {
      const references = Array.from({ length: 1200 }, (_, index) => `target-${index}`);
      await insert(webhook("b", { references }));
      await insert(webhook("a", { references: ["target-1199"] }));
      expect(await store.referrers("target-1199")).toEqual([
        { kind: "webhook", name: "b" },
        { kind: "webhook", name: "a" },
      ]);
      expect(await store.referrers("target-1200")).toEqual([]);
    });
  });

  describe("list and count", () => {
    open();
    beforeEach(async () => {
      for (const name of ["c", "a", "b"]) await insert(webhook(name));
      await insert(webhook("elsewhere", { parent: "b" }));
      await insert(webhook("other", { kind: "flow" }));
    });
    const query = { kind: "webhook", parent: "a" };

    it("go by creation, either way, within one kind and parent", async () => {
      expect(await names({ ...query, limit: 10 })).toEqual(["c", "a", "b"]);
      expect(await names({ ...query, limit: 10, newestFirst: true })).toEqual(["b", "a", "c"]);
      expect(await names({ ...query, parent: "nobody", limit: 10 })).toEqual([]);
      expect(await store.count(query)).toBe(3);
      expect(await store.count({ ...query, kind: "nothing" })).toBe(0);
    });

    it.each([false, true])("go on after a sequence; newest first: %s", async (newestFirst) => {
      const [first] = await store.list({ ...query, limit: 1, newestFirst });
      const rest = await names({ ...query, limit: 10, newestFirst, after: first?.sequence ?? 0 });
      expect(rest).toEqual(newestFirst ? ["a", "c"] : ["a", "b"]);
    });

    it("never give a sequence twice, even when the newest resource is gone", async () => {
      const { sequence } = await insert(webhook("gone"));
      await store.transaction((writer) => writer.delete({ kind: "webhook", name: "gone" }));
      expect((await insert(webhook("new"))).sequence).toBeGreaterThan(sequence);
    });
  });
}

/** Empties the store, as its users could. */
async function clear(writer: Parameters<Parameters<Store["transaction"]>[0]>[0]): Promise<void> {
  for (const kind of ["webhook", "flow", "result", "deployment"])
    for (const parent of ["a", "b", "e", "f"]) await writer.deleteChildren({ kind, parent });
}

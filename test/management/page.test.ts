import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WebhookError } from "../../src/errors.ts";
import { newKeyRing, parseKeyRing } from "../../src/management/key-ring.ts";
import { pageSize, readPage, type PageQuery, type PageSource } from "../../src/management/page.ts";
import { createSecretBox } from "../../src/management/secret-box.ts";
import { openStore, type Store } from "../../src/storage/index.ts";
import { newSecretBox } from "./fixture.ts";

const limits = { standard: 3, max: 5 };
const query: PageQuery = { kind: "thing", parent: "p", limits };

let store: Store;
let source: PageSource;

beforeAll(async () => {
  store = await openStore();
  source = { store, secrets: newSecretBox() };
  for (const parent of ["p", "q"])
    for (let index = 0; index < 12; index++)
      await store.transaction((writer) =>
        writer.insert({ kind: "thing", name: `${parent}/${index}`, parent, body: {} }),
      );
});

afterAll(async () => {
  await store.close();
});

/** All pages of a query, as names. */
async function pagesOf(pageSizes: number, of: PageQuery = query): Promise<string[][]> {
  const pages: string[][] = [];
  let pageToken = "";
  do {
    const page = await readPage(source, { pageSize: pageSizes, pageToken }, of);
    pages.push(page.resources.map(({ name }) => name));
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return pages;
}

const names = Array.from({ length: 12 }, (_, index) => `p/${index}`);

describe("pages", () => {
  it("after one another hold every resource once and in order, whatever their size", async () => {
    for (const size of [0, 1, 2, 3, 4, 5, 6, 100]) {
      const pages = await pagesOf(size);
      expect(pages.flat()).toEqual(names);
      const full = pageSize(size, limits);
      expect(pages.slice(0, -1).every((page) => page.length === full)).toBe(true);
    }
  });

  it("begin with the newest where that is asked for", async () => {
    expect((await pagesOf(4, { ...query, newestFirst: true })).flat()).toEqual(names.toReversed());
  });

  it("may change their size on the way", async () => {
    const first = await readPage(source, { pageSize: 2, pageToken: "" }, query);
    const rest = { pageSize: 4, pageToken: first.nextPageToken };
    const second = await readPage(source, rest, query);
    expect(second.resources.map(({ name }) => name)).toEqual(names.slice(2, 6));
  });

  it("leave out nothing when the last resource shown is deleted meanwhile", async () => {
    const other = { ...query, parent: "q" };
    const first = await readPage(source, { pageSize: 2, pageToken: "" }, other);
    await store.transaction((writer) => writer.delete({ kind: "thing", name: "q/1" }));
    const rest = { pageSize: 2, pageToken: first.nextPageToken };
    const second = await readPage(source, rest, other);
    expect(second.resources.map(({ name }) => name)).toEqual(["q/2", "q/3"]);
  });
});

describe("a page's size", () => {
  it.each([
    [0, 3, "0 stands for the standard"],
    [1, 1, "the smallest"],
    [5, 5, "the largest"],
    [6, 5, "more than the maximum is the maximum"],
    [2_147_483_647, 5, "even the largest number"],
  ])("of %i is %i: %s", (requested, size) => {
    expect(pageSize(requested, limits)).toBe(size);
  });

  it("is not negative", () => {
    expect(() => pageSize(-1, limits)).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT", reason: "INVALID_PAGE_SIZE" }),
    );
  });
});

describe("a page token", () => {
  const refusal = expect.objectContaining({
    code: "INVALID_ARGUMENT",
    reason: "INVALID_PAGE_TOKEN",
  }) as WebhookError;

  const tokenOf = async (of: PageQuery): Promise<string> =>
    (await readPage(source, { pageSize: 1, pageToken: "" }, of)).nextPageToken;

  it.each<[string, PageQuery]>([
    ["another parent", { ...query, parent: "q" }],
    ["another filter", { ...query, filter: "environment=draft" }],
    ["another order", { ...query, newestFirst: true }],
    ["another kind", { ...query, kind: "other" }],
  ])("is not good for %s", async (_, other) => {
    const pageToken = await tokenOf(query);
    await expect(readPage(source, { pageSize: 1, pageToken }, other)).rejects.toEqual(refusal);
  });

  it("is refused when one bit of it is changed", async () => {
    const bytes = Buffer.from(await tokenOf(query), "base64url");
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length * 8 - 1 }), async (bit) => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        const pageToken = changed.toString("base64url");
        await expect(readPage(source, { pageSize: 1, pageToken }, query)).rejects.toEqual(refusal);
      }),
    );
  });

  it("is refused when it is any other text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), async (pageToken) => {
        await expect(readPage(source, { pageSize: 1, pageToken }, query)).rejects.toEqual(refusal);
      }),
    );
    for (const pageToken of ["1", `${await tokenOf(query)}=`, `${await tokenOf(query)}AAAA`])
      await expect(readPage(source, { pageSize: 1, pageToken }, query)).rejects.toEqual(refusal);
  });

  it("of another server is refused, and one from before a new key is not", async () => {
    const old = newKeyRing();
    const before = { store, secrets: createSecretBox(parseKeyRing(old)) };
    const { nextPageToken } = await readPage(before, { pageSize: 1, pageToken: "" }, query);
    const rest = { pageSize: 1, pageToken: nextPageToken };
    await expect(readPage(source, rest, query)).rejects.toEqual(refusal);
    const rotated = `${old}${newKeyRing().replace("k1", "k2")}`;
    const after = { store, secrets: createSecretBox(parseKeyRing(rotated)) };
    const page = await readPage(after, rest, query);
    expect(page.resources.map(({ name }) => name)).toEqual(["p/1"]);
  });
});

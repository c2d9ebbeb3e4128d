import { describe, expect, it } from "vitest";
import { pagedList } from "../../src/client/pages.ts";
import { collect } from "./fixture.ts";

interface Page {
  readonly items: readonly number[];
  readonly nextPageToken: string;
}

describe("pagedList", () => {
  it("begins anew with every iteration, and passes over empty pages", async () => {
    const tokens: string[] = [];
    const pages: Record<string, Page> = {
      "": { items: [1], nextPageToken: "a" },
      a: { items: [], nextPageToken: "b" },
      b: { items: [2, 3], nextPageToken: "" },
    };
    const list = pagedList<number, Page>({
      async fetch(token) {
        tokens.push(token);
        return pages[token] ?? { items: [], nextPageToken: "" };
      },
      items: ({ items }) => items,
    });
    expect([await collect(list), await collect(list)]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(tokens).toEqual(["", "a", "b", "", "a", "b"]);
  });

  it("refuses to go round in circles", async () => {
    const list = pagedList<number, Page>({
      fetch: async () => ({ items: [1], nextPageToken: "again" }),
      items: ({ items }) => items,
    });
    await expect(collect(list)).rejects.toMatchObject({ code: "INTERNAL" });
  });
});

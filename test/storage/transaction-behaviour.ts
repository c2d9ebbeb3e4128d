/** How transactions have to behave, on whatever database: whole or not at all, and one after another where they meet. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { NewResource, Store, StoreWriter } from "../../src/storage/index.ts";
import { openFresh, type Setting } from "./setting.ts";

const webhook = (name: string, more: Partial<NewResource> = {}): NewResource => ({
  kind: "webhook",
  name,
  parent: "a",
  body: {},
  ...more,
});
const children = { kind: "webhook", parent: "a" };

/** How many of the outcomes succeeded, and the reasons of the others. */
async function outcomes(
  attempts: readonly Promise<unknown>[],
): Promise<{ readonly won: number; readonly reasons: readonly unknown[] }> {
  const settled = await Promise.allSettled(attempts);
  const lost = settled.filter((each) => each.status === "rejected");
  return {
    won: settled.length - lost.length,
    reasons: [...new Set(lost.map(({ reason }) => (reason as { reason?: unknown }).reason))],
  };
}

const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** The suite of transactions within one process. */
export function transactionBehaviour(setting: Setting): void {
  let store: Store;
  beforeEach(async () => {
    store = await openFresh(setting);
  });
  afterEach(() => store.close());

  describe("a transaction", () => {
    it("returns what its work returns, and sees what it wrote", async () => {
      const counts = await store.transaction(async (writer) => {
        await writer.insert(webhook("w", { references: ["r"] }));
        return [
          await writer.count(children),
          (await writer.list({ ...children, limit: 5 })).length,
          (await writer.referrers("r")).length,
          (await writer.get(webhook("w")))?.name,
        ];
      });
      expect(counts).toEqual([1, 1, 1, "w"]);
    });

    it("leaves nothing behind when its work throws, and throws the same", async () => {
      const stop = new Error("stop");
      const failing = store.transaction(async (writer) => {
        await writer.insert(webhook("w"));
        throw stop;
      });
      await expect(failing).rejects.toBe(stop);
      expect(await store.count(children)).toBe(0);
    });

    it("leaves nothing behind after a refused write, even if its work goes on", async () => {
      await store.transaction((writer) => writer.insert(webhook("w")));
      const failing = store.transaction(async (writer) => {
        await writer.insert(webhook("v"));
        await writer.insert(webhook("w")).catch(() => undefined);
        return "went on";
      });
      await expect(failing).rejects.toMatchObject({ reason: "NAME_TAKEN" });
      expect(await store.count(children)).toBe(1);
    });

    it("goes on after an update that found nothing, if its work does", async () => {
      await store.transaction(async (writer) => {
        await writer.update(webhook("w")).catch(() => undefined);
        await writer.insert(webhook("w"));
      });
      expect(await store.count(children)).toBe(1);
    });

    it("holds the writes that its work did not wait for", async () => {
      await store.transaction(async (writer) => {
        void writer.insert(webhook("v"));
        void writer.insert(webhook("w"));
      });
      expect(await store.count(children)).toBe(2);
    });

    it("fails with a write that its work did not wait for", async () => {
      const failing = store.transaction(async (writer) => {
        await writer.insert(webhook("w"));
        writer.insert(webhook("w")).catch(() => undefined);
      });
      await expect(failing).rejects.toMatchObject({ reason: "NAME_TAKEN" });
    });

    it("lends its writer only while it runs", async () => {
      let kept: StoreWriter | undefined;
      await store.transaction(async (writer) => void (kept = writer));
      await expect(kept?.count(children)).rejects.toThrow("The transaction is over");
    });

    it.each([
      ["a read", (): Promise<unknown> => store.get(webhook("w"))],
      ["another transaction", (): Promise<unknown> => store.transaction(async () => 1)],
    ])("refuses %s of the store within, which would wait for itself", async (_, use) => {
      await expect(store.transaction(use)).rejects.toThrow("with its writer, not with the store");
    });

    it("lets what it started use the store once it is over", async () => {
      let release = (): void => {};
      const over = new Promise<void>((resolve) => (release = resolve));
      const later = await store.transaction(async () => ({
        count: over.then(() => store.count(children)),
      }));
      release();
      expect(await later.count).toBe(0);
    });
  });

  describe("transactions at the same time", () => {
    it("give a name to exactly one", async () => {
      const attempts = times(20, () => store.transaction((writer) => writer.insert(webhook("w"))));
      expect(await outcomes(attempts)).toEqual({ won: 1, reasons: ["NAME_TAKEN"] });
    });

    it("let exactly one write what all have read", async () => {
      const { etag } = await store.transaction((writer) => writer.insert(webhook("w")));
      const attempts = times(20, (index) =>
        store.transaction((writer) => writer.update({ ...webhook("w"), body: { index }, etag })),
      );
      expect(await outcomes(attempts)).toEqual({ won: 1, reasons: ["ETAG_MISMATCH"] });
    });

    it("lose no change that follows from what they got", async () => {
      await store.transaction((writer) => writer.insert(webhook("w", { body: { n: 0 } })));
      await Promise.all(
        times(20, () =>
          store.transaction(async (writer) => {
            const { body } = (await writer.get(webhook("w"))) ?? webhook("none");
            await writer.update({ ...webhook("w"), body: { n: Number(body["n"]) + 1 } });
          }),
        ),
      );
      expect(await store.get(webhook("w"))).toMatchObject({ body: { n: 20 } });
    });

    it("keep a limit that follows from what they counted", async () => {
      await Promise.all(
        times(20, (index) =>
          store.transaction(async (writer) => {
            if ((await writer.count(children)) < 5) await writer.insert(webhook(`w${index}`));
          }),
        ),
      );
      expect(await store.count(children)).toBe(5);
    });

    it("never leave a reference to what another deletes", async () => {
      for (const round of times(20, String)) {
        const target = webhook(`w${round}`);
        await store.transaction((writer) => writer.insert(target));
        await Promise.all([
          store.transaction(async (writer) => {
            if (await writer.get(target))
              await writer.insert({ ...webhook(`e${round}`), references: [target.name] });
          }),
          store.transaction(async (writer) => {
            await writer.get(target);
            if ((await writer.referrers(target.name)).length === 0) await writer.delete(target);
          }),
        ]);
        const there = (await store.get(target)) !== undefined;
        expect((await store.referrers(target.name)).length > 0).toBe(there);
      }
    });

    it("all end, whatever the order in which they lock", async () => {
      await store.transaction(async (writer) => {
        for (const name of ["x", "y"]) await writer.insert(webhook(name, { body: { n: 0 } }));
      });
      const both = (order: readonly string[]): Promise<void> =>
        store.transaction(async (writer) => {
          for (const name of order) {
            const { body } = (await writer.get(webhook(name))) ?? webhook("none");
            await writer.update({ ...webhook(name), body: { n: Number(body["n"]) + 1 } });
          }
        });
      for (const _ of times(5, String)) await Promise.all([both(["x", "y"]), both(["y", "x"])]);
      expect(await store.get(webhook("x"))).toMatchObject({ body: { n: 10 } });
      expect(await store.get(webhook("y"))).toMatchObject({ body: { n: 10 } });
    });
  });

  describe("close", () => {
    it("waits for what runs, and refuses what comes later", async () => {
      let begun = (): void => {};
      const running = new Promise<void>((resolve) => (begun = resolve));
      const writing = store.transaction(async (writer) => {
        begun();
        return writer.insert(webhook("w"));
      });
      await running;
      const closed = store.close();
      await expect(writing).resolves.toMatchObject({ name: "w" });
      await closed;
      await expect(store.get(webhook("w"))).rejects.toThrow("The store is closed.");
      await expect(store.transaction(async () => 1)).rejects.toThrow("The store is closed.");
    });
  });
}

/** Pages after one another, while others write: any resource that stays is met exactly once. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../../src/storage/index.ts";
import { openFresh, type Setting } from "./setting.ts";

/** What happens between two pages: so many resources are inserted, and the nth of those there is deleted. */
interface Turn {
  readonly inserted: number;
  readonly deleted: number | undefined;
}

const turns = fc.array(
  fc.record<Turn>({
    inserted: fc.integer({ min: 0, max: 3 }),
    deleted: fc.option(fc.nat({ max: 30 }), { nil: undefined }),
  }),
  { maxLength: 12 },
);

/** The suite of paging. */
export function pagingBehaviour(setting: Setting): void {
  let store: Store;
  let runs = 0;
  let made = 0;
  beforeAll(async () => {
    store = await openFresh(setting);
  });
  afterAll(() => store.close());

  const insertSome = async (parent: string, count: number): Promise<readonly string[]> =>
    store.transaction(async (writer) => {
      const names: string[] = [];
      for (let left = count; left > 0; left -= 1) {
        const name = `w${(made += 1)}`;
        await writer.insert({ kind: "webhook", name, parent, body: {} });
        names.push(name);
      }
      return names;
    });

  describe("pages after one another", () => {
    it.each([false, true])("hold all that stays, once; newest first: %s", async (newestFirst) => {
      const size = fc.integer({ min: 1, max: 7 });
      const initial = fc.integer({ min: 0, max: 20 });
      await fc.assert(
        fc.asyncProperty(size, initial, turns, async (limit, count, between) => {
          const parent = `agent-${(runs += 1)}`;
          const start = await insertSome(parent, count);
          const alive = [...start];
          const deleted = new Set<string>();
          const met: string[] = [];
          const queue = [...between];
          let after: number | undefined;
          for (;;) {
            const position = after === undefined ? {} : { after };
            const query = { kind: "webhook", parent, limit, newestFirst, ...position };
            const page = await store.list(query);
            expect(page.length).toBeLessThanOrEqual(limit);
            met.push(...page.map(({ name }) => name));
            after = page.at(-1)?.sequence;
            if (after === undefined) break;
            const turn = queue.shift();
            if (turn === undefined) continue;
            alive.push(...(await insertSome(parent, turn.inserted)));
            const [gone] = turn.deleted === undefined ? [] : alive.splice(turn.deleted, 1);
            if (gone === undefined) continue;
            deleted.add(gone);
            await store.transaction((writer) => writer.delete({ kind: "webhook", name: gone }));
          }
          const stayed = start.filter((name) => !deleted.has(name));
          const inOrder = newestFirst ? stayed.toReversed() : stayed;
          expect(new Set(met).size).toBe(met.length);
          expect(met.filter((name) => stayed.includes(name))).toEqual(inOrder);
          if (!newestFirst) expect(alive.filter((name) => !met.includes(name))).toEqual([]);
        }),
        { numRuns: 25 },
      );
    });
  });
}

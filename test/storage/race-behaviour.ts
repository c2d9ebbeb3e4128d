/** How two processes on one database have to behave when they want the same. */
import { expect } from "vitest";
import { openStore } from "../../src/storage/index.ts";
import { startWriting } from "./writing-process.ts";

interface Result {
  readonly won: readonly string[];
  readonly losses: readonly string[];
}

const rounds = 50;
const kind = "webhook";

/**
 * Lets two processes race for the same names, display names and etags, and merge
 * members into the same resource. Proves that each race has exactly one winner,
 * that the loser is told why, and that no merge is lost.
 */
export async function raceProcesses(url: string): Promise<void> {
  const store = await openStore({ url, migrate: true, newEtag: () => "first" });
  await store.transaction(async (writer) => {
    for (const name of ["merged", ...numbered("etag")])
      await writer.insert({ kind, name, parent: "agent", body: {} });
  });
  const racers = await Promise.all(
    ["one", "two"].map((me) => startWriting("./racer.ts", [url, me, "first"])),
  );
  for (const racer of racers) racer.go();
  const lines = await Promise.all(racers.map((racer) => racer.line()));
  const results = lines.map((line) => JSON.parse(line ?? "") as Result);

  const won = results.flatMap((result) => result.won);
  expect(won.toSorted()).toEqual(
    [...numbered("name"), ...numbered("display"), ...numbered("etag")].toSorted(),
  );
  const losses = results.flatMap((result) => result.losses);
  expect(losses).toHaveLength(3 * rounds);
  expect([...new Set(losses)].toSorted()).toEqual([
    "display- ALREADY_EXISTS DISPLAY_NAME_TAKEN",
    "etag- ABORTED ETAG_MISMATCH",
    "name- ALREADY_EXISTS NAME_TAKEN",
  ]);
  const merged = await store.get({ kind, name: "merged" });
  expect(Object.keys(merged?.body ?? {}).toSorted()).toEqual(
    [...numbered("one"), ...numbered("two")].toSorted(),
  );
  await store.close();
}

const numbered = (prefix: string): readonly string[] =>
  Array.from({ length: rounds }, (_, index) => `${prefix}-${index}`);

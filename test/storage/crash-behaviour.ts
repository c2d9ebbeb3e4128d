/** What has to be in a database after processes were killed in the middle of writing. */
import { expect } from "vitest";
import { openStore, type Store } from "../../src/storage/index.ts";
import { startWriting, type WritingProcess } from "./writing-process.ts";

/** A writing process, and how far it has told to have come. */
export interface PairWriter {
  readonly parent: string;
  readonly process: WritingProcess;
  /** The last pair that was acknowledged. */
  acknowledged: number;
}

/** Starts a process that writes pairs under a parent, and lets it go until it has written some. */
export async function startPairs(
  url: string,
  { pairs, parent }: { readonly parent: string; readonly pairs: number },
): Promise<PairWriter> {
  const process = await startWriting("./pair-writer.ts", [url, parent]);
  process.go();
  const writer: PairWriter = { parent, process, acknowledged: 0 };
  while (writer.acknowledged < pairs) writer.acknowledged = Number(await process.line());
  return writer;
}

/** Reads what the process had still printed when it ended; returns the reason that it gave, if any. */
export async function readRest(writer: PairWriter): Promise<string | undefined> {
  let reason: string | undefined;
  for (let line = await writer.process.line(); line; line = await writer.process.line())
    if (/^\d+$/.test(line)) writer.acknowledged = Number(line);
    else reason = line;
  return reason;
}

/** Proves that every acknowledged pair is there, at most one more, and no half of any. */
export async function expectWholePairs(url: string, writer: PairWriter): Promise<void> {
  const store = await openStore({ url, migrate: false });
  try {
    // One statement: a server may still be committing what a dead client has sent.
    const found = await store.list({ kind: "pair", parent: writer.parent, limit: 100_000 });
    const counter = found[0]?.body["n"];
    expect([writer.acknowledged, writer.acknowledged + 1]).toContain(counter);
    const pairs = Array.from({ length: Number(counter) }, (_, index) => index + 1);
    const { parent } = writer;
    expect(found.map(({ name }) => name)).toEqual([
      `${parent}/counter`,
      ...pairs.flatMap((n) => [`${parent}/${n}/left`, `${parent}/${n}/right`]),
    ]);
    for (const n of pairs) await expectReference(store, { parent, n });
  } finally {
    await store.close();
  }
}

async function expectReference(
  store: Store,
  { n, parent }: { readonly parent: string; readonly n: number },
): Promise<void> {
  expect(await store.referrers(`${parent}/${n}/left`)).toEqual([
    { kind: "pair", name: `${parent}/${n}/right` },
  ]);
}

/**
 * Kills so many writing processes, two at a time on the same database, each
 * after another number of pairs, and looks after every kill.
 */
export async function killWriters(url: string, kills: number): Promise<void> {
  let started = 0;
  let killedWhileWriting = 0;
  const lane = async (): Promise<void> => {
    while (started < kills) {
      const round = (started += 1);
      const writer = await startPairs(url, { parent: `p${round}`, pairs: 1 + (round % 7) });
      if (await writer.process.kill()) killedWhileWriting += 1;
      expect(await readRest(writer)).toBeUndefined();
      await expectWholePairs(url, writer);
    }
  };
  await Promise.all([lane(), lane()]);
  expect(killedWhileWriting).toBe(kills);
}

/**
 * Makes calls, a fixed number in flight, and prints what they cost.
 *
 * Usage: node <caller>.js <port> <in flight> <warm-up ms> <measured ms>; prints
 * `{"rate": calls per second, "microseconds": CPU per call, "kilobytes": memory per call in flight}`.
 */

/** Makes the function that makes one call. */
export type MakeCall = (url: string) => () => Promise<void>;

/** Runs a caller to its end. */
export async function callLoop(makeCall: MakeCall): Promise<void> {
  const [port = 0, inFlight = 16, warmUpMs = 1000, measuredMs = 2000] = process.argv
    .slice(2, 6)
    .map(Number);
  const call = makeCall(`http://127.0.0.1:${port}/webhook`);
  let made = 0;
  const over = new AbortController();
  const lane = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await call();
      made++;
    }
  };
  const lanes = Array.from({ length: inFlight }, lane);
  await delay(warmUpMs);
  const [before, cpu, start] = [made, process.cpuUsage(), process.hrtime.bigint()];
  await delay(measuredMs);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const used = process.cpuUsage(cpu);
  const calls = made - before;
  over.abort();
  await Promise.all(lanes);
  const result = { rate: calls / seconds, microseconds: (used.user + used.system) / calls };
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}

async function delay(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

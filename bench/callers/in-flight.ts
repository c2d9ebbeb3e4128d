/**
 * Makes waves of calls, all of a wave in flight at once, and prints what the
 * process holds at the end of each, with the garbage collected.
 *
 * Usage: node --expose-gc in-flight.js <port> <calls in flight> <waves>; prints
 * `{"megabytes": [heap after each wave], "peak": [resident at the height of each]}`.
 */
import { createDispatcher } from "fulfillkit/dispatch";
import { dispatchOf, localDispatcher } from "./call.ts";

const [port = 0, inFlight = 1000, waves = 5] = process.argv.slice(2, 5).map(Number);
const dispatcher = createDispatcher({
  ...localDispatcher,
  transport: { ...localDispatcher.transport, limits: { maxConnections: inFlight } },
});
const call = dispatchOf(`http://127.0.0.1:${port}/webhook`, { timeoutSeconds: 30n });
const mebibytes = (bytes: number): number => Math.round(bytes / 104_857.6) / 10;
const megabytes: number[] = [];
const peak: number[] = [];

for (let wave = 0; wave < waves; wave++) {
  const calls = Array.from({ length: inFlight }, async () => {
    const { result, failure } = await dispatcher.call(call);
    if (result !== "done") throw failure ?? new Error(result);
  });
  await new Promise((resolve) => setTimeout(resolve, 400));
  peak.push(mebibytes(process.memoryUsage().rss));
  await Promise.all(calls);
  calls.length = 0;
  globalThis.gc?.();
  megabytes.push(mebibytes(process.memoryUsage().heapUsed));
}
process.stdout.write(`${JSON.stringify({ megabytes, peak })}\n`, () => process.exit(0));

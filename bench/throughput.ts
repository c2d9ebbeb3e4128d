/** Answers per second of every target, in interleaved rounds, so that a slow minute hits all alike. */
import { join } from "node:path";
import { compiled } from "./compile.ts";
import { cores, end, start, waitForLine } from "./programs.ts";
import { median } from "./statistics.ts";
import type { Protocol, Target } from "./targets.ts";

/** How long and how often to measure. */
export interface Rounds {
  readonly rounds: number;
  /** Of one measurement of one target, milliseconds. */
  readonly measureMs: number;
  /** Load before the first round, milliseconds: until the JIT has settled. */
  readonly warmUpMs: number;
  readonly onProgress: (text: string) => void;
}

/** What came of one target. */
export interface ThroughputResult {
  readonly target: Target;
  /** Median answers per second. */
  readonly rate: number;
  /** Median of the rounds' ratios to the first target of the same protocol. */
  readonly ratio: number;
}

const loadProgram: Record<Protocol, string> = { http1: "load/http1.js", grpc: "load/http2.js" };
const inFlight = 16;

async function measure(
  target: Target,
  at: { readonly port: number; readonly warmUpMs: number; readonly measureMs: number },
): Promise<number> {
  const load = start(
    [
      process.execPath,
      join(compiled, loadProgram[target.protocol]),
      ...[at.port, inFlight, at.warmUpMs, at.measureMs].map(String),
    ],
    { core: cores.load },
  );
  const [line] = await waitForLine(load, /^\{"rate".*$/);
  await end(load);
  return (JSON.parse(line) as { rate: number }).rate;
}

/** Measures all targets; all servers run from the start to the end, and only one has load at a time. */
export async function measureThroughput(
  targets: readonly Target[],
  options: Rounds,
): Promise<readonly ThroughputResult[]> {
  const servers = await Promise.all(
    targets.map(async (target) => {
      const child = start(target.command, {
        core: cores.server,
        ...(target.env && { env: target.env }),
      });
      const [, port] = await waitForLine(child, /^listening (\d+)$/);
      return { target, child, port: Number(port), rates: [] as number[] };
    }),
  );
  try {
    for (const { target, port } of servers) {
      options.onProgress(`warming up ${target.name} (${target.protocol})`);
      await measure(target, { port, warmUpMs: options.warmUpMs, measureMs: 100 });
    }
    for (let round = 1; round <= options.rounds; round++)
      for (const { target, port, rates } of servers) {
        options.onProgress(
          `round ${round} of ${options.rounds}: ${target.name} (${target.protocol})`,
        );
        rates.push(await measure(target, { port, warmUpMs: 200, measureMs: options.measureMs }));
      }
  } finally {
    await Promise.all(servers.map(({ child }) => end(child)));
  }
  return servers.map(({ target, rates }) => {
    const base = servers.find((other) => other.target.protocol === target.protocol)?.rates ?? rates;
    return {
      target,
      rate: median(rates),
      ratio: median(rates.map((rate, round) => rate / (base[round] ?? Number.NaN))),
    };
  });
}

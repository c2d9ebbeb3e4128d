/** Answers per second of every target, in interleaved rounds, so that a slow minute hits all alike. */
import type { ChildProcess } from "node:child_process";
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

/** A target's server, and what came of it so far. */
interface Running {
  readonly target: Target;
  readonly child: ChildProcess;
  readonly port: number;
  /** The resource that the target announced; empty if none. */
  readonly name: string;
  readonly rates: number[];
}

async function launch(target: Target): Promise<Running> {
  const child = start(target.command, {
    core: cores.server,
    ...(target.env && { env: target.env }),
  });
  try {
    const [, port, name = ""] = await waitForLine(child, /^listening (\d+)(?: (\S+))?$/);
    return { target, child, port: Number(port), name, rates: [] };
  } catch (error) {
    await end(child);
    throw error;
  }
}

async function measure(
  { target, port, name }: Running,
  times: { readonly warmUpMs: number; readonly measureMs: number },
): Promise<number> {
  const load = start(
    [
      process.execPath,
      join(compiled, loadProgram[target.protocol]),
      ...[port, inFlight, times.warmUpMs, times.measureMs].map(String),
      target.call ?? "webhook",
      name,
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
  const running: Running[] = [];
  try {
    for (const target of targets) {
      options.onProgress(`starting ${target.name} (${target.protocol})`);
      running.push(await launch(target));
    }
    for (const server of running) {
      options.onProgress(`warming up ${server.target.name} (${server.target.protocol})`);
      await measure(server, { warmUpMs: options.warmUpMs, measureMs: 100 });
    }
    for (let round = 1; round <= options.rounds; round++)
      for (const server of running) {
        const { name, protocol } = server.target;
        options.onProgress(`round ${round} of ${options.rounds}: ${name} (${protocol})`);
        server.rates.push(await measure(server, { warmUpMs: 200, measureMs: options.measureMs }));
      }
  } finally {
    await Promise.all(running.map(async ({ child }) => end(child)));
  }
  return running.map(({ target, rates }) => {
    const base = running.find((other) => other.target.protocol === target.protocol)?.rates ?? rates;
    return {
      target,
      rate: median(rates),
      ratio: median(rates.map((rate, round) => rate / (base[round] ?? Number.NaN))),
    };
  });
}

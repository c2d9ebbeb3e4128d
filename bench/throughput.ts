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

/**
 * How many processes of each target there are, one after the other, that share the rounds: each is
 * compiled a little differently, which makes a difference of some hundredths for all of its life.
 */
const processes = 3;

/**
 * Measures all targets in rounds, by turns. The servers of one set of processes run side by side, and
 * only one has load at a time.
 */
export async function measureThroughput(
  targets: readonly Target[],
  options: Rounds,
): Promise<readonly ThroughputResult[]> {
  const rates = targets.map((): number[] => []);
  for (let set = 0; set < processes; set++) {
    const first = Math.round((options.rounds * set) / processes);
    const end = Math.round((options.rounds * (set + 1)) / processes);
    const measured = await measureSet(targets, { ...options, first, end });
    for (const [index, ofTarget] of measured.entries()) rates[index]?.push(...ofTarget);
  }
  return targets.map((target, index) => {
    const own = rates[index] ?? [];
    const base = rates[targets.findIndex(({ protocol }) => protocol === target.protocol)] ?? own;
    return {
      target,
      rate: median(own),
      ratio: median(own.map((rate, round) => rate / (base[round] ?? Number.NaN))),
    };
  });
}

/** The rates of each target in the rounds from `first` up to `end`. */
async function measureSet(
  targets: readonly Target[],
  options: Rounds & { readonly first: number; readonly end: number },
): Promise<readonly (readonly number[])[]> {
  const { first, end: last, rounds, warmUpMs, measureMs, onProgress } = options;
  const running: Running[] = [];
  if (first === last) return [];
  try {
    for (const target of targets) {
      onProgress(`starting ${target.name} (${target.protocol})`);
      running.push(await launch(target));
    }
    for (const server of running) {
      onProgress(`warming up ${server.target.name} (${server.target.protocol})`);
      await measure(server, { warmUpMs, measureMs: 100 });
    }
    for (let round = first; round < last; round++)
      for (const server of running) {
        const { name, protocol } = server.target;
        onProgress(`round ${round + 1} of ${rounds}: ${name} (${protocol})`);
        server.rates.push(await measure(server, { warmUpMs: 200, measureMs }));
      }
    return running.map(({ rates }) => rates);
  } finally {
    await Promise.all(running.map(async ({ child }) => end(child)));
  }
}

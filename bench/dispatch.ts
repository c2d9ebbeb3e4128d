/** What calling a webhook costs the caller: this project's dispatcher beside undici alone. */
import { join } from "node:path";
import { compiled } from "./compile.ts";
import { cores, end, start, waitForLine } from "./programs.ts";
import { median } from "./statistics.ts";

/** What came of one caller. */
export interface CallerResult {
  readonly name: string;
  /** Median calls per second. */
  readonly rate: number;
  /** Median CPU per call, microseconds. */
  readonly microseconds: number;
  /** Median of the rounds' ratios of rates to the first caller. */
  readonly ratio: number;
}

/** What a process holds with many calls in flight, wave after wave. */
export interface InFlightResult {
  readonly calls: number;
  /** Heap after each wave, collected, in MiB. */
  readonly megabytes: readonly number[];
  /** Resident memory at the height of each wave, in MiB. */
  readonly peak: readonly number[];
}

/** How long and how often to measure. */
export interface DispatchRounds {
  readonly rounds: number;
  /** Of one measurement of one caller, milliseconds. */
  readonly measureMs: number;
  readonly warmUpMs: number;
  readonly onProgress: (text: string) => void;
}

interface Measured {
  readonly rate: number;
  readonly microseconds: number;
}

const callers = [
  { name: "undici, JSON.stringify and JSON.parse", file: "undici.js" },
  { name: "fulfillkit/dispatch", file: "dispatcher.js" },
] as const;
const inFlight = 16;

/** Runs a server while something is measured against it. */
async function withServer<Result>(
  file: string,
  measure: (port: string) => Promise<Result>,
): Promise<Result> {
  const server = start([process.execPath, join(compiled, "targets", file)], { core: cores.server });
  try {
    const [, port = ""] = await waitForLine(server, /^listening (\d+)/);
    return await measure(port);
  } finally {
    await end(server);
  }
}

async function run<Result>(file: string, args: readonly string[]): Promise<Result> {
  const program = start(
    [process.execPath, "--expose-gc", join(compiled, "callers", file), ...args],
    { core: cores.load },
  );
  try {
    const [line] = await waitForLine(program, /^\{.*$/);
    return JSON.parse(line) as Result;
  } finally {
    await end(program);
  }
}

/** Measures the callers one after the other, in interleaved rounds, against one fast server on a core of its own. */
export async function measureCallers(options: DispatchRounds): Promise<readonly CallerResult[]> {
  const { rounds, measureMs, warmUpMs, onProgress } = options;
  return withServer("raw.js", async (port) => {
    const results: Measured[][] = callers.map(() => []);
    for (let round = 1; round <= rounds; round++)
      for (const [index, { name, file }] of callers.entries()) {
        onProgress(`round ${round} of ${rounds}: ${name}`);
        const args = [port, inFlight, warmUpMs, measureMs].map(String);
        results[index]?.push(await run<Measured>(file, args));
      }
    const base = results[0] ?? [];
    return callers.map(({ name }, index) => {
      const own = results[index] ?? [];
      return {
        name,
        rate: median(own.map(({ rate }) => rate)),
        microseconds: median(own.map(({ microseconds }) => microseconds)),
        ratio: median(own.map(({ rate }, round) => rate / (base[round]?.rate ?? Number.NaN))),
      };
    });
  });
}

/** Puts many calls in flight at once, several times, against a server that takes its time. */
export async function measureInFlight(
  calls: number,
  onProgress: (text: string) => void,
): Promise<InFlightResult> {
  onProgress(`${calls} calls in flight`);
  return withServer("slow.js", async (port) => {
    const waves = 6;
    const memory = await run<Omit<InFlightResult, "calls">>(
      "in-flight.js",
      [port, calls, waves].map(String),
    );
    return { calls, ...memory };
  });
}

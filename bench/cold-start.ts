/** From the start of a process to its first answer with status 200, and what an installation weighs. */
import { connect } from "node:net";
import { requestBody } from "./fixture.ts";
import { cores, end, start, waitForLine } from "./programs.ts";
import { median } from "./statistics.ts";
import type { Target } from "./targets.ts";

/** What came of one target. */
export interface ColdStartResult {
  readonly target: Target;
  /** Median milliseconds from spawn to the first 200. */
  readonly milliseconds: number;
  /** Median of the rounds' ratios to the first target. */
  readonly ratio: number;
}

/** Posts the fixture once over a plain socket; resolves at the first bytes of a 200. */
function firstAnswer(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(
        `POST /webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${requestBody.length}\r\n\r\n`,
      );
      socket.write(requestBody);
    });
    socket.once("error", reject);
    socket.once("data", (chunk) => {
      socket.destroy();
      if (chunk.toString("latin1").startsWith("HTTP/1.1 200")) resolve();
      else reject(new Error(`Not a 200: ${chunk.toString()}`));
    });
  });
}

async function once(target: Target): Promise<number> {
  const begin = process.hrtime.bigint();
  const child = start(target.command, {
    core: cores.server,
    ...(target.env && { env: target.env }),
  });
  try {
    const [, port] = await waitForLine(child, /^listening (\d+)$/);
    await firstAnswer(Number(port));
    return Number(process.hrtime.bigint() - begin) / 1e6;
  } finally {
    await end(child);
  }
}

/** Starts every target anew in each round. The first target is what the others are compared with. */
export async function measureColdStart(
  targets: readonly Target[],
  options: { readonly rounds: number; readonly onProgress: (text: string) => void },
): Promise<readonly ColdStartResult[]> {
  const times = targets.map((): number[] => []);
  for (let round = 0; round <= options.rounds; round++) {
    options.onProgress(`cold start, round ${round} of ${options.rounds}`);
    for (const [index, target] of targets.entries()) {
      const time = await once(target);
      // Round 0 only brings the files into the system's cache.
      if (round > 0) times[index]?.push(time);
    }
  }
  const base = times[0] ?? [];
  return targets.map((target, index) => {
    const own = times[index] ?? [];
    return {
      target,
      milliseconds: median(own),
      ratio: median(own.map((time, round) => time / (base[round] ?? Number.NaN))),
    };
  });
}

/**
 * Side-by-side measurements, printed as tables. Every table's ratios come from
 * one interleaved run on one machine; absolute numbers of another run do not compare.
 *
 * Usage: npm run bench -- [--rounds <n>] [--seconds <n>] [--only <suite>]...
 */
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { clientPackage, makeClientPackage } from "../scripts/client-package.ts";
import { measureClient } from "./client.ts";
import { measureCodec } from "./codec.ts";
import { compilePrograms } from "./compile.ts";
import { measureColdStart } from "./cold-start.ts";
import { measureCallers, measureInFlight } from "./dispatch.ts";
import { installedMegabytes, pack } from "./installed-size.ts";
import { measureManagement } from "./management.ts";
import { ratio, table } from "./table.ts";
import { ezcxTarget, nodeTargets, type Target } from "./targets.ts";
import { measureThroughput } from "./throughput.ts";

interface Settings {
  readonly rounds: number;
  readonly seconds: number;
}

const suites: Readonly<Record<string, (settings: Settings) => Promise<void>>> = {
  doors: printThroughput,
  codec: printCodec,
  "cold-start": printColdStart,
  size: printSize,
  management: printManagement,
  client: printClient,
  dispatch: printDispatch,
};

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "3" },
    only: { type: "string", multiple: true, default: Object.keys(suites) },
  },
});

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const progress = (text: string): void => void process.stderr.write(`  … ${text}\n`);

print(
  `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`,
);
await compilePrograms();
for (const name of values.only) {
  const suite = suites[name];
  if (suite === undefined)
    throw new Error(`There is no suite "${name}"; there are ${Object.keys(suites).join(", ")}.`);
  await suite({ rounds: Number(values.rounds), seconds: Number(values.seconds) });
}

async function withEzcx(targets: readonly Target[]): Promise<readonly Target[]> {
  const ezcx = await ezcxTarget();
  if (typeof ezcx !== "string") return [...targets, ezcx];
  progress(`ezcx is left out: ${ezcx}`);
  return targets;
}

async function printThroughput(settings: Settings): Promise<void> {
  const results = await measureThroughput(await withEzcx(nodeTargets), {
    rounds: settings.rounds,
    measureMs: settings.seconds * 1000,
    warmUpMs: settings.seconds * 2000,
    onProgress: progress,
  });
  for (const [protocol, title] of [
    ["http1", "JSON over HTTP/1.1: 2 KB in, 0.6 KB out"],
    ["grpc", "Unary gRPC: the same call"],
  ] as const)
    print(
      `\n${title}\n\n${table(
        ["server, one core", "calls/s", "ratio"],
        results
          .filter(({ target }) => target.protocol === protocol)
          .map((result) => [result.target.name, result.rate.toFixed(0), ratio(result.ratio)]),
      )}`,
    );
}

async function printCodec(settings: Settings): Promise<void> {
  progress("the codec");
  const rows = await measureCodec({ rounds: settings.rounds });
  print(
    `\nThe codec, per message\n\n${table(
      ["operation", "µs", "ratio"],
      rows.map((row) => [row.name, row.microseconds.toFixed(1), ratio(row.ratio)]),
    )}`,
  );
}

async function printColdStart(settings: Settings): Promise<void> {
  const results = await measureColdStart(
    nodeTargets.filter(({ protocol }) => protocol === "http1"),
    { rounds: settings.rounds, onProgress: progress },
  );
  print(
    `\nCold start: spawn to the first 200\n\n${table(
      ["server, one core", "ms", "ratio"],
      results.map((result) => [
        result.target.name,
        result.milliseconds.toFixed(0),
        ratio(result.ratio),
      ]),
    )}`,
  );
}

async function printManagement(settings: Settings): Promise<void> {
  const { calls, lists } = await measureManagement({
    rounds: settings.rounds,
    measureMs: settings.seconds * 1000,
    warmUpMs: settings.seconds * 1000,
    onProgress: progress,
  });
  const protocols = { grpc: "gRPC", http1: "REST" } as const;
  print(
    `\nThe management API, calls per second\n\n${table(
      ["call", "store", "protocol", "calls/s"],
      calls.map(({ target, rate }) => [
        `${target.call ?? ""}${target.call === "list" ? ", page of 100" : ""}`,
        target.name,
        protocols[target.protocol],
        rate.toFixed(0),
      ]),
    )}`,
  );
  print(
    `\nA page of 100 out of many\n\n${table(
      ["webhooks in the agent", "calls/s", "ratio"],
      lists.map((result) => [result.target.name, result.rate.toFixed(0), ratio(result.ratio)]),
    )}`,
  );
}

async function printClient(settings: Settings): Promise<void> {
  const rows = await measureClient({ rounds: settings.rounds, onProgress: progress });
  print(
    `\nThe client for the management API, against the official one\n\n${table(
      ["what a new process does", "ms", "ratio"],
      rows.map((row) => [row.name, row.milliseconds.toFixed(0), ratio(row.ratio)]),
    )}`,
  );
}

async function printDispatch(settings: Settings): Promise<void> {
  const callers = await measureCallers({
    rounds: settings.rounds,
    measureMs: settings.seconds * 1000,
    warmUpMs: settings.seconds * 1000,
    onProgress: progress,
  });
  print(
    `\nCalling a webhook: 2 KB out, 0.6 KB back\n\n${table(
      ["caller, one core", "calls/s", "CPU µs", "ratio"],
      callers.map((row) => [
        row.name,
        row.rate.toFixed(0),
        row.microseconds.toFixed(1),
        ratio(row.ratio),
      ]),
    )}`,
  );
  const memory = await measureInFlight(5000, progress);
  print(
    `\n${memory.calls} calls in flight, wave after wave, MiB\n\n${table(
      ["wave", "resident at its height", "heap after it"],
      memory.peak.map((peak, wave) => [
        String(wave + 1),
        peak.toFixed(0),
        (memory.megabytes[wave] ?? Number.NaN).toFixed(1),
      ]),
    )}`,
  );
}

async function printSize(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "fulfillkit-pack-"));
  makeClientPackage();
  try {
    const rows: string[][] = [];
    for (const [name, packages] of [
      ["fulfillkit", [await pack(folder)]],
      ["@fulfillkit/client", [await pack(folder, clientPackage)]],
      ["@google-cloud/dialogflow-cx", ["@google-cloud/dialogflow-cx"]],
    ] as const) {
      progress(`installing ${name}`);
      rows.push([name, (await installedMegabytes(packages)).toFixed(1)]);
    }
    print(`\nInstalled size\n\n${table(["package", "MB"], rows)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

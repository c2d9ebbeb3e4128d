/**
 * The management API by the official clients of four languages, unmodified, over gRPC and REST, in
 * both versions of the API. Each language's program is in the folder of its name.
 */
import { createRouter } from "fulfillkit";
import { serve, type Server } from "fulfillkit/server";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leaveOperations } from "./management/operations.ts";
import { programs } from "./management/programs.ts";
import { expectedSteps, type Client } from "./management/steps.ts";
import { because, run } from "./toolchains.ts";

const transports: readonly Client["transport"][] = ["grpc", "rest"];
const versions = ["v3", "v3beta1"] as const;

/** What a program prints for a step. */
interface Line {
  /** Transport and version: `grpc v3`. */
  readonly client: string;
  readonly step: string;
  readonly seen: unknown;
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** What a program printed, with one project and one ID in place of those that differ from run to run. */
function readLines(printed: string): readonly Line[] {
  return printed
    .replaceAll(/projects\/[a-z]+-[a-z]+-v3(?:beta1)?\b/g, "projects/p")
    .replaceAll(uuid, "ID")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

let folder: string;
let server: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-interop-"));
  const store = join(folder, "agents.db");
  const listen = { port: 0, host: "127.0.0.1", logger: false } as const;
  server = await serve(createRouter(), { ...listen, management: { store } });
  const locations = programs.flatMap(({ language }) =>
    transports.flatMap((transport) =>
      versions.map(
        (version) =>
          [`projects/${language}-${transport}-${version}/locations/global`, version] as const,
      ),
    ),
  );
  await leaveOperations({ store, locations: Object.fromEntries(locations) });
});

afterAll(async () => {
  await server.close({ graceMs: 0 });
  await rm(folder, { recursive: true, force: true });
});

describe.each(programs)("$language: $client", ({ language, missing, prepare }) => {
  let lines: readonly Line[];

  beforeAll(async () => {
    if (missing !== undefined) return;
    const command = await prepare();
    lines = readLines(await run([...command, `127.0.0.1:${server.port}`], { cwd: folder }));
  });

  describe.each(transports)("over %s", (transport) => {
    it.skipIf(missing).each(versions)(`takes every step of %s${because(missing)}`, (version) => {
      const own = lines.filter(({ client }) => client === `${transport} ${version}`);
      const expected = expectedSteps({ language, transport });
      expect(own.map(({ step }) => step)).toEqual(Object.keys(expected));
      expect(Object.fromEntries(own.map(({ step, seen }) => [step, seen]))).toEqual(expected);
    });
  });
});

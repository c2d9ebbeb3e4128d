/**
 * The management API by the official clients of four languages, unmodified, over gRPC and REST, in
 * both versions of the API; by some of them over TLS and on PostgreSQL as well. Each language's
 * program is in the folder of its name.
 */
import { createRouter } from "fulfillkit";
import { serve, type ServeOptions, type Server } from "fulfillkit/server";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newKeyRing } from "../../src/management/key-ring.ts";
import { migrate } from "../../src/storage/index.ts";
import { createAuthority } from "../server/certificates.ts";
import { noPostgres, startPostgres } from "../storage/postgres-server.ts";
import { leaveOperations } from "./management/operations.ts";
import { programs, type Program } from "./management/programs.ts";
import { expectedSteps, type Client } from "./management/steps.ts";
import { because, missing, run } from "./toolchains.ts";

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

/** A server, and the clients that take every step against it. */
interface Stage {
  readonly name: string;
  readonly languages: readonly Client["language"][];
  /** What this machine lacks of what the server needs. */
  readonly missing?: string | undefined;
  /** Starts what the server needs besides its folder, and says what differs from the others. */
  readonly prepare: (folder: string) => Promise<StageParts>;
}

/** What differs from stage to stage. */
interface StageParts {
  /** The store's address. */
  readonly store: string;
  readonly serve?: Pick<ServeOptions, "tls">;
  /** Added to the environment of the programs. */
  readonly env?: Readonly<Record<string, string>>;
  readonly close?: () => PromiseLike<void>;
}

const stages: readonly Stage[] = [
  {
    name: "in clear text, on the embedded store",
    languages: ["node", "python", "go", "java"],
    prepare: async (folder) => ({ store: join(folder, "agents.db") }),
  },
  {
    name: "over TLS, by a CA of their own",
    languages: ["node", "python", "go"],
    missing: missing("openssl"),
    prepare: prepareTls,
  },
  {
    name: "on PostgreSQL",
    languages: ["node"],
    missing: noPostgres === undefined ? undefined : "PostgreSQL",
    prepare: preparePostgres,
  },
];

/** Each language has a place of its own for the CA that REST trusts. */
async function prepareTls(folder: string): Promise<StageParts> {
  const authority = await createAuthority();
  const { cert, key } = await authority.issue("server");
  const { ca } = authority;
  return {
    store: join(folder, "agents.db"),
    serve: { tls: { cert, key } },
    env: { INTEROP_CA: ca, NODE_EXTRA_CA_CERTS: ca, REQUESTS_CA_BUNDLE: ca, SSL_CERT_FILE: ca },
    close: () => authority[Symbol.asyncDispose](),
  };
}

async function preparePostgres(): Promise<StageParts> {
  const postgres = await startPostgres();
  const store = await postgres.freshUrl();
  await migrate({ url: store });
  return { store, close: () => postgres.close() };
}

/** Operations that other processes have left behind, for each client. */
async function leaveAll(store: string, languages: Stage["languages"]): Promise<void> {
  const locations = languages.flatMap((language) =>
    transports.flatMap((transport) =>
      versions.map(
        (version) =>
          [`projects/${language}-${transport}-${version}/locations/global`, version] as const,
      ),
    ),
  );
  await leaveOperations({ store, locations: Object.fromEntries(locations) });
}

/** What is downloaded and built once, whatever the number of stages. */
const prepared = new Map<string, Promise<readonly string[]>>();

function commandOf({ language, prepare }: Program): Promise<readonly string[]> {
  const command = prepared.get(language) ?? prepare();
  prepared.set(language, command);
  return command;
}

describe.each(stages)("the management API $name", (stage) => {
  let folder: string;
  let parts: StageParts;
  let server: Server;

  beforeAll(async () => {
    if (stage.missing !== undefined) return;
    folder = await mkdtemp(join(tmpdir(), "fulfillkit-interop-"));
    parts = await stage.prepare(folder);
    const { store } = parts;
    const keys = newKeyRing();
    const listen = { port: 0, host: "127.0.0.1", logger: false } as const;
    server = await serve(createRouter(), {
      ...listen,
      ...parts.serve,
      management: { store, keys },
    });
    await leaveAll(store, stage.languages);
  });

  afterAll(async () => {
    if (stage.missing !== undefined) return;
    await server.close({ graceMs: 0 });
    await parts.close?.();
    await rm(folder, { recursive: true, force: true });
  });

  const own = programs.filter(({ language }) => stage.languages.includes(language));
  describe.each(own)("by $language: $client", (program) => {
    const { language } = program;
    const lacking = stage.missing ?? program.missing;
    let lines: readonly Line[];

    beforeAll(async () => {
      if (lacking !== undefined) return;
      const command = [...(await commandOf(program)), `127.0.0.1:${server.port}`];
      lines = readLines(await run(command, { cwd: folder, env: parts.env ?? {} }));
    });

    describe.each(transports)("over %s", (transport) => {
      it.skipIf(lacking).each(versions)(`takes every step of %s${because(lacking)}`, (version) => {
        const seen = lines.filter(({ client }) => client === `${transport} ${version}`);
        const expected = expectedSteps({ language, transport });
        expect(seen.map(({ step }) => step)).toEqual(Object.keys(expected));
        expect(Object.fromEntries(seen.map((line) => [line.step, line.seen]))).toEqual(expected);
      });
    });
  });
});

/**
 * A PostgreSQL server of the tests' own: a new cluster in a temporary folder, on
 * a free port of the loopback. For every suite that needs one.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import pg from "pg";

/** A running server. */
export interface PostgresServer {
  /** Makes an empty schema and returns a URL that has it for its default: as good as a new database, and faster. */
  freshUrl(): Promise<string>;
  /** Kills the server as a crash would (SIGKILL), and waits until it is gone. */
  crash(): Promise<void>;
  /** Starts it again, on the same data and port. */
  start(): Promise<void>;
  /** Stops it and deletes its data. */
  close(): Promise<void>;
}

const run = promisify(execFile);

/** Why there is no PostgreSQL on this machine, or undefined: for the names of skipped suites. */
export const noPostgres: string | undefined =
  binaries() === undefined ? "there is no initdb and postgres here" : undefined;

/** Where Debian, or the PATH, has the server's programs. */
function binaries(): string | undefined {
  const folders = [
    ...globSync("/usr/lib/postgresql/*/bin"),
    ...(process.env["PATH"] ?? "").split(delimiter),
  ];
  return folders.find((folder) =>
    ["initdb", "postgres"].every((name) => existsSync(join(folder, name))),
  );
}

/** Whose processes they are: root may not run a server, so it becomes the package's own user. */
function owner(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number =>
    Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Makes a cluster and starts it. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = binaries() ?? "";
  const user = owner();
  const folder = mkdtempSync(join(tmpdir(), "fulfillkit-postgres-"));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const port = await freePort();
  const spawnOptions = { ...user, cwd: folder };
  await run(
    join(bin, "initdb"),
    ["-D", data, "-U", "tester", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
    spawnOptions,
  );
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    // Suites provoke deadlocks; they are found the sooner.
    "deadlock_timeout=20ms",
    "max_connections=100",
  ];
  const args = ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
  let server: ChildProcess | undefined;
  const reap = (): void => void server?.kill("SIGKILL");
  process.on("exit", reap);
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (server?.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    server.kill(signal);
    await gone;
  };
  const start = async (): Promise<void> => {
    server = await startUntilReady(join(bin, "postgres"), args, spawnOptions);
  };
  await start();
  const url = `postgres://tester@127.0.0.1:${port}/postgres`;
  let schemas = 0;
  return {
    freshUrl: async () => {
      schemas += 1;
      await query(url, `create schema s${schemas}`);
      return `${url}?options=-csearch_path%3Ds${schemas}`;
    },
    crash: () => stop("SIGKILL"),
    start,
    close: async () => {
      await stop("SIGINT");
      process.off("exit", reap);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs one statement on a connection of its own. */
export async function query(
  url: string,
  text: string,
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

interface Identity {
  readonly uid?: number;
  readonly gid?: number;
  readonly cwd: string;
}

/**
 * Starts the server until one stays: after a crash, the memory that the old one's
 * processes share is in the way for as long as they take to notice.
 */
async function startUntilReady(
  program: string,
  args: readonly string[],
  options: Identity,
): Promise<ChildProcess> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stderr })) {
      lines.push(line);
      if (!line.includes("ready to accept connections")) continue;
      child.stderr.resume();
      return child;
    }
    if (performance.now() > deadline)
      throw new Error(`PostgreSQL did not start:\n${lines.join("\n")}`);
  }
}

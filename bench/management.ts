/** The management API: single calls on both databases, and a list at 100 and at 100,000 webhooks. */
import { migrate } from "../src/storage/index.ts";
import { noPostgres, type PostgresServer, startPostgres } from "../test/storage/postgres-server.ts";
import { measureThroughput, type Rounds, type ThroughputResult } from "./throughput.ts";
import { managementTarget, type Target } from "./targets.ts";

const kinds = ["get", "list", "create"] as const;
const protocols = ["grpc", "http1"] as const;

/** Each target has a store of its own: all are there from the start to the end. */
async function targetsOn(
  newStore: () => Promise<string>,
  name: string,
): Promise<readonly Target[]> {
  const targets: Target[] = [];
  for (const call of kinds)
    for (const protocol of protocols)
      targets.push(
        managementTarget({ store: await newStore(), call, protocol, name, webhooks: 100 }),
      );
  return targets;
}

async function migrated(postgres: PostgresServer): Promise<string> {
  const url = await postgres.freshUrl();
  await migrate({ url });
  return url;
}

/** What came of the measurements: those of single calls, and those of lists by their length. */
export interface ManagementResults {
  readonly calls: readonly ThroughputResult[];
  readonly lists: readonly ThroughputResult[];
}

/** Measures both; PostgreSQL where there is one. The first list is what the others are compared with. */
export async function measureManagement(options: Rounds): Promise<ManagementResults> {
  const postgres = noPostgres === undefined ? await startPostgres() : undefined;
  if (postgres === undefined) options.onProgress(`PostgreSQL is left out: ${noPostgres}`);
  try {
    const embedded = await targetsOn(async () => Promise.resolve("memory:"), "embedded, in memory");
    const shared =
      postgres === undefined ? [] : await targetsOn(async () => migrated(postgres), "PostgreSQL");
    const calls = await measureThroughput([...embedded, ...shared], options);
    const lists = await measureThroughput(
      [100, 10_000, 100_000].map((webhooks) =>
        managementTarget({
          store: "memory:",
          call: "list",
          protocol: "grpc",
          name: `${webhooks.toLocaleString("en-US")} webhooks`,
          webhooks,
        }),
      ),
      options,
    );
    return { calls, lists };
  } finally {
    await postgres?.close();
  }
}

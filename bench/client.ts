/**
 * How long a program waits for a management client: to import it, and until its
 * first call is answered. Ours beside the official one, against one server.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createRouter } from "fulfillkit";
import { createManagementClient } from "fulfillkit/client";
import { serve } from "fulfillkit/server";
import { median } from "./statistics.ts";

/** What came of one client at one task. */
export interface ClientResult {
  readonly name: string;
  /** Median milliseconds, each in a new process, the start of Node itself not counted. */
  readonly milliseconds: number;
  /** Median of the rounds' ratios to the official client at the same task. */
  readonly ratio: number;
}

interface Program {
  readonly name: string;
  /** The first program of a task is what the others of it are compared with. */
  readonly task: "import" | "gRPC" | "REST";
  /** Statements of a module. */
  readonly code: string;
}

const run = promisify(execFile);
/** Modules by name are found from here. */
const root = fileURLToPath(new URL("..", import.meta.url));
const official = "@google-cloud/dialogflow-cx";
const ours = "fulfillkit/client";

/** What the programs call. */
interface Target {
  readonly port: number;
  /** The name of a webhook. */
  readonly name: string;
}

function officialGet({ port, name }: Target, options: string): string {
  return `
    const { default: { v3 } } = await import("${official}");
    const { default: { googleAuthLibrary, grpc } } = await import("google-gax");
    const authClient = new googleAuthLibrary.PassThroughClient();
    const address = { apiEndpoint: "127.0.0.1", port: ${port}, authClient };
    const client = new v3.WebhooksClient({ ...address, ${options} });
    await client.getWebhook({ name: "${name}" });`;
}

function ourGet({ port, name }: Target, protocol: string): string {
  return `
    const { createManagementClient } = await import("${ours}");
    const endpoint = "http://127.0.0.1:${port}";
    const client = createManagementClient({ endpoint, protocol: "${protocol}" });
    await client.webhooks.get({ name: "${name}" });`;
}

function programs(target: Target): readonly Program[] {
  const insecure = "sslCreds: grpc.credentials.createInsecure()";
  const rest = 'fallback: true, protocol: "http"';
  const first = "import and first answer";
  return [
    { name: `${official}, import`, task: "import", code: `await import("${official}");` },
    { name: `${ours}, import`, task: "import", code: `await import("${ours}");` },
    {
      name: `${official}, ${first}, gRPC`,
      task: "gRPC",
      code: officialGet(target, insecure),
    },
    { name: `${ours}, ${first}, gRPC`, task: "gRPC", code: ourGet(target, "grpc") },
    { name: `${ours}, ${first}, Connect`, task: "gRPC", code: ourGet(target, "connect") },
    { name: `${official}, ${first}, REST`, task: "REST", code: officialGet(target, rest) },
    { name: `${ours}, ${first}, REST`, task: "REST", code: ourGet(target, "rest") },
  ];
}

/** Milliseconds that a program takes once Node is up. */
async function once({ code }: Program): Promise<number> {
  const timed = `const start = performance.now(); ${code}
    process.stdout.write(String(performance.now() - start), () => process.exit());`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", timed], {
    cwd: root,
  });
  return Number(stdout);
}

/** Runs every program anew in each round, one after the other. */
export async function measureClient(options: {
  readonly rounds: number;
  readonly onProgress: (text: string) => void;
}): Promise<readonly ClientResult[]> {
  const server = await serve(createRouter(), {
    port: 0,
    host: "127.0.0.1",
    logger: false,
    management: {},
  });
  try {
    const { webhooks } = createManagementClient({ endpoint: server.url, protocol: "rest" });
    const { name } = await webhooks.create({
      parent: "projects/p/locations/global/agents/a",
      webhook: {
        displayName: "bench",
        webhook: { case: "genericWebService", value: { uri: "https://example.com/" } },
      },
    });
    return await measure(programs({ port: server.port, name }), options);
  } finally {
    await server.close({ graceMs: 0 });
  }
}

async function measure(
  all: readonly Program[],
  { rounds, onProgress }: Parameters<typeof measureClient>[0],
): Promise<readonly ClientResult[]> {
  const times = new Map(all.map((program) => [program, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    onProgress(`management clients, round ${round} of ${rounds}`);
    for (const [program, own] of times) {
      const time = await once(program);
      // Round 0 only brings the files into the system's cache.
      if (round > 0) own.push(time);
    }
  }
  return [...times].map(([{ name, task }, own]) => {
    const [base = []] = [...times].filter(([one]) => one.task === task).map(([, time]) => time);
    const ratios = own.map((time, round) => time / (base[round] ?? Number.NaN));
    return { name, milliseconds: median(own), ratio: median(ratios) };
  });
}

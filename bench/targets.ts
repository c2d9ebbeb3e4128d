/** The programs that are measured side by side. */
import { execFile } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { compiled } from "./compile.ts";
import type { CommandLine } from "./programs.ts";

const run = promisify(execFile);

/** What a target speaks: JSON over HTTP/1.1, or gRPC over clear-text HTTP/2. */
export type Protocol = "http1" | "grpc";

/** One program under measurement. */
export interface Target {
  readonly name: string;
  readonly protocol: Protocol;
  /** The call that the load makes. Default: `webhook`. */
  readonly call?: string;
  readonly command: CommandLine;
  readonly env?: Readonly<Record<string, string>>;
}

const program = (file: string): string => join(compiled, "targets", file);
const node = (file: string): CommandLine => [process.execPath, program(file)];

/** Everything that runs on Node; the first of each protocol is what the others are compared with. */
export const nodeTargets: readonly Target[] = [
  { name: "node:http, JSON.parse and JSON.stringify", protocol: "http1", command: node("raw.js") },
  { name: "fulfillkit", protocol: "http1", command: node("fulfillkit.js") },
  { name: "Fastify, untyped", protocol: "http1", command: node("fastify.js") },
  { name: "Express, untyped", protocol: "http1", command: node("express.js") },
  { name: "node:http and protobuf-es", protocol: "http1", command: node("protobuf-es.js") },
  { name: "grpc-js and ts-proto", protocol: "grpc", command: node("grpc-js.js") },
  { name: "fulfillkit", protocol: "grpc", command: node("fulfillkit.js") },
];

/** The management API over a store, with some webhooks in it, under one kind of call. */
export function managementTarget(of: {
  readonly name: string;
  readonly store: string;
  readonly call: string;
  readonly protocol: Protocol;
  readonly webhooks: number;
}): Target {
  const { name, protocol, call } = of;
  const env = { STORE: of.store, WEBHOOKS: String(of.webhooks) };
  return { name, protocol, call, command: node("management.js"), env };
}

/**
 * ezcx, the Go framework of this field, on one processor like the others.
 *
 * @returns the target, or a sentence saying why it can't be measured here.
 */
export async function ezcxTarget(): Promise<Target | string> {
  // Built in a copy, so that what Go writes beside the sources stays out of them.
  const source = fileURLToPath(new URL("targets/ezcx", import.meta.url));
  const folder = program("ezcx");
  const binary = `${folder}/ezcx`;
  await cp(source, folder, { recursive: true });
  try {
    await run("go", ["build", "-mod=mod", "-o", binary, "."], { cwd: folder });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text.includes("ENOENT") ? "Go is not installed" : `it does not build: ${text.trim()}`;
  }
  return { name: "ezcx (Go)", protocol: "http1", command: [binary], env: { GOMAXPROCS: "1" } };
}

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientPackage, makeClientPackage } from "../../scripts/client-package.ts";
import { createRouter } from "../../src/index.ts";
import { serve } from "../../src/server/index.ts";
import { root, textOf } from "./modules.ts";

/** What a team writes that installs the client alone. */
const program = `
import { createManagementClient, ManagementError, type ManagementClientOptions } from "@fulfillkit/client";
import { WebhookSchema } from "@fulfillkit/client/gen/google/cloud/dialogflow/cx/v3/webhook_pb.js";

const [, , endpoint = "", protocol = ""] = process.argv;
const parent = "projects/p/locations/global/agents/" + protocol;
await using client = createManagementClient({
  endpoint,
  protocol: protocol as NonNullable<ManagementClientOptions["protocol"]>,
});
const value = { uri: "https://a.example/" };
const webhook = { displayName: "One", webhook: { case: "genericWebService", value } } as const;
const { name } = await client.webhooks.create({ parent, webhook });
const environment = { displayName: "E", versionConfigs: [{ version: parent + "/flows/f/versions/1" }] };
const made = await client.environments.create({ parent, environment }).result();
const listed: string[] = [];
for await (const { displayName } of client.webhooks.list({ parent })) listed.push(displayName);
const failure: unknown = await client.webhooks.get({ name: name + "0" }).catch((thrown: unknown) => thrown);
process.stdout.write(JSON.stringify({
  type: WebhookSchema.typeName, listed, made: made.displayName, code: failure instanceof ManagementError && failure.code,
}));
`;

describe("the client's own package, installed", () => {
  const home = mkdtempSync(join(tmpdir(), "fulfillkit-client-"));
  const run = async (command: string, ...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(command, args, { cwd: home, encoding: "utf8" })).stdout;

  beforeAll(async () => {
    await promisify(execFile)("node", ["scripts/build.ts"], { cwd: root });
    makeClientPackage();
    await run("npm", "pack", "--ignore-scripts", join(root, clientPackage));
    const tarball = readdirSync(home).find((name) => name.endsWith(".tgz")) ?? "";
    const installed = join(home, "node_modules/@fulfillkit/client");
    mkdirSync(installed, { recursive: true });
    await run("tar", "xzf", tarball, "--strip-components=1", "-C", installed);
    // Its dependencies and nothing else: what it needs besides is not found.
    const { dependencies } = JSON.parse(textOf(join(clientPackage, "package.json"))) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    for (const name of [...Object.keys(dependencies), "@types/node"]) {
      mkdirSync(join(home, "node_modules", name, ".."), { recursive: true });
      symlinkSync(join(root, "node_modules", name), join(home, "node_modules", name));
    }
    writeFileSync(join(home, "package.json"), JSON.stringify({ type: "module", private: true }));
    writeFileSync(join(home, "app.ts"), program);
  });
  afterAll(() => rmSync(home, { recursive: true }));

  it("type-checks, its declarations too", async () => {
    const flags =
      "--strict --noEmit --target es2023 --lib es2024,esnext.disposable --types node --module nodenext";
    await expect(
      run(join(root, "node_modules/.bin/tsc"), ...flags.split(" "), "app.ts"),
    ).resolves.toBe("");
  });

  it.each(["grpc", "connect", "rest"])("manages webhooks by %s", async (protocol) => {
    const router = createRouter().fallback(() => {});
    await using server = await serve(router, { port: 0, host: "127.0.0.1", management: {} });
    expect(JSON.parse(await run("node", "app.ts", server.url, protocol))).toEqual({
      type: "google.cloud.dialogflow.cx.v3.Webhook",
      listed: ["One"],
      made: "E",
      code: "NOT_FOUND",
    });
  });

  it("has no module that the client does not lead to", () => {
    const folders = readdirSync(join(root, clientPackage, "dist/src"));
    expect(folders.filter((name) => !name.includes("."))).toEqual([
      "client",
      "dispatch",
      "management",
      "transcoding",
    ]);
  });
});

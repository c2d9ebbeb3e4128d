import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root, textOf } from "./modules.ts";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Imports from every subpath but the transcoder's, as a team that installs the package writes it. */
const program = `
import { createRouter, reply, WebhookError } from "fulfillkit";
import { serve } from "fulfillkit/server";
import * as testing from "fulfillkit/testing";
import * as mock from "fulfillkit/testing/mock";
import * as codec from "fulfillkit/codec";
import * as adapter from "fulfillkit/fetch";
import { defineConfig } from "fulfillkit/config";
import { createManagementClient, type ManagementClient } from "fulfillkit/client";
import { WebhookRequestSchema } from "fulfillkit/gen/google/cloud/dialogflow/cx/v3/webhook_pb.js";
import { WebhookService } from "fulfillkit/gen/fulfillkit/v1/webhook_pb.js";
import { WebhookServiceService } from "fulfillkit/ts-proto/fulfillkit/v1/webhook.js";

interface Account { readonly balance: number }
const account: Account = { balance: 12.5 };
// Exported, so that its declaration has to name its types.
export const router = createRouter()
  .use(async ({ session }, next) => next({ user: session.id }))
  .tag("whose", ({ context }) => reply().text(context.user).setParameters(account))
  .fallback(() => reply().text("Hello."));
export const config = defineConfig({ module: router, serve: { management: { store: "memory:" } } });
export const connected = (endpoint: string): ManagementClient => createManagementClient({ endpoint });
// @ts-expect-error it needs context that nobody adds
export const unserved = (): unknown => serve(createRouter<{ readonly user: string }>());
const server = await serve(router, { port: 0, host: "127.0.0.1" });
const answer = await fetch(server.url, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ fulfillmentInfo: { tag: "t" }, sessionInfo: { session: "projects/p/locations/l/agents/a/sessions/s" } }),
});
const body: unknown = await answer.json();
await server.close();
const names = [testing, mock, codec, adapter].map((module) => Object.keys(module).length > 0);
process.stdout.write(JSON.stringify({
  status: answer.status,
  body,
  names,
  error: new WebhookError("NOT_FOUND").code,
  message: WebhookRequestSchema.typeName,
  service: [WebhookService.typeName, ...Object.keys(WebhookServiceService)],
}));
`;

/** The transcoder takes Connect's routers, so that its declarations need Connect's. */
const transcoding = `
import { createTranscoder, type TranscoderOptions } from "fulfillkit/transcoding";
import { WebhookService } from "fulfillkit/gen/fulfillkit/v1/webhook_pb.js";

const options: TranscoderOptions = { services: (router) => void router.service(WebhookService, {}) };
export const transcoder = createTranscoder(options);
`;

describe("the package, installed", () => {
  const home = mkdtempSync(join(tmpdir(), "fulfillkit-"));
  const modules = join(home, "node_modules");
  const run = (command: string, ...args: readonly string[]): string =>
    execFileSync(command, args, { cwd: home, encoding: "utf8" });

  beforeAll(() => {
    execFileSync("node", ["scripts/build.ts"], { cwd: root });
    execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", home], { cwd: root });
    const tarball = readdirSync(home).find((name) => name.endsWith(".tgz")) ?? "";
    mkdirSync(join(modules, "fulfillkit"), { recursive: true });
    run("tar", "xzf", tarball, "--strip-components=1", "-C", join(modules, "fulfillkit"));
    // What npm would fetch, from this repository: dependencies, and the peers that ts-proto and Node's types need.
    const { dependencies } = JSON.parse(textOf("package.json")) as Manifest;
    for (const name of [...Object.keys(dependencies), "@grpc/grpc-js", "@types/node"]) {
      mkdirSync(join(modules, name, ".."), { recursive: true });
      symlinkSync(join(root, "node_modules", name), join(modules, name));
    }
    writeFileSync(join(home, "package.json"), JSON.stringify({ type: "module", private: true }));
    writeFileSync(join(home, "app.ts"), program);
    writeFileSync(join(home, "transcoding.ts"), transcoding);
  });
  afterAll(() => rmSync(home, { recursive: true }));

  /** What the compiler prints of a strict program that knows Node alone, one line for each error. */
  const compile = (
    file: string,
    { resolution = "nodenext", lib = "", skipLibCheck = "false" },
  ): readonly string[] => {
    const module = resolution === "bundler" ? "preserve" : "nodenext";
    const flags = [
      "--strict --pretty false --declaration --emitDeclarationOnly --outDir types",
      `--target es2023 --lib es2024,esnext.disposable${lib} --types node --skipLibCheck ${skipLibCheck}`,
      `--module ${module} --moduleResolution ${resolution}`,
    ];
    const { stdout } = spawnSync(
      join(root, "node_modules/.bin/tsc"),
      [...flags.join(" ").split(" "), file],
      { cwd: home, encoding: "utf8" },
    );
    return stdout.split("\n").filter((line) => line !== "");
  };

  it.each(["nodenext", "bundler"])("type-checks for %s, its declarations too", (resolution) => {
    expect(compile("app.ts", { resolution })).toEqual([]);
  });

  it.each([
    ["with the DOM's types", { lib: ",dom" }],
    ["without a check of declarations", { skipLibCheck: "true" }],
  ])("type-checks with the transcoder, too, %s", (_, options) => {
    expect(compile("transcoding.ts", options)).toEqual([]);
  });

  it("fails with the transcoder and neither of them, for a name that Connect needs", () => {
    const errors = compile("transcoding.ts", {});
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors)
      expect(error).toMatch(/node_modules\/@connectrpc\/.*Cannot find name 'HeadersInit'/);
  });

  it("runs, from every subpath", () => {
    expect(JSON.parse(run("node", "app.ts"))).toMatchObject({
      status: 200,
      body: { fulfillmentResponse: { messages: [{ text: { text: ["Hello."] } }] } },
      names: [true, true, true, true],
      error: "NOT_FOUND",
      message: "google.cloud.dialogflow.cx.v3.WebhookRequest",
      service: ["fulfillkit.v1.WebhookService", "handleWebhook"],
    });
  });

  it("has a command line that starts", () => {
    const { version } = JSON.parse(textOf("package.json")) as { readonly version: string };
    expect(run("node", join(modules, "fulfillkit/dist/src/cli/main.js"), "--version").trim()).toBe(
      version,
    );
  });

  it("has the protos, importable by their public names", () => {
    const protos = join(modules, "fulfillkit/proto");
    expect(readdirSync(join(protos, "google/cloud/dialogflow/cx/v3"))).toContain("webhook.proto");
  });
});

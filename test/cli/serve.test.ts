import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningCommand, startCommand } from "./process.ts";

const agent = (text: string): string =>
  `import { createRouter, reply } from "${new URL("../../src/index.ts", import.meta.url).href}";
   export default createRouter().tag("hello", () => reply().text(${JSON.stringify(text)}));`;

let folder: string;
let running: RunningCommand | undefined;
beforeEach(async () => {
  // Inside the project, so that the modules may import its dependencies.
  folder = await mkdtemp(join(process.cwd(), ".build-cli-"));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  running = startCommand(["serve", ...args], { cwd: folder, env });
  const [, url = ""] = await running.printed(/listens on (\S+)/);
  return url;
}

async function say(url: string): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ fulfillmentInfo: { tag: "hello" } }),
  });
  return response.json();
}

const saying = (text: string): object => ({
  fulfillmentResponse: { messages: [{ text: { text: [text] } }] },
});

describe("serve", () => {
  it("serves a TypeScript module until it is asked to stop", async () => {
    await writeFile(join(folder, "agent.ts"), agent("Hello!"));
    const url = await start(["agent.ts", "--port", "0"]);
    expect(await say(`${url}/webhook`)).toMatchObject(saying("Hello!"));
    const { code, errors } = (await running?.stop()) ?? {};
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    await expect(say(url)).rejects.toThrow("fetch failed");
  });

  it("prints what is where, and a line to try it", async () => {
    await writeFile(join(folder, "agent.js"), agent("Hello!"));
    const url = await start(["agent.js", "--port", "0"]);
    const output = running?.output() ?? "";
    expect(output).toContain("POST / /webhook");
    expect(output).toContain("JSON: tag hello");
    expect(output).toContain("/fulfillkit.v1.WebhookService/HandleWebhook");
    expect(output).toContain("/livez /readyz /metrics");
    expect(output).toContain(
      `curl ${url}/webhook -H 'content-type: application/json' -d '{"fulfillmentInfo":{"tag":"hello"}}'`,
    );
  });

  it("takes the port from the environment", async () => {
    await writeFile(join(folder, "agent.js"), agent("Hello!"));
    const url = await start(["agent.js", "--host", "127.0.0.1"], { PORT: "0" });
    expect(await say(url)).toMatchObject(saying("Hello!"));
  });

  it("takes module and options from the config file, and flags before them", async () => {
    await writeFile(join(folder, "agent.js"), agent("From the config."));
    await writeFile(
      join(folder, "fulfillkit.config.ts"),
      `import { defineConfig } from "${new URL("../../src/cli/config.ts", import.meta.url).href}";
       export default defineConfig({ module: "./agent.js", serve: { port: 1, paths: ["/hook"], metrics: false } });`,
    );
    const url = await start(["--port", "0"]);
    expect(await say(`${url}/hook`)).toMatchObject(saying("From the config."));
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
  });

  it("takes limits by name", async () => {
    await writeFile(join(folder, "agent.js"), agent("Hello!"));
    const url = await start(["agent.js", "--port", "0", "--limit", "bodyBytes=10"]);
    expect(await say(url)).toMatchObject({ error: { code: 413 } });
  });

  it.each<readonly [string, readonly string[], string | undefined]>([
    ["not without a flag", [], undefined],
    ["public addresses alone, by --dispatch", ["--dispatch"], "RESULT_FAILED"],
    ["what is allowed, by https", ["--dispatch-allow", "loopback"], "RESULT_FAILED"],
    ["this machine", ["--dispatch", "--allow-loopback-http"], "RESULT_DONE"],
  ])("calls webhooks for others: %s", async (_, flags, result) => {
    await writeFile(join(folder, "agent.js"), agent("Hello!"));
    const url = await start(["agent.js", "--port", "0", "--host", "127.0.0.1", ...flags]);
    const banner = running?.output() ?? "";
    expect(banner.includes("/v3/webhooks:dispatch")).toBe(flags.length > 0);
    const response = await fetch(`${url}/v3/webhooks:dispatch`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        settings: { genericWebService: { uri: `${url}/webhook` } },
        request: { fulfillmentInfo: { tag: "hello" } },
      }),
    });
    expect(((await response.json()) as { result?: string }).result).toBe(result);
  });

  it("adds what flags allow to what the config says of calls", async () => {
    await writeFile(join(folder, "agent.js"), agent("Hello!"));
    await writeFile(
      join(folder, "fulfillkit.config.mjs"),
      `export default { module: "./agent.js", serve: { dispatch: {
         behaviours: { disabledWebhook: "fail" },
         transport: { addresses: { http: "loopback" } },
       } } };`,
    );
    const url = await start(["--port", "0", "--host", "127.0.0.1", "--dispatch-allow", "loopback"]);
    const body = (disabled: boolean): string =>
      JSON.stringify({
        settings: { disabled, genericWebService: { uri: `${url}/webhook` } },
        request: { fulfillmentInfo: { tag: "hello" } },
      });
    const results: unknown[] = [];
    for (const disabled of [false, true]) {
      const headers = { "content-type": "application/json" };
      const init = { method: "POST", headers, body: body(disabled) };
      const response = await fetch(`${url}/v3/webhooks:dispatch`, init);
      results.push(((await response.json()) as { result: string }).result);
    }
    expect(results).toEqual(["RESULT_DONE", "RESULT_FAILED"]);
  });

  it.each([
    ["no module", [], /serve needs a module/],
    ["two modules", ["a.js", "b.js"], /one module, not 2/],
    ["a module that does not exist", ["missing.js"], /There is no module .*missing\.js/],
    ["a module without a router", ["empty.js"], /has no router as its default export/],
    ["a config file that does not exist", ["--config", "c.js"], /There is no config file/],
    [
      "a config with a key that no config has",
      ["--config", "wrong.js"],
      /has "port".*module, serve/,
    ],
    ["a port out of range", ["agent.js", "--port", "70000"], /from 0 to 65535/],
    ["half of TLS", ["agent.js", "--tls-cert", "c.pem"], /both --tls-cert and --tls-key/],
    ["a limit that does not exist", ["agent.js", "--limit", "bodyByte=1"], /There are: bodyBytes/],
    ["a limit without a number", ["agent.js", "--limit", "bodyBytes"], /a name and a number/],
    ["an unknown level", ["agent.js", "--log-level", "loud"], /takes debug, info, warn, error/],
    ["no addresses to call", ["agent.js", "--dispatch-allow", "x"], /"x" is no address/],
    ["an unknown wire format", ["agent.js", "--format", "cx/v2"], /there are: cx\/v3/],
  ] as const)("refuses %s with a sentence and exit code 2", async (_, args, message) => {
    await writeFile(join(folder, "agent.js"), agent("Hello!"));
    await writeFile(join(folder, "empty.js"), "export default {};");
    await writeFile(join(folder, "wrong.js"), "export default { port: 1 };");
    const { code, errors } = await startCommand(["serve", ...args], { cwd: folder }).result;
    expect(errors).toMatch(message);
    expect(code).toBe(2);
  });

  it("says that the port is taken", async () => {
    await writeFile(join(folder, "agent.js"), agent("Hello!"));
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const args = ["serve", "agent.js", "--host", "127.0.0.1", "--port", String(port)];
    const { code, errors } = await startCommand(args, { cwd: folder }).result;
    other.close();
    expect({ code, errors }).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/is taken/) as string,
    });
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMockWebhook } from "../../src/mock/index.ts";
import { createAuthority } from "../server/certificates.ts";
import { type RunningCommand, startCommand } from "./process.ts";

const rules = `
- tag: check-balance
  name: balance
  response: { payload: { balance: 12.5 } }
- tag: transfer
  duplicates: same
  sequence:
    - status: 503
      latency: 1ms
    - response: {}
`;

let folder: string;
let running: RunningCommand | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-mock-"));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function start(
  ...args: readonly string[]
): Promise<{ url: string; command: RunningCommand }> {
  await writeFile(join(folder, "rules.yaml"), rules);
  const command = startCommand(["mock", "rules.yaml", "--port", "0", ...args], { cwd: folder });
  running = command;
  const [, url = ""] = await command.printed(/listens on (\S+)/);
  return { url, command };
}

const call = (url: string, tag: string): Promise<Response> =>
  fetch(url, {
    method: "POST",
    body: JSON.stringify({ detectIntentResponseId: "id", fulfillmentInfo: { tag } }),
  });

describe("mock", () => {
  it("answers by the rules of a file, prints a line for each request, and counts at its end", async () => {
    const { url, command } = await start();
    expect(await (await call(url, "check-balance")).json()).toEqual({ payload: { balance: 12.5 } });
    expect((await call(url, "transfer")).status).toBe(503);
    expect((await call(url, "transfer")).status).toBe(503);
    expect((await call(url, "nothing")).status).toBe(404);
    const { code, output, errors } = await command.stop();
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(output.split("\n").slice(1)).toEqual([
      "#1 POST /, tag check-balance → 200 (balance, call 1)",
      "#2 POST /, tag transfer → 503, after 1ms (tag transfer, call 1)",
      "#3 POST /, tag transfer → 503, after 1ms (tag transfer, call 2, duplicate)",
      "#4 POST /, tag nothing → 404 (no rule)",
      "balance: 1",
      "tag transfer: 2",
      "",
    ]);
  });

  it("prints requests as JSON, a line each, and nothing else on standard output", async () => {
    await writeFile(join(folder, "rules.yaml"), rules);
    const other = await createMockWebhook([{}]);
    const { port } = other;
    await other.close();
    const args = ["mock", "rules.yaml", "--port", String(port), "--output", "json"];
    running = startCommand(args, { cwd: folder });
    await expect
      .poll(() => call(`http://127.0.0.1:${port}`, "x").catch(() => undefined))
      .toBeDefined();
    const { output, errors } = await running.stop();
    const [line = ""] = output.split("\n");
    expect(JSON.parse(line)).toMatchObject({
      number: 1,
      tag: "x",
      body: expect.any(String) as string,
    });
    expect(errors).toMatch(/listens on/);
  });

  it("prints nothing but the address where it is told to be quiet", async () => {
    const { url, command } = await start("--quiet");
    await call(url, "check-balance");
    expect((await command.stop()).output).toBe(`The mock webhook listens on ${url}\n`);
  });

  it("serves TLS", async () => {
    await using authority = await createAuthority();
    const { cert, key } = await authority.issue("server");
    const { url } = await start("--tls-cert", cert, "--tls-key", key);
    expect(url).toMatch(/^https:/);
  });

  it("tells every mistake in the file where it stands", async () => {
    await writeFile(join(folder, "bad.yaml"), "- tag: 5\n- status: 99\n  drop: no\n");
    const { code, errors } = await startCommand(["mock", "bad.yaml"], { cwd: folder }).result;
    expect(code).toBe(1);
    expect(errors).toBe(
      "bad.yaml:1:3: [0].tag: Should be text.\n" +
        "bad.yaml:2:3: [1].status: Should be an HTTP status, from 200 to 599.\n" +
        "bad.yaml:3:3: [1].drop: Should be before-headers or in-body.\n",
    );
  });

  it.each([
    ["no file", [], /one file of rules, not 0/],
    ["half of TLS", ["rules.yaml", "--tls-key", "k.pem"], /both --tls-cert and --tls-key/],
    ["a port out of range", ["rules.yaml", "--port", "70000"], /from 0 to 65535/],
    ["another format", ["rules.yaml", "-o", "yaml"], /--output takes text, json, not "yaml"/],
  ] as const)("refuses %s with a sentence and exit code 2", async (_, args, message) => {
    await writeFile(join(folder, "rules.yaml"), rules);
    const { code, errors } = await startCommand(["mock", ...args], { cwd: folder }).result;
    expect(errors).toMatch(message);
    expect(code).toBe(2);
  });

  it("says that the port is taken", async () => {
    await using other = await createMockWebhook([{}]);
    await writeFile(join(folder, "rules.yaml"), rules);
    const args = ["mock", "rules.yaml", "--port", String(other.port)];
    const { code, errors } = await startCommand(args, { cwd: folder }).result;
    expect(code).toBe(2);
    expect(errors).toMatch(/is taken/);
  });
});

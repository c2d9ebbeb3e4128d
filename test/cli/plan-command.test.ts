import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startCommand, type CommandResult, type CommandWorld } from "./process.ts";
import { agent, startServer, type ManagedServer } from "./server.ts";

let server: ManagedServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server[Symbol.asyncDispose]());

const version = `${agent}/flows/f/versions/1`;
const whole = `webhooks:
  - displayName: Payments
    genericWebService:
      uri: https://pay.example.com/webhook
      requestHeaders: { authorization: "Bearer \${env:PAY_TOKEN}" }
    timeout: 10s
  - displayName: Orders
    genericWebService: { uri: https://orders.example.com/webhook }
environments:
  - displayName: staging
    versionConfigs:
      - version: flows/f/versions/1
    webhookOverrides:
      - displayName: Payments
        genericWebService: { uri: https://pay.staging.example.com/webhook }
`;

/** Runs plan or apply on a file with a text. */
async function run(
  command: readonly string[],
  text: string,
  world: CommandWorld = {},
): Promise<CommandResult> {
  const path = join(folder, "webhooks.yaml");
  await writeFile(path, text);
  const [name = "", ...options] = command;
  return server.cli([name, "-f", path, ...options], {
    ...world,
    env: { PAY_TOKEN: "t0ken-1", ...world.env },
  });
}

describe("plan and apply", () => {
  it("show what is missing, create it in order, and then find nothing to do", async () => {
    const planned = await run(["plan"], whole);
    expect(planned).toEqual({
      code: 3,
      errors: "",
      output: `${agent} at ${server.url}

+ webhook Payments
    + displayName: Payments
    + genericWebService.uri: https://pay.example.com/webhook
    + genericWebService.requestHeaders["authorization"]: Bearer \${env:PAY_TOKEN}
    + timeout: 10s

+ webhook Orders
    + displayName: Orders
    + genericWebService.uri: https://orders.example.com/webhook

+ environment staging
    + displayName: staging
    + versionConfigs: [{"version":"${version}"}]
    + webhookOverrides["Payments"].genericWebService.uri: https://pay.staging.example.com/webhook

3 to create, 0 to change, 0 to delete.
`,
    });
    const applied = await run(["apply", "--yes"], whole);
    expect(applied.output).toMatch(
      /Created webhook Payments\nCreated webhook Orders\nCreated environment staging\n$/,
    );
    expect(applied.code).toBe(0);
    const again = await run(["plan"], whole);
    expect(again.output).toMatch(/Nothing to do: the agent is what the file says\.\n$/);
    expect(again.code).toBe(0);
  });

  it("show fields that differ, without the secrets among them", async () => {
    await run(["apply", "--yes"], whole);
    const changed = whole
      .replace("timeout: 10s", "disabled: true")
      .replace("pay.staging", "pay2.staging")
      .replace("Bearer", "Basic");
    const { code, output } = await run(["plan"], changed);
    expect(code).toBe(3);
    expect(output).toContain(`
~ webhook Payments
    ~ genericWebService.requestHeaders["authorization"]: (secret) → Basic \${env:PAY_TOKEN}
    - timeout: 10s
    + disabled: true

~ environment staging
    ~ webhookOverrides["Payments"].genericWebService.uri: https://pay.staging.example.com/webhook → https://pay2.staging.example.com/webhook

0 to create, 2 to change, 0 to delete.
`);
    expect(output).not.toContain("t0ken");
    expect((await run(["apply", "--yes"], changed)).code).toBe(0);
    expect((await run(["plan"], changed)).code).toBe(0);
  });

  it("list what the agent has beside the file, and leave it alone", async () => {
    await run(["apply", "--yes"], whole);
    const { code, output } = await run(["plan"], "webhooks: []\nenvironments: []\n");
    expect(code).toBe(0);
    expect(output).toContain(`Beside the file:
  webhook Payments is not in the file, and is left alone; --prune deletes it.
  webhook Orders is not in the file, and is left alone; --prune deletes it.
  environment staging is not in the file, and is left alone with its overrides of Payments.
`);
    const silent = await run(["plan"], "environments: []\n");
    expect(silent.output).not.toContain("webhook Payments is not");
  });

  it("delete last what the file does not have, once nothing overrides it", async () => {
    await run(["apply", "--yes"], whole);
    const text =
      "webhooks: []\nenvironments:\n  - displayName: staging\n    webhookOverrides: []\n";
    const { code, output } = await run(["apply", "--yes", "--prune"], text);
    expect(output).toMatch(
      /Updated environment staging\nDeleted webhook Payments\nDeleted webhook Orders\n$/,
    );
    expect(code).toBe(0);
    expect((await server.cli(["webhooks", "list", "-o", "json"])).output).toBe("[]\n");
  });

  it("want force to delete what an environment beside the file overrides", async () => {
    await run(["apply", "--yes"], whole);
    const refused = await run(["plan", "--prune"], "webhooks: []\n");
    expect(refused).toMatchObject({
      code: 1,
      errors:
        "webhook Payments can't be deleted: staging overrides it. Give --force, or put its overrides into the file.\n",
    });
    const forced = await run(["apply", "--prune", "--force", "--yes"], "webhooks: []\n");
    expect(forced.code).toBe(0);
    expect((await server.cli(["webhooks", "list", "-o", "json"])).output).toBe("[]\n");
  });

  it("refuse an override of a webhook that there is not", async () => {
    const { code, errors } = await run(
      ["plan"],
      whole
        .replace("- displayName: Orders", "- displayName: Pay")
        .replace(
          "- displayName: Payments\n        generic",
          "- displayName: Paiments\n        generic",
        ),
    );
    expect(code).toBe(1);
    expect(errors).toBe(
      "environment staging overrides the webhook Paiments, which there is not after this: it has Payments, Pay.\n",
    );
  });

  it("keep what an environment has beside the fields of the file", async () => {
    await run(["apply", "--yes"], whole);
    const { output } = await server.cli(["environments", "list", "-o", "json"]);
    const [{ name }] = JSON.parse(output) as [{ name: string }];
    await server.cli(["environments", "update", name, "--set", "description=By hand"]);
    expect((await run(["plan"], whole)).code).toBe(0);
    const { output: shown } = await server.cli(["environments", "get", name]);
    expect(shown).toMatch(/description +By hand/);
  });

  it("ask, and do nothing for any answer but yes", async () => {
    const asked: string[] = [];
    const answers = (answer: string): CommandWorld => ({
      answer: (question) => {
        asked.push(question);
        return answer;
      },
    });
    const no = await run(["apply"], whole, answers("y"));
    expect(no).toMatchObject({ code: 1, errors: "Nothing is changed.\n" });
    expect((await server.cli(["webhooks", "list", "-o", "json"])).output).toBe("[]\n");
    expect((await run(["apply"], whole, answers("yes"))).code).toBe(0);
    expect((await run(["apply"], whole, answers("no"))).code).toBe(0);
    expect(asked).toHaveLength(2);
  });

  it("do nothing where the agent changes while they ask", async () => {
    const input = "displayName: Orders\ngenericWebService: { uri: https://other.example.com }\n";
    const { code, errors } = await run(["apply"], whole, {
      answer: async () => {
        await server.cli(["webhooks", "create", "-f", "-"], { input });
        return "yes";
      },
    });
    expect(code).toBe(1);
    expect(errors).toMatch(/The agent has changed since this plan was made/);
  });

  it("end without a stack where they are stopped", async () => {
    const path = join(folder, "stopped.yaml");
    await writeFile(path, whole);
    const running = startCommand(["apply", "-f", path], {
      env: { PAY_TOKEN: "t", FULFILLKIT_ENDPOINT: server.url, FULFILLKIT_AGENT: agent },
      answer: () => {
        void running.stop();
        return "yes";
      },
    });
    expect(await running.result).toMatchObject({ code: 1, errors: "Stopped.\n" });
  });

  it("colour a plan on a terminal, unless NO_COLOR is set", async () => {
    const answer = (): string => "no";
    expect((await run(["plan"], whole, { answer })).output).toContain(
      "\u001B[32m+ webhook Payments\u001B[39m",
    );
    const plain = await run(["plan"], whole, { answer, env: { NO_COLOR: "1" } });
    expect(plain.output).not.toContain("\u001B");
  });

  it("say how far they came where the server refuses a step", async () => {
    const text = whole.replace("https://orders.example.com", "http://orders.example.com");
    const { code, errors } = await run(["apply", "--yes"], text);
    expect(code).toBe(1);
    expect(errors).toMatch(/^create webhook Orders: INVALID_ARGUMENT: /);
    expect(errors).toMatch(/1 of 3 steps are done, the others were not tried/);
  });

  it("find nothing to do where the server hides the same secrets, and say what can't be told", async () => {
    await server[Symbol.asyncDispose]();
    server = await startServer({ store: "memory:", maskSecrets: true });
    await run(["apply", "--yes"], whole);
    const { code, output } = await run(["plan"], whole);
    expect(code).toBe(0);
    expect(output).toContain("The server hides secrets");
  });

  it.each([
    ["no file", ["plan"], 2, /Which file\?/],
    ["a file that is not there", ["plan", "-f", "missing.yaml"], 1, /missing\.yaml can't be read/],
    ["no terminal to ask at", ["apply", "-f", "-"], 2, /give --yes/],
    [
      "JSON without --yes, since nothing can be asked",
      ["apply", "-f", "-", "-o", "json"],
      2,
      /--yes/,
    ],
    ["a format that there is not", ["plan", "-f", "-", "-o", "yaml"], 2, /text, json, not "yaml"/],
    ["an argument too many", ["plan", "-f", "-", "x"], 2, /an argument too many: x/],
  ] as const)("refuse %s", async (_, args, code, message) => {
    const result = await server.cli(args, { input: "webhooks: []\n" });
    expect(result.errors).toMatch(message);
    expect(result.code).toBe(code);
  });

  it("are printed as JSON, too, without the secrets", async () => {
    const planned = await run(["plan", "--output", "json"], whole);
    expect(planned).toMatchObject({ code: 3, errors: "" });
    expect(JSON.parse(planned.output)).toMatchObject({
      agent,
      endpoint: server.url,
      changes: [
        { action: "create", resource: { kind: "webhook", displayName: "Payments" } },
        { action: "create", resource: { kind: "webhook", displayName: "Orders" } },
        { action: "create", resource: { kind: "environment", displayName: "staging" } },
      ],
      notes: [],
    });
    const applied = await run(["apply", "--yes", "-o", "json"], whole);
    expect(applied.code).toBe(0);
    expect(applied.output).not.toContain("t0ken");
    expect(JSON.parse(applied.output)).toMatchObject({
      changes: [{ outcome: "done" }, { outcome: "done" }, { outcome: "done" }],
    });
    const changed = whole.replace("Bearer ${env:PAY_TOKEN}", "t0ken-2").replace("10s", "12s");
    const again = await run(["plan", "-o", "json"], changed);
    expect(again.code).toBe(3);
    expect(again.output).not.toContain("t0ken");
    expect(JSON.parse(again.output)).toMatchObject({
      changes: [
        {
          action: "update",
          resource: { name: expect.stringMatching(/\/webhooks\//) as unknown },
          fields: [
            {
              path: 'genericWebService.requestHeaders["authorization"]',
              from: "********",
              to: "********",
              secret: true,
            },
            { path: "timeout", from: "10s", to: "12s", secret: false },
          ],
        },
      ],
    });
    expect(JSON.parse((await run(["plan", "-o", "json"], whole)).output)).toMatchObject({
      changes: [],
    });
  });

  it("tell in JSON how far they came where the server refuses a step", async () => {
    const text = whole.replace("https://orders.example.com", "http://orders.example.com");
    const { code, errors, output } = await run(["apply", "--yes", "-o", "json"], text);
    expect(code).toBe(1);
    expect(errors).toMatch(/^create webhook Orders: INVALID_ARGUMENT: /);
    expect(JSON.parse(output)).toMatchObject({
      changes: [{ outcome: "done" }, { outcome: "failed" }, { outcome: "not-tried" }],
    });
  });

  it("refuse a file about another agent than the one that is given", async () => {
    const { code, errors } = await run(["plan"], `agent: ${agent}-2\nwebhooks: []\n`);
    expect(code).toBe(2);
    expect(errors).toMatch(/leave one of them out/);
  });
});

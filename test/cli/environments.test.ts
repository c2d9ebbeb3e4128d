import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { agent, startServer, type ManagedServer } from "./server.ts";

let server: ManagedServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server[Symbol.asyncDispose]());

const webhook = "displayName: Payments\ngenericWebService: { uri: https://pay.example.com }\n";
const version = `${agent}/flows/f/versions/1`;
const environment = `displayName: staging
versionConfigs: [{ version: ${version} }]
webhookOverrides:
  - displayName: Payments
    genericWebService: { uri: https://staging.example.com, password: hush, username: u }
`;

/** Creates a webhook and an environment that overrides it, and gives their names. */
async function create(): Promise<{ webhook: string; environment: string }> {
  const nameIn = (output: string): string => output.trim().split(": ").at(-1) ?? "";
  const first = await server.cli(["webhooks", "create", "-f", "-"], { input: webhook });
  const second = await server.cli(["environments", "create", "-f", "-"], { input: environment });
  expect(second.errors).toMatch(/^Creating environment staging \(operation [\w-]+\) …\n$/);
  return { webhook: nameIn(first.output), environment: nameIn(second.output) };
}

describe("environments", () => {
  it("are created with overrides by display name, and listed", async () => {
    await create();
    const { output } = await server.cli(["environments", "list"]);
    expect(output).toMatch(
      /^ID +DISPLAY NAME +VERSIONS +OVERRIDES +UPDATED\n\S+ +staging +1 +1 +20\S+Z\n$/,
    );
  });

  it("are exported with display names and without secrets, and imported elsewhere", async () => {
    await create();
    const { output, errors } = await server.cli(["environments", "export"]);
    expect(parse(output)).toEqual({
      environments: [
        {
          displayName: "staging",
          versionConfigs: [{ version: "flows/f/versions/1" }],
          webhookOverrides: [
            {
              displayName: "Payments",
              genericWebService: {
                uri: "https://staging.example.com",
                username: "u",
                password: "${env:STAGING_PAYMENTS_PASSWORD}",
              },
            },
          ],
        },
      ],
    });
    expect(errors).toContain("It needs the variables STAGING_PAYMENTS_PASSWORD.");
    const env = { STAGING_PAYMENTS_PASSWORD: "hush", FULFILLKIT_AGENT: `${agent}-2` };
    await server.cli(["webhooks", "create", "-f", "-"], { input: webhook, env });
    const args = ["environments", "import", "-f", "-"];
    const imported = await server.cli(args, { input: output, env });
    expect(imported.output).toBe("Created environment staging\n");
    expect((await server.cli(args, { input: output, env })).output).toBe(
      "Unchanged environment staging\n",
    );
  });

  it("refuse an override of a webhook that the agent does not have", async () => {
    const { code, errors } = await server.cli(["environments", "create", "-f", "-"], {
      input: environment,
    });
    expect(code).toBe(1);
    expect(errors).toBe(
      'The environment "staging" overrides the webhook "Payments", which the agent does not have. It has none.\n',
    );
  });

  it("remember what they were like", async () => {
    const names = await create();
    await server.cli(["environments", "update", names.environment, "--set", "description=Second"]);
    const { output } = await server.cli(["environments", "history", names.environment]);
    expect(output.trim().split("\n")).toHaveLength(3);
    expect(output).toMatch(/staging +1 +1 +Second\n/);
  });

  it("show which URL they call, and who decided so", async () => {
    const names = await create();
    const args = ["environments", "effective-webhooks", names.environment];
    expect((await server.cli(args)).output).toMatch(
      /WEBHOOK +URI +OVERRIDDEN +CREDENTIALS\nPayments +https:\/\/staging\.example\.com +yes +basic/,
    );
    const one = await server.cli([...args, names.webhook]);
    expect(one.output).toMatch(
      /generic_web_service\.uri +https:\/\/staging\.example\.com +environment\n/,
    );
    const draft = await server.cli(["environments", "effective-webhooks", "draft"]);
    expect(draft.output).toMatch(/Payments +https:\/\/pay\.example\.com +no/);
  });

  it("get versions of flows, and tests", async () => {
    const { environment: name } = await create();
    const next = "flows/f/versions/3";
    const deployed = await server.cli([
      "environments",
      "deploy-flow",
      name,
      "--flow-version",
      next,
    ]);
    expect(deployed).toMatchObject({ code: 0 });
    expect(deployed.output).toMatch(/deployment +projects\//);
    expect(deployed.output).not.toContain("hush");
    const tested = await server.cli(["environments", "run-continuous-test", name]);
    expect(tested).toMatchObject({ code: 0 });
    expect(tested.output).toMatch(/continuousTestResult\.result +PASSED/);
    const { output } = await server.cli(["environments", "results", name]);
    expect(output).toMatch(/TIME +RESULT +TESTS +ID\n20\S+ +PASSED +0 /);
  });

  it("fail with exit code 1 where a test did not pass", async () => {
    const { environment: name } = await create();
    await server.cli([
      "environments",
      "update",
      name,
      "--set",
      `testCasesConfig.testCases=["${agent}/testCases/t"]`,
    ]);
    const { code, output } = await server.cli(["environments", "run-continuous-test", name]);
    expect(output).toMatch(/FAILED/);
    expect(code).toBe(1);
  });

  it("are deleted", async () => {
    const { environment: name } = await create();
    expect((await server.cli(["environments", "delete", name])).output).toBe(`Deleted ${name}\n`);
    expect((await server.cli(["environments", "get", name])).errors).toMatch(
      /^NOT_FOUND: [^]*Reason: RESOURCE_NOT_FOUND\n$/,
    );
  });
});

describe("environments create and update with --no-wait", () => {
  const operation = /^projects\/p\/locations\/us-central1\/operations\/[\w-]+\n$/;

  /** Waits for the operation whose name was printed, and gives what it ended with. */
  async function ended(printed: string): Promise<unknown> {
    const args = ["operations", "wait", printed.trim(), "--output", "json"];
    const { response } = JSON.parse((await server.cli(args)).output) as { response: unknown };
    return response;
  }

  it("print the names of their operations, and nothing else", async () => {
    await server.cli(["webhooks", "create", "-f", "-"], { input: webhook });
    const create = ["environments", "create", "-f", "-", "--no-wait"];
    const created = await server.cli(create, { input: environment });
    expect(created).toMatchObject({ code: 0, errors: "" });
    expect(created.output).toMatch(operation);
    const made = (await ended(created.output)) as { readonly name: string };
    expect(made).toMatchObject({ displayName: "staging" });
    const update = ["environments", "update", made.name, "--set", "description=x", "--no-wait"];
    const updated = await server.cli(update);
    expect(updated).toMatchObject({ code: 0, errors: "" });
    expect(updated.output).toMatch(operation);
    expect(await ended(updated.output)).toMatchObject({ description: "x" });
  });

  it("print one name for each environment of the file", async () => {
    const versions = `versionConfigs: [{ version: ${version} }]`;
    const input = `- { displayName: staging, ${versions} }\n- { displayName: live, ${versions} }\n`;
    const args = ["environments", "create", "-f", "-", "--no-wait"];
    const { output } = await server.cli(args, { input });
    expect(output.trim().split("\n")).toHaveLength(2);
  });

  it("are refused by webhooks, which are written at once", async () => {
    const args = ["webhooks", "create", "-f", "-", "--no-wait"];
    const { code, errors } = await server.cli(args, { input: webhook });
    expect(code).toBe(2);
    expect(errors).toContain("--no-wait");
  });
});

describe("operations", () => {
  it("are listed, shown, waited for, cancelled and deleted", async () => {
    const { environment: name } = await create();
    const args = ["environments", "run-continuous-test", name, "--no-wait"];
    const operation = (await server.cli(args)).output.trim();
    const id = operation.split("/").at(-1)!;
    const waited = await server.cli(["operations", "wait", id]);
    expect(waited).toMatchObject({ code: 0, errors: `Waiting for operation ${id} …\n` });
    expect(waited.output).toMatch(/state +done\n/);
    const { output } = await server.cli(["operations", "list"]);
    expect(output).toMatch(/ID +STATE +OF +ERROR\n/);
    expect(output).toContain(`${id}  done   RunContinuousTestResponse`);
    const shown = await server.cli(["operations", "get", id, "-o", "json"]);
    expect(JSON.parse(shown.output)).toMatchObject({ name: operation, done: true });
    expect((await server.cli(["operations", "cancel", id])).output).toBe(
      `Asked to cancel ${operation}\n`,
    );
    expect((await server.cli(["operations", "delete", id])).output).toBe(`Deleted ${operation}\n`);
    expect((await server.cli(["operations", "wait", id])).code).toBe(1);
  });
});

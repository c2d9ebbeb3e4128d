import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
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

/** A file with a text, and its path. */
async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const payments = `displayName: Payments
genericWebService:
  uri: https://pay.example.com/webhook
  requestHeaders: { authorization: Bearer secret-1 }
timeout: 10s
`;

/** Creates a webhook and gives its full name. */
async function create(text = payments): Promise<string> {
  const { code, output, errors } = await server.cli(["webhooks", "create", "-f", "-"], {
    input: text,
  });
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  return output.trim().split(": ").at(-1) ?? "";
}

describe("webhooks", () => {
  it("are created from a file and listed as a table", async () => {
    const name = await create();
    const { code, output } = await server.cli(["webhooks", "list"]);
    expect(code).toBe(0);
    const id = name.split("/").at(-1) ?? "";
    expect(output).toBe(
      `${"ID".padEnd(id.length)}  DISPLAY NAME  TYPE      URI                              TIMEOUT  DISABLED\n` +
        `${id}  Payments      standard  https://pay.example.com/webhook  10s      no\n`,
    );
  });

  it.each(["grpc", "connect", "rest"])("travel by %s", async (protocol) => {
    await create();
    const { output } = await server.cli([
      "webhooks",
      "list",
      "--protocol",
      protocol,
      "--output",
      "json",
    ]);
    expect(JSON.parse(output)).toMatchObject([{ displayName: "Payments" }]);
  });

  it("are shown by id and by full name, without their secrets", async () => {
    const name = await create();
    const byId = await server.cli(["webhooks", "get", name.split("/").at(-1)!, "-o", "yaml"]);
    expect(parse(byId.output)).toEqual({
      name,
      displayName: "Payments",
      genericWebService: {
        uri: "https://pay.example.com/webhook",
        requestHeaders: { authorization: "********" },
      },
      timeout: "10s",
    });
    const byName = await server.cli(["webhooks", "get", name], {
      env: { FULFILLKIT_AGENT: "" },
    });
    expect(byName.output).toContain('genericWebService.requestHeaders["authorization"]  ********');
    const open = await server.cli(["webhooks", "get", name, "--show-secrets"]);
    expect(open.output).toContain("Bearer secret-1");
  });

  it("are updated by single fields, and tell what changed", async () => {
    const name = await create();
    const { code, output } = await server.cli([
      "webhooks",
      "update",
      name,
      "--set",
      "timeout=5s",
      "--set",
      "genericWebService.requestHeaders.x-team=a",
      "--set",
      "disabled=true",
    ]);
    expect({ code, output }).toEqual({
      code: 0,
      output: [
        "Updated webhook Payments",
        '  + genericWebService.requestHeaders["x-team"]: (secret)',
        "  ~ timeout: 10s → 5s",
        "  + disabled: true",
        "",
      ].join("\n"),
    });
  });

  it("are updated from a file, which clears what it leaves out", async () => {
    const name = await create();
    const path = await file("update.yaml", payments.replace("timeout: 10s\n", ""));
    expect((await server.cli(["webhooks", "update", name, "-f", path])).output).toBe(
      "Updated webhook Payments\n  - timeout: 10s\n",
    );
    expect((await server.cli(["webhooks", "update", name, "-f", path])).output).toBe(
      "Nothing to change in webhook Payments\n",
    );
  });

  it("are updated in $EDITOR, where secrets are hidden and stay", async () => {
    const name = await create();
    const editor = await file(
      "editor.sh",
      `#!/bin/sh\ngrep -q 'Bearer secret' "$1" && exit 9\nsed -i.old 's/timeout: 10s/timeout: 7s/' "$1"\n`,
    );
    await chmod(editor, 0o755);
    const { code, output } = await server.cli(["webhooks", "update", name], {
      env: { EDITOR: editor },
    });
    expect({ code, output }).toEqual({
      code: 0,
      output: "Updated webhook Payments\n  ~ timeout: 10s → 7s\n",
    });
    const open = await server.cli(["webhooks", "get", name, "--show-secrets"]);
    expect(open.output).toContain("Bearer secret-1");
  });

  it("keep the text that was edited where it is wrong", async () => {
    const name = await create();
    const editor = await file("bad-editor.sh", `echo "displayNam: x" > "$1"\n`);
    const { code, errors } = await server.cli(["webhooks", "update", name], {
      env: { EDITOR: `sh ${editor}` },
    });
    expect(code).toBe(1);
    const [, kept = ""] = /Your text is kept in (\S+)\./.exec(errors) ?? [];
    expect(errors).toContain(`${kept}:1:1: Webhook has no field "displayNam". It has name,`);
    await rm(join(kept, ".."), { recursive: true });
  });

  it("stay as they are where the editor changes nothing or fails", async () => {
    const name = await create();
    const idle = await server.cli(["webhooks", "update", name], { env: { EDITOR: "true" } });
    expect(idle.output).toBe("Nothing to change in webhook Payments\n");
    const failing = await server.cli(["webhooks", "update", name], { env: { EDITOR: "false" } });
    expect(failing).toMatchObject({
      code: 1,
      errors: "The editor ended with code 1: nothing is changed.\n",
    });
  });

  it("are deleted", async () => {
    const name = await create();
    expect((await server.cli(["webhooks", "delete", name])).output).toBe(`Deleted ${name}\n`);
    expect((await server.cli(["webhooks", "list", "-o", "json"])).output).toBe("[]\n");
  });

  it("are exported without secrets, and imported with them from the environment", async () => {
    await create();
    await create(payments.replace("Payments", "Orders").replace("secret-1", "secret-2"));
    const exported = await server.cli(["webhooks", "export"]);
    expect(exported.output).not.toContain("secret-");
    expect(exported.errors).toBe(
      "Secrets are not in the file. It needs the variables PAYMENTS_AUTHORIZATION, ORDERS_AUTHORIZATION.\n",
    );
    const path = await file("export.yaml", exported.output.replace("10s", "3s"));
    const missing = await server.cli(["webhooks", "import", "-f", path]);
    expect(missing.errors).toMatch(
      /export\.yaml:\d+:\d+: The environment variable PAYMENTS_AUTHORIZATION is not set\./,
    );
    const env = {
      PAYMENTS_AUTHORIZATION: "Bearer secret-1",
      ORDERS_AUTHORIZATION: "Bearer secret-2",
    };
    const imported = await server.cli(["webhooks", "import", "-f", path], { env });
    expect(imported.output).toBe("Updated webhook Payments\nUnchanged webhook Orders\n");
    const elsewhere = await server.cli(
      ["webhooks", "import", "-f", path, "--agent", `${agent}-2`],
      { env },
    );
    expect(elsewhere.output).toBe("Created webhook Payments\nCreated webhook Orders\n");
  });

  it("are created from lists and many documents, and every mistake is told where it is", async () => {
    const path = await file(
      "wrong.yaml",
      `- displayName: a\n  timeout: soon\n---\nwebhooks:\n  - displayName: b\n    uri: https://b\n  - displayName: a\n`,
    );
    const { code, errors } = await server.cli(["webhooks", "create", "-f", path]);
    expect(code).toBe(1);
    expect(errors.split("\n")).toEqual([
      `${path}:2:12: timeout should be a duration, such as 5s.`,
      expect.stringContaining(`${path}:6:5: Webhook has no field "uri".`),
      `${path}:7:5: "a" stands already in line 1.`,
      "",
    ]);
  });

  it("that a server refuses are told with every wrong field and what to do", async () => {
    const { code, errors } = await server.cli(["webhooks", "create", "-f", "-"], {
      input: "displayName: x\ngenericWebService: { uri: http://example.com }\ntimeout: 60s\n",
    });
    expect(code).toBe(1);
    expect(errors).toMatch(/^INVALID_ARGUMENT: /);
    expect(errors).toMatch(/\n {2}webhook\.generic_web_service\.uri: /);
    expect(errors).toMatch(/\n {2}webhook\.timeout: /);
    expect(errors).toMatch(/Reason: INVALID_RESOURCE\n$/);
  });

  it.each([
    ["no agent", ["list", "--agent", "x"], /is no agent's name/],
    ["a name of another kind", ["get", "projects/p"], /is no webhook: give its id/],
    ["no webhook", ["get"], /Which webhook\?/],
    ["an unknown format", ["list", "-o", "xml"], /--output takes table, json, yaml/],
    ["an unknown protocol", ["list", "--protocol", "soap"], /takes grpc, connect, rest/],
    ["an endpoint that is none", ["list", "--endpoint", "http://x/y"], /a scheme and a host/],
    ["a path that there is not", ["update", "x", "--set", "a=b"], /Which webhook|NOT_FOUND/],
    ["--set and a file", ["update", "x", "--set", "a=b", "-f", "c"], /either --set or -f/],
    ["no file", ["create"], /Give a file by -f/],
  ] as const)("refuse %s", async (_, args, message) => {
    const { code, errors } = await server.cli(["webhooks", ...args]);
    expect(errors).toMatch(message);
    expect(code).toBeGreaterThan(0);
  });

  it("say that no server is there", async () => {
    const world = { env: { FULFILLKIT_ENDPOINT: "http://127.0.0.1:1" } };
    const { code, errors } = await server.cli(["webhooks", "list", "--protocol", "rest"], world);
    expect(code).toBe(1);
    expect(errors).toMatch(/UNAVAILABLE: [^]*Is the server running/);
  }, 5000);
});

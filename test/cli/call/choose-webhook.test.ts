import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  Webhook_GenericWebService_HttpMethod as HttpMethod,
  Webhook_GenericWebService_WebhookType as WebhookType,
  type Webhook_GenericWebService as GenericWebService,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { CallValues } from "../../../src/cli/call/call-options.ts";
import { chooseWebhook, type ChosenWebhook } from "../../../src/cli/call/choose-webhook.ts";
import type { CommandContext } from "../../../src/cli/command.ts";
import { createAuthority } from "../../dispatch/transport/certificates.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-test-"));
  await writeFile(
    join(folder, "w.yaml"),
    `agent: projects/p/locations/global/agents/a
webhooks:
  - { displayName: Orders, genericWebService: { uri: "https://orders.example.com/" } }
  - { displayName: Pay, genericWebService: { uri: "https://pay.example.com/" }, timeout: 9s }
environments:
  - displayName: live
    webhookOverrides:
      - { displayName: Pay, genericWebService: { uri: "https://live.example.com/" } }
`,
  );
  await writeFile(join(folder, "body.json"), '{"file": true}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const choose = (
  values: CallValues,
  ...positionals: readonly string[]
): ReturnType<typeof chooseWebhook> =>
  chooseWebhook({
    values,
    positionals,
    overrideMerge: "replace",
    // Files are all that it needs of its world.
    context: { cwd: folder, env: {} } as unknown as CommandContext,
  });

const serviceOf = ({ webhook }: ChosenWebhook): GenericWebService =>
  webhook.webhook.value as GenericWebService;

describe("a webhook by its URL", () => {
  it.each<readonly [CallValues, string, string]>([
    [{}, "The URL is called as it stands: references are for flexible webhooks", "a standard one"],
    [{ method: "GET" }, "", "a flexible one, whose references are rendered"],
  ])("with references and %j is told of: %j (%s)", async (values, told) => {
    let printed = "";
    const printError = (text: string): void => void (printed += text);
    const url = "https://example.com/$session.params.id";
    await chooseWebhook({
      values: { ...values, url },
      positionals: [],
      overrideMerge: "replace",
      context: { cwd: folder, env: {}, printError } as unknown as CommandContext,
    });
    expect(printed.slice(0, told.length || undefined)).toBe(told);
  });

  it("is a standard one, unless something of a flexible one is given", async () => {
    const header = ["X-A: $session.params.a"];
    const chosen = await choose({ url: "https://example.com/", header });
    expect(chosen.typed).toBe(true);
    expect(serviceOf(chosen)).toMatchObject({
      uri: "https://example.com/",
      webhookType: WebhookType.WEBHOOK_TYPE_UNSPECIFIED,
      requestHeaders: { "X-A": "$session.params.a" },
    });
    const map = ["a=$.b", "$flow.c=$.d"];
    const flexible = await choose({ url: "https://example.com/", method: "get", map });
    expect(serviceOf(flexible)).toMatchObject({
      webhookType: WebhookType.FLEXIBLE,
      httpMethod: HttpMethod.GET,
      parameterMapping: { a: "$.b", "$flow.c": "$.d" },
    });
  });

  it.each([
    ["as it is", '{"a": 1}', '{"a": 1}'],
    ["of a file", "@body.json", '{"file": true}'],
  ])("has a body %s", async (_, body, requestBody) => {
    const chosen = await choose({ url: "https://example.com/", body });
    expect(serviceOf(chosen)).toMatchObject({ requestBody, httpMethod: HttpMethod.POST });
  });

  it("has the timeout and the authorities that are given", async () => {
    await using authority = await createAuthority();
    await writeFile(join(folder, "ca.pem"), authority.pem);
    const chosen = await choose({ url: "https://example.com/", timeout: 2.5, ca: "ca.pem" });
    expect(chosen.webhook.timeout).toMatchObject({ seconds: 2n, nanos: 500_000_000 });
    expect(serviceOf(chosen).allowedCaCerts.map((der) => Buffer.from(der))).toEqual([
      Buffer.from(authority.der),
    ]);
  });
});

describe("a webhook of a file", () => {
  it("is known by its display name, with the override of an environment in force", async () => {
    const chosen = await choose({ file: "w.yaml" }, "Pay");
    expect(serviceOf(chosen).uri).toBe("https://pay.example.com/");
    expect(chosen).toMatchObject({
      typed: false,
      place: { agent: "projects/p/locations/global/agents/a" },
    });
    const live = await choose({ file: "w.yaml", environment: "live" }, "Pay");
    expect(serviceOf(live).uri).toBe("https://live.example.com/");
    expect(live).toMatchObject({
      place: { environment: "live" },
      webhook: { displayName: "Pay", timeout: { seconds: 9n } },
    });
    const draft = await choose({ file: "w.yaml", environment: "draft" }, "Pay");
    expect(serviceOf(draft).uri).toBe("https://pay.example.com/");
    const untouched = await choose({ file: "w.yaml", environment: "live" }, "Orders");
    expect(serviceOf(untouched).uri).toBe("https://orders.example.com/");
  });

  it.each<readonly [string, CallValues, readonly string[]]>([
    ["Which webhook of w.yaml? It has Orders, Pay.", { file: "w.yaml" }, []],
    ['w.yaml has no webhook "Other". It has Orders, Pay.', { file: "w.yaml" }, ["Other"]],
    ['no environment "dev". It has live.', { file: "w.yaml", environment: "dev" }, ["Pay"]],
    ["--method, --body and --map go with --url", { file: "w.yaml", method: "GET" }, ["Pay"]],
    ["none.yaml can't be read", { file: "none.yaml" }, []],
  ])("says: %s", async (text, values, positionals) => {
    await expect(choose(values, ...positionals)).rejects.toThrow(text);
  });
});

describe("a command line that names no webhook that there can be", () => {
  const url = "https://example.com/";
  it.each<readonly [string, CallValues, readonly string[]]>([
    ["Which webhook?", {}, []],
    ["one webhook, not 2", {}, ["a", "b"]],
    ["Give one webhook", { url }, ["a"]],
    ["Give one webhook", { url, file: "w.yaml" }, []],
    ['"localhost:8080" is no URL', { url: "localhost:8080" }, []],
    ["not with --url", { url, environment: "e" }, []],
    ["--method takes POST, GET", { url, method: "FETCH" }, []],
    ["at most 30 seconds", { url, timeout: 31 }, []],
    ["at most 30 seconds", { url, timeout: 0 }, []],
    ["--map takes name=value", { url, map: ["a"] }, []],
    ["is no agent's name", { url, agent: "a" }, []],
    ["is no agent's name", { file: "w.yaml", agent: "a" }, ["Pay"]],
    ["Which agent?", {}, ["w"]],
    ["is no webhook", {}, ["projects/p/webhooks/w"]],
    ["go with --url", { body: "{}" }, ["w"]],
  ])("is told: %s", async (text, values, positionals) => {
    await expect(choose(values, ...positionals)).rejects.toThrow(text);
  });
});

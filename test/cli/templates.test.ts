import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fromJson, type JsonObject } from "@bufbuild/protobuf";
import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebhookSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { readResourceFile } from "../../src/cli/resources/resource-file.ts";
import { createDispatcher } from "../../src/dispatch/dispatcher.ts";
import type { Outcome } from "../../src/dispatch/outcome.ts";
import { webhookViolations } from "../../src/management/webhook-rules.ts";
import { createMockWebhook, type MockRule, type MockWebhook } from "../../src/mock/index.ts";
import { cxRequest } from "../../src/testing/request.ts";
import { createAuthority, type TestAuthority } from "../server/certificates.ts";
import { startCommand } from "./process.ts";

const secretVersion = "projects/p/secrets/salesforce/versions/1";

const templates = (...args: readonly string[]) => startCommand(["templates", ...args]).result;

const sets = (values: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(values).flatMap(([name, value]) => ["--set", `${name}=${value}`]);

const org = { domain: "example.my.salesforce.com", clientId: "an-id", clientSecret: secretVersion };

describe("templates list", () => {
  it("prints a row for each, or JSON", async () => {
    const { code, output } = await templates("list");
    expect(code).toBe(0);
    expect(output).toMatch(/^NAME +SERVICE +SUMMARY\n(salesforce-\w+ +Salesforce +\S.*\n){4}$/);
    expect(JSON.parse((await templates("list", "-o", "json")).output)).toContainEqual({
      name: "salesforce-query",
      service: "Salesforce",
      summary: "Find records by a SOQL query",
    });
  });
});

describe("templates show", () => {
  it("prints the parameters and the webhook, or JSON", async () => {
    const { output } = await templates("show", "salesforce-query");
    expect(output).toMatch(/^salesforce-query \(Salesforce\): Find records by a SOQL query\.\n/);
    expect(output).toMatch(/^domain +\(required\) +The host of the org/m);
    expect(output).toContain(String.raw`"['\\\\]", "\\\\$0")`);
    expect(output).toMatch(/^apiVersion +v62\.0 +/m);
    expect(output).toContain("tokenEndpoint: https://${domain}/services/oauth2/token");
    const json = JSON.parse((await templates("show", "salesforce-query", "-o", "json")).output) as {
      parameters: unknown;
    };
    expect(json.parameters).toContainEqual({
      name: "apiVersion",
      description: "The version of the REST API",
      type: "text",
      required: false,
      default: "v62.0",
      pattern: String.raw`^v\d+\.\d+$`,
      expects: "a version such as v62.0",
    });
  });
});

describe("templates apply", () => {
  const query = { ...org, soql: "SELECT Id FROM Account" };

  it("prints a file of resources that webhooks create takes, in YAML or JSON", async () => {
    for (const format of ["yaml", "json"]) {
      const { code, output } = await templates(
        "apply",
        "salesforce-query",
        ...sets(query),
        "-o",
        format,
      );
      expect(code).toBe(0);
      const options = { file: "f", folder: "/", env: {}, bare: "webhooks" } as const;
      expect(readResourceFile(output, options).webhooks).toMatchObject([
        { message: { displayName: "Salesforce query", timeout: { seconds: 10n } } },
      ]);
    }
  });

  it("leaves references to the environment to the reader of the file", async () => {
    const values = sets({ ...query, clientId: "${env:CLIENT_ID}" });
    const { output } = await templates("apply", "salesforce-query", ...values);
    expect(output).toContain("clientId: ${env:CLIENT_ID}\n");
  });

  it("tells what the management API would refuse", async () => {
    const values = sets({ ...query, timeout: "90s" });
    const { code, errors } = await templates("apply", "salesforce-query", ...values);
    expect(code).toBe(1);
    expect(errors).toMatch(/comes to is no webhook:\nwebhook\.timeout: Is longer than 30s\./);
  });

  it.each([
    ["no template", ["apply"], 2, /takes the name of one template, not 0/],
    ["one that there is not", ["show", "x"], 2, /no template "x"; there are salesforce-create, /],
    [
      "--set without a value",
      ["apply", "salesforce-get", "--set", "a"],
      2,
      /--set takes <name>=<value>/,
    ],
    ["missing values", ["apply", "salesforce-get"], 1, /domain: Give it by --set domain=…/],
    ["arguments of list", ["list", "x"], 2, /takes no arguments/],
    ["another format", ["list", "-o", "yaml"], 2, /--output takes table, json/],
  ] as const)("refuses %s", async (_, args, expected, message) => {
    const { code, errors } = await templates(...args);
    expect(errors).toMatch(message);
    expect(code).toBe(expected);
  });
});

/** A template, what is filled in, and the request and the parameters that it comes to. */
interface Case {
  readonly name: string;
  readonly set: Readonly<Record<string, string>>;
  readonly answer: MockRule;
  readonly request: { readonly method: string; readonly path: string; readonly body: string };
  readonly parameters: JsonObject;
}

const parameters = { company: String.raw`O'Neill & \Sons`, id: "001xx0/1" };

const cases: readonly Case[] = [
  {
    name: "salesforce-query",
    set: {
      // As the description of the parameter has it.
      soql: String.raw`SELECT Id FROM Account WHERE Name = '$sys.func.SUBSTITUTE($session.params.company, "['\\\\]", "\\\\$0")'`,
    },
    answer: { response: { totalSize: 1, done: true, records: [{ Id: "001" }] } },
    request: {
      method: "GET",
      path: "/services/data/v62.0/query?q=SELECT%20Id%20FROM%20Account%20WHERE%20Name%20%3D%20%27O%5C%27Neill%20%26%20%5C%5CSons%27",
      body: "",
    },
    parameters: { records: [{ Id: "001" }], totalSize: 1 },
  },
  {
    name: "salesforce-get",
    set: {
      object: "Account",
      recordId: "$session.params.id",
      fields: "Name,Phone",
      mapping: '{"phone":"$.Phone"}',
    },
    answer: { response: { Name: "N", Phone: "1" } },
    request: {
      method: "GET",
      path: "/services/data/v62.0/sobjects/Account/001xx0%2F1?fields=Name%2CPhone",
      body: "",
    },
    parameters: { phone: "1" },
  },
  {
    name: "salesforce-create",
    set: { object: "Account", fields: '{"Name":"$session.params.company"}', apiVersion: "v60.0" },
    answer: { status: 201, response: { id: "001", success: true, errors: [] } },
    request: {
      method: "POST",
      path: "/services/data/v60.0/sobjects/Account",
      body: String.raw`{"Name":"O'Neill & \\Sons"}`,
    },
    parameters: { recordId: "001" },
  },
  {
    name: "salesforce-update",
    set: { object: "Contact", recordId: "003", fields: '{"Phone":"5"}' },
    answer: { status: 204 },
    request: {
      method: "PATCH",
      path: "/services/data/v62.0/sobjects/Contact/003",
      body: '{"Phone":"5"}',
    },
    parameters: {},
  },
];

describe("a shipped template", () => {
  let authority: TestAuthority;
  let tls: { readonly cert: string; readonly key: string };
  beforeAll(async () => {
    authority = await createAuthority();
    const { cert, key } = await authority.issue("org");
    tls = { cert: await readFile(cert, "utf8"), key: await readFile(key, "utf8") };
  });
  afterAll(() => authority[Symbol.asyncDispose]());

  it("is tested here, whichever it is", async () => {
    const all = JSON.parse((await templates("list", "-o", "json")).output) as { name: string }[];
    expect(cases.map(({ name }) => name).toSorted()).toEqual(all.map(({ name }) => name));
  });

  async function applied(one: Case, server: MockWebhook): Promise<JsonObject> {
    const values = { ...org, domain: new URL(server.url).host, ...one.set };
    const { errors, output } = await templates("apply", one.name, ...sets(values));
    expect(errors).toBe("");
    return parse(output) as JsonObject;
  }

  async function callOf(json: JsonObject): Promise<Outcome> {
    const webhook = fromJson(WebhookSchema, json);
    expect(
      webhookViolations(webhook, { field: "w", location: "global", allowLoopbackHttp: false }),
    ).toEqual([]);
    if (webhook.webhook.case === "genericWebService")
      webhook.webhook.value.allowedCaCerts = [new X509Certificate(authority.caText).raw];
    await using dispatcher = createDispatcher({
      behaviours: { tokenEndpointTrust: "webhook" },
      transport: { addresses: { allow: ["loopback"] } },
      secrets: {
        resolve: (name) => Promise.resolve(name === secretVersion ? "a secret" : undefined),
      },
    });
    return await dispatcher.call({ webhook, request: cxRequest({ parameters }) });
  }

  it.each(cases)("$name makes the right request, with a token of the org", async (one) => {
    const rules: readonly MockRule[] = [
      { path: "/services/oauth2/token", method: "POST", response: { access_token: "a-token" } },
      one.answer,
    ];
    await using server = await createMockWebhook(rules, { tls });
    const outcome = await callOf(await applied(one, server));
    expect(outcome.failure).toBeUndefined();
    expect(outcome.result).toBe("done");
    const [token, call] = server.requests;
    expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
      grant_type: "client_credentials",
      client_id: "an-id",
      client_secret: "a secret",
    });
    expect(call).toMatchObject(one.request);
    const headers = new Headers(
      call?.headers.map(([name, value]): [string, string] => [name, value]),
    );
    expect(headers.get("authorization")).toBe("Bearer a-token");
    if (one.request.body !== "") expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(outcome.session.parameters).toEqual({ ...parameters, ...one.parameters });
  });
});

import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  DispatchResponse_Result as Result,
  DispatchResponseSchema,
  type DispatchResponse,
} from "../../gen/es/fulfillkit/v1/dispatch_pb.ts";
import { createMockWebhook, type MockWebhook } from "../../src/mock/index.ts";
import { createAuthority } from "../dispatch/transport/certificates.ts";
import { startCommand, type CommandResult, type CommandWorld } from "./process.ts";
import { agent, startServer } from "./server.ts";

const balance = { sessionInfo: { parameters: { balance: 12.5 } } };

let mock: MockWebhook;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-test-"));
  mock = await createMockWebhook([
    { tag: "fail", status: 503 },
    { tag: "drop", drop: "before-headers" },
    { tag: "recover", sequence: [{ drop: "before-headers" }, { response: balance }] },
    { tag: "hang", latency: "60s" },
    { path: "/rate/EUR", method: "GET", response: { rate: 1.25 } },
    { response: balance },
  ]);
});
afterEach(async () => {
  await mock.close();
  await rm(folder, { recursive: true, force: true });
});

/** Calls the mock by its URL. */
const call = (args: readonly string[], world: CommandWorld = {}): Promise<CommandResult> =>
  startCommand(["call", ...args], { cwd: folder, ...world }).result;

const callMock = (args: readonly string[], world?: CommandWorld): Promise<CommandResult> =>
  call(["--url", mock.url, ...args], world);

const documentOf = ({ output }: CommandResult): DispatchResponse =>
  fromJson(DispatchResponseSchema, JSON.parse(output) as JsonValue);

describe("call --url", () => {
  it("calls, and shows request, attempt, effects and the end", async () => {
    const result = await callMock([
      "--tag",
      "t",
      "-p",
      "n=5",
      "--header",
      "X-N: $session.params.n",
    ]);
    expect(result).toMatchObject({ code: 0, errors: "" });
    expect(result.output).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+\n/);
    expect(result.output).toContain("\n  X-N: 5\n");
    expect(result.output).toContain("Attempt 1: HTTP 200 from 127.0.0.1:");
    expect(result.output).toContain("  + parameter set: balance = 12.5\n");
    expect(result.output).toMatch(/\nDone in \d+ ms\n$/);
    expect(mock.requests[0]?.headers).toContainEqual(["X-N", "5"]);
  });

  it("ends with 1 and the event where the call fails, told while it is retried", async () => {
    const failed = await callMock(["--tag", "fail", "--watch"]);
    expect(failed.code).toBe(1);
    expect(failed.output).toContain("  Event: webhook.error.unavailable, then webhook.error\n");
    expect(failed.errors).toMatch(/^Attempt 1 …\nAttempt 1, after \d+ ms: HTTP 503\n$/);
    const retried = await callMock(["--tag", "drop", "--retries", "2", "--watch"]);
    expect(retried.code).toBe(1);
    expect(retried.errors).toMatch(/Attempt 3, a retry …\nAttempt 3, after .+: .+\n$/);
  });

  it.each(["json", "yaml"])("prints a DispatchResponse as %s", async (format) => {
    const result = await callMock(["--tag", "recover", "--output", format, "--show-curl"]);
    const read = (text: string): JsonValue =>
      (format === "json" ? JSON.parse(text) : parse(text)) as JsonValue;
    const json = read(result.output);
    const response = fromJson(DispatchResponseSchema, json);
    expect(response).toMatchObject({ result: Result.DONE, parameters: { balance: 12.5 } });
    expect(response.attempts).toHaveLength(2);
    expect(result.errors).toMatch(/^curl -X POST/);
  });

  it("calls flexible webhooks", async () => {
    const args = ["--method", "GET", "--map", "rate=$.rate", "-p", "currency=EUR", "-o", "json"];
    const url = `${mock.url}/rate/$session.params.currency`;
    const response = documentOf(await call(["--url", url, ...args]));
    expect(response).toMatchObject({ parameters: { currency: "EUR", rate: 1.25 } });
    expect(mock.requests[0]).toMatchObject({ method: "GET", body: "" });
  });

  it("masks credentials unless they are asked for, in the curl line as well", async () => {
    const args = ["--tag", "t", "--bearer", "s3cret", "--show-curl"];
    expect((await callMock(args)).output).not.toContain("s3cret");
    const { output } = await callMock([...args, "--show-secrets"]);
    expect(output).toContain("-H 'Authorization: Bearer s3cret'");
    expect(mock.requests[0]?.headers).toContainEqual(["Authorization", "Bearer s3cret"]);
  });

  it("is given up when the command is asked to stop", async () => {
    const running = startCommand(["call", "--url", mock.url, "--tag", "hang"], { cwd: folder });
    await expect.poll(() => mock.requests.length).toBe(1);
    const result = await running.stop();
    expect(result.code).toBe(1);
    expect(result.output).toContain("CANCELLED");
  });

  it("gives up at the timeout", async () => {
    const args = ["--tag", "hang", "--timeout", "0.1", "--retries", "0", "-o", "json"];
    const response = documentOf(await callMock(args));
    expect(response.events[0]).toBe("webhook.error.timeout");
  });

  it("has colours and a spinner on a terminal alone, and no colours with NO_COLOR", async () => {
    const answer = (): string => "";
    const coloured = await callMock(["--tag", "t"], { answer });
    expect(coloured.output).toContain("\u001B[32mDone in");
    expect(coloured.errors).toContain("Calling");
    const plain = await callMock(["--tag", "t"], { answer, env: { NO_COLOR: "1" } });
    expect(plain.output).not.toContain("\u001B");
  });

  it("shows certificates, and trusts its own authorities", async () => {
    await using authority = await createAuthority();
    const [server, client] = [await authority.issue("server"), await authority.issue("client")];
    await using secured = await createMockWebhook([{ response: balance }], {
      tls: { cert: server.cert, key: server.key, clientCa: authority.pem },
    });
    await writeFile(join(folder, "ca.pem"), authority.pem);
    await writeFile(join(folder, "cert.pem"), client.cert);
    await writeFile(join(folder, "key.pem"), client.key);
    const url = secured.url.replace("127.0.0.1", "localhost");
    const refused = await call(["--url", url, "--retries", "0"]);
    expect(refused.code).toBe(1);
    expect(refused.output).toContain("add --ca with its file");
    const files = ["--ca", "ca.pem", "--client-cert", "cert.pem", "--client-key", "key.pem"];
    expect(await call(["--url", url, ...files])).toMatchObject({ code: 0 });
  });

  it.each<readonly [readonly string[], string]>([
    [[], "Which webhook?"],
    [["--url", "https://example.com/", "--output", "xml"], "--output takes text, json, yaml"],
    [["--url", "https://example.com/", "--allow", "nowhere"], '"nowhere" is no address'],
    [["--url", "https://example.com/", "--behaviour", "x=y"], "There is no behaviour x"],
  ])("ends with 2 for %j", async (args, text) => {
    const { code, errors } = await call(args);
    expect(code).toBe(2);
    expect(errors).toContain(text);
  });

  it("calls nothing private that is not allowed, and says which flag does", async () => {
    const { code, output } = await call(["--url", "https://10.255.255.1/", "--retries", "0"]);
    expect(code).toBe(1);
    expect(output).toContain("add --allow private");
  });
});

describe("call -f", () => {
  it("calls a webhook of a file with a request of another, and hides what the file may hide", async () => {
    const service = `{ uri: "${mock.url}", requestHeaders: { X-Team: "\${env:TEAM}" } }`;
    await writeFile(join(folder, "w.yaml"), `displayName: W\ngenericWebService: ${service}\n`);
    await writeFile(join(folder, "r.json"), '{"fulfillmentInfo": {"tag": "t"}}');
    const args = ["-f", "w.yaml", "--request", "r.json"];
    const world = { env: { TEAM: "hush" } };
    const refused = await call(args, world);
    expect(refused.code).toBe(1);
    expect(refused.output).toContain("--allow-loopback-http");
    const called = await call([...args, "--allow-loopback-http"], world);
    expect(called).toMatchObject({ code: 0 });
    expect(called.output).not.toContain("hush");
    expect(mock.requests[0]?.headers).toContainEqual(["X-Team", "hush"]);
  });
});

describe("call of a Service Directory service", () => {
  it("goes to the endpoint that a file has, under the name of the URL", async () => {
    const service = "projects/p/locations/l/namespaces/n/services/s";
    const web = 'genericWebService: { uri: "http://orders.internal/hook" }';
    const webhook = `displayName: W\nserviceDirectory: { service: ${service}, ${web} }\n`;
    await writeFile(join(folder, "w.yaml"), webhook);
    await writeFile(
      join(folder, "endpoints.json"),
      JSON.stringify({ [service]: [`127.0.0.1:${mock.port}`] }),
    );
    const args = ["-f", "w.yaml", "--endpoints", "endpoints.json", "--allow-loopback-http"];
    expect(await call(args)).toMatchObject({ code: 0 });
    const headers = mock.requests[0]?.headers.map(([name, value]) => [name.toLowerCase(), value]);
    expect(headers).toContainEqual(["host", "orders.internal"]);
  });
});

describe("call by name", () => {
  it("calls a resource of the management API as an environment has it", async () => {
    await using server = await startServer({ allowLoopbackHttp: true });
    const input = `webhooks: [{ displayName: W, genericWebService: { uri: "https://example.com/" } }]`;
    await server.cli(["webhooks", "create", "-f", "-"], { input });
    const environment = `displayName: live
versionConfigs: [{ version: ${agent}/flows/f/versions/1 }]
webhookOverrides: [{ displayName: W, genericWebService: { uri: "${mock.url}", requestHeaders: { X-Team: hush } } }]`;
    await server.cli(["environments", "create", "-f", "-"], { input: environment });
    const idOf = async (kind: string): Promise<string> => {
      const { output } = await server.cli([kind, "list", "-o", "json"]);
      const [first] = JSON.parse(output) as { readonly name: string }[];
      return first?.name.split("/").at(-1) ?? "";
    };
    const webhook = await idOf("webhooks");
    const live = await idOf("environments");
    const args = ["call", webhook, "--environment", live, "--tag", "t", "--allow-loopback-http"];
    const called = await server.cli(args);
    expect(called).toMatchObject({ code: 0, errors: "" });
    expect(called.output).toContain(`/environments/${live}/sessions/`);
    expect(called.output).toContain("X-Team: ********");
    expect(mock.requests[0]?.headers).toContainEqual(["X-Team", "hush"]);
    const full = `${agent}/webhooks/${webhook}`;
    const named = ["call", full, "--environment", live, "--allow-loopback-http"];
    expect(await server.cli(named, { env: { FULFILLKIT_AGENT: "" } })).toMatchObject({ code: 0 });
    const none = await server.cli(["call", "none", "--tag", "t"]);
    expect(none).toMatchObject({
      code: 1,
      errors: `${agent}/webhooks/none does not exist. Resources go by id or whole name, which list shows.\n`,
    });
  });
});

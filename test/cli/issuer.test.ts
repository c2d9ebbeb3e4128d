import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "@bufbuild/protobuf";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebhookSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { localIssuerFromFile } from "../../src/cli/issuer-key.ts";
import { createDispatcher, type Outcome } from "../../src/dispatch/index.ts";
import { cxRequest } from "../../src/testing/index.ts";
import { startCommand, type CommandResult, type RunningCommand } from "./process.ts";

let folder: string;
let running: RunningCommand | undefined;
let webhook: Server | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-issuer-"));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  webhook?.closeAllConnections();
  webhook?.close();
  webhook = undefined;
  await rm(folder, { recursive: true, force: true });
});

const issuer = (...args: readonly string[]): RunningCommand =>
  startCommand(["issuer", ...args], { cwd: folder });

/** What the command says that a webhook is to be told. */
interface Told {
  readonly issuer: string;
  readonly keys: string;
}

async function serveIssuer(...args: readonly string[]): Promise<Told> {
  running = issuer("--port", "0", ...args);
  const [, url = "", keys = ""] = await running.printed(
    /issuer {7}(\S+)\n {2}keys \(JWKS\) {2}(\S+)/,
  );
  await running.printed(/To try it:\n.*\n.*\n/);
  return { issuer: url, keys };
}

/** A webhook that answers those who have a token of the issuer for its URL, or for another one. */
async function startWebhook(told: Told, audience?: string): Promise<string> {
  const keys = createRemoteJWKSet(new URL(told.keys));
  const server = createServer((request, response) => {
    const token = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    jwtVerify(token, keys, { issuer: told.issuer, audience: audience ?? url })
      .then(
        ({ payload }) => [200, { payload: { caller: payload["email"] } }] as const,
        () => [401, {}] as const,
      )
      .then(([status, body]) => {
        response.writeHead(status, { "content-type": "application/json" });
        return response.end(JSON.stringify(body));
      })
      .catch(() => response.destroy());
  });
  webhook = server;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
  return url;
}

/** Calls a webhook as the service agent, whose tokens are signed with the key of the file. */
async function dispatch(uri: string, told: Told): Promise<Outcome> {
  const google = await localIssuerFromFile("issuer-key.json", { cwd: folder, url: told.issuer });
  const addresses = { allow: ["loopback"], http: "loopback" } as const;
  const dispatcher = createDispatcher({ google, transport: { addresses } });
  try {
    const service = { case: "genericWebService", value: { uri } } as const;
    return await dispatcher.call({
      webhook: create(WebhookSchema, { displayName: "w", webhook: service }),
      request: cxRequest(),
    });
  } finally {
    await dispatcher.close();
  }
}

const post = async (url: string, token: string): Promise<number> =>
  (await fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` }, body: "{}" }))
    .status;

describe("issuer", () => {
  it("serves what a webhook verifies the calls of a dispatcher by", async () => {
    const told = await serveIssuer();
    const { status, response } = await dispatch(`${await startWebhook(told)}?a=1`, told);
    expect(status).toMatchObject({ code: 0 });
    expect(response?.message.payload).toEqual({
      caller: "service-123456789012@gcp-sa-dialogflow.iam.gserviceaccount.com",
    });
  });

  it("makes tokens that a webhook refuses if they are for another one", async () => {
    const told = await serveIssuer();
    const { status } = await dispatch(await startWebhook(told, "https://other.example/"), told);
    expect(status).toMatchObject({ code: 16, message: expect.stringContaining("401") as string });
  });

  it("prints tokens for whoever calls, and for no other audience", async () => {
    const told = await serveIssuer();
    const url = await startWebhook(told);
    const token = async (audience: string): Promise<CommandResult> =>
      issuer("token", "--audience", audience, "--issuer-url", told.issuer).result;
    const { code, output, errors } = await token(url);
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(await post(url, output.trim())).toBe(200);
    expect(await post(url, (await token("https://other.example/")).output.trim())).toBe(401);
    expect(await post(url, `${output.trim().slice(0, -4)}AAAA`)).toBe(401);
  });

  it("has a discovery document, and keeps its key from one start to the next, for its owner alone", async () => {
    const told = await serveIssuer();
    const discovery = await fetch(`${told.issuer}/.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({ issuer: told.issuer, jwks_uri: told.keys });
    const keys = await (await fetch(told.keys)).text();
    expect(keys).not.toContain('"d"');
    expect((await stat(join(folder, "issuer-key.json"))).mode & 0o777).toBe(0o600);
    await running?.stop();
    expect(await (await fetch((await serveIssuer()).keys)).text()).toBe(keys);
  });

  it("tells what to configure and how to try it", async () => {
    const named = ["--issuer-url", "https://issuer.example", "--email", "a@example.com"];
    const audience = ["--audience", "https://hook.example/w"];
    running = issuer("--port", "0", "--issuer-key", "it's", ...named, ...audience);
    await running.printed(/\n$/);
    const { code, output, errors } = await running.stop();
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(output.replace(/port \d+/, "port N"))
      .toBe(`The issuer https://issuer.example listens on port N

A webhook that verifies its ID tokens is told:
  issuer       https://issuer.example
  keys (JWKS)  https://issuer.example/.well-known/jwks.json
  audience     https://hook.example/w
  email        a@example.com

To try it:
  curl 'https://hook.example/w' -H "Authorization: Bearer $(fulfillkit issuer token --audience 'https://hook.example/w' --issuer-key 'it'\\''s' --issuer-url 'https://issuer.example' --email 'a@example.com')" \\
    -H 'Content-Type: application/json' -d '{"fulfillmentInfo": {"tag": "try"}}'
`);
  });

  it.each([
    ["a token for nobody", ["token"], /^Whom is the token for\?/],
    ["another word", ["tokens"], /^There is an argument too many: tokens\./],
    ["an issuer that is no URL", ["--port", "0", "--issuer-url", "x"], /^--issuer-url takes a URL/],
    ["a port that is none", ["--port", "99999"], /^--port takes a number from 0 to 65535\./],
  ])("refuses %s", async (_, args, sentence) => {
    const { code, errors } = await issuer(...args).result;
    expect(code).toBe(2);
    expect(errors).toMatch(sentence);
  });

  it("says that a port is taken", async () => {
    const { issuer: url } = await serveIssuer();
    const { code, errors } = await issuer("--port", new URL(url).port).result;
    expect(code).toBe(2);
    expect(errors).toMatch(/^Port \d+ is taken/);
  });
});

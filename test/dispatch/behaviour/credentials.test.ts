/** How calls prove who makes them (§5.1 to §5.4), against TLS servers made here. */
// oxlint-disable typescript/no-deprecated -- webhooks with a user name and a password go on working
import { inspect } from "node:util";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Webhook_GenericWebService_ServiceAgentAuth as ServiceAgentAuth } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import {
  createDispatcher,
  createLocalIssuer,
  type Dispatcher,
  type DispatcherOptions,
  type GoogleTokens,
  type LocalIssuer,
  type Outcome,
} from "../../../src/dispatch/index.ts";
import { cxRequest } from "../../../src/testing/index.ts";
import { secretName, secretsOf } from "../credentials/fixture.ts";
import { webhookTo, type Settings } from "../fixture.ts";
import { createAuthority, type Authority, type Issued } from "../transport/certificates.ts";
import { listenHttp, type Listening } from "../transport/fixture.ts";
import { local } from "./call.ts";
import type { Row } from "./evidence.ts";
import {
  headerOf,
  startWebhook,
  type Answering,
  type Received,
  type WebhookServer,
} from "./webhook-server.ts";

let authority: Authority;
let issued: Issued;
let issuer: LocalIssuer;
let issuerServer: Listening;
let issuerUrl: string;
const email = "service-1@gcp-sa-dialogflow.iam.gserviceaccount.com";

beforeAll(async () => {
  authority = await createAuthority();
  issued = await authority.issue("localhost");
  issuerServer = await listenHttp((request, response) => {
    const answer = issuer.handle(request.url ?? "");
    response.writeHead(answer?.status ?? 404, answer?.headers).end(answer?.body);
  });
  issuerUrl = `http://127.0.0.1:${issuerServer.port}`;
  issuer = await createLocalIssuer({ issuer: issuerUrl, email });
});
afterAll(async () => {
  await issuerServer[Symbol.asyncDispose]();
  await authority[Symbol.asyncDispose]();
});

/** A TLS server, and a dispatcher that trusts it for tokens, too. */
async function open(answer: Answering, options: DispatcherOptions = {}) {
  const server = await startWebhook(answer, issued);
  const behaviours = { tokenEndpointTrust: "webhook", ...options.behaviours } as const;
  const dispatcher = createDispatcher({ ...local, ...options, behaviours });
  return {
    server,
    dispatcher,
    call: async (settings: Settings) => call({ server, dispatcher, settings }),
    async [Symbol.asyncDispose]() {
      await dispatcher.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function call(parts: {
  readonly server: WebhookServer;
  readonly dispatcher: Dispatcher;
  readonly settings: Settings;
}): Promise<Outcome> {
  const { server, dispatcher, settings } = parts;
  const webhook = webhookTo(`${server.origin}/hook?secret=no`, {
    allowedCaCerts: [authority.der],
    ...settings,
  });
  return dispatcher.call({ webhook, request: cxRequest({ tag: "orders" }) });
}

/** Every secret has this in it. */
const mark = "hush1hush2hush3";
const basicOf = (pair: string): string => `Basic ${Buffer.from(pair).toString("base64")}`;

/** All that somebody who has the outcome could see. */
function shown(outcome: unknown): string {
  const everything = { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity };
  return inspect(outcome, { ...everything, showHidden: true });
}

function expectNoSecret(outcome: Outcome): void {
  const text = shown(outcome);
  for (const spelling of [mark, basicOf(`ann:${mark}`).slice(6), btoa(mark).slice(0, -2)])
    expect(text).not.toContain(spelling);
}

interface HeaderRow extends Row {
  readonly settings: Settings;
  /** The headers that prove it. */
  readonly sent: Readonly<Record<string, string>>;
}

const secrets = secretsOf({
  basic: `ann:${mark}`,
  bearer: `Bearer ${mark}`,
  key: mark,
  client: mark,
});

const google: GoogleTokens = {
  idToken: async (audience) => ({ value: `id-${mark}-${new URL(audience).pathname.slice(1)}` }),
  accessToken: async (_, { serviceAccount = "agent" } = {}) => ({
    value: `access-${mark}-${serviceAccount}`,
  }),
};

const serviceAccountAuthConfig = { serviceAccount: "a@p.iam.gserviceaccount.com" };
const secretVersionForUsernamePassword = secretName("basic");
const inSecret = (name: string) => ({ secretVersion: secretName(name) });

const headerRows: readonly HeaderRow[] = [
  {
    about: "a user name and a password are sent as Basic",
    evidence: "documented",
    section: "§5.1",
    settings: { username: "ann", password: mark },
    sent: { authorization: basicOf(`ann:${mark}`) },
  },
  {
    about: "so is a secret of both",
    evidence: "documented",
    section: "§5.1",
    settings: { secretVersionForUsernamePassword },
    sent: { authorization: basicOf(`ann:${mark}`) },
  },
  {
    about: "a secret of both wins over plain ones",
    evidence: "assumed",
    section: "§5.1",
    settings: { username: "bob", password: "plain", secretVersionForUsernamePassword },
    sent: { authorization: basicOf(`ann:${mark}`) },
  },
  {
    about: "a header is sent",
    evidence: "documented",
    section: "§5.1",
    settings: { requestHeaders: { "X-Api-Key": mark } },
    sent: { "x-api-key": mark },
  },
  {
    about: "a secret header is sent",
    evidence: "documented",
    section: "§5.1",
    settings: { secretVersionsForRequestHeaders: { Authorization: inSecret("bearer") } },
    sent: { authorization: `Bearer ${mark}` },
  },
  {
    about: "a secret header wins over a plain one of its name",
    evidence: "documented",
    section: "§5.1",
    settings: {
      requestHeaders: { "x-key": "plain" },
      secretVersionsForRequestHeaders: { "X-Key": inSecret("key") },
    },
    sent: { "x-key": mark },
  },
  {
    about: "an access token of a service account is sent",
    evidence: "documented",
    section: "§5.3",
    settings: { serviceAccountAuthConfig },
    sent: { authorization: `Bearer access-${mark}-a@p.iam.gserviceaccount.com` },
  },
  {
    about: "a token wins over a static Authorization",
    evidence: "assumed",
    section: "§5.2",
    settings: { serviceAccountAuthConfig, requestHeaders: { authorization: "Bearer plain" } },
    sent: { authorization: `Bearer access-${mark}-a@p.iam.gserviceaccount.com` },
  },
  {
    about: "an ID token is sent where service_agent_auth is left open and nothing else authorizes",
    evidence: "documented",
    section: "§5.4",
    settings: { serviceAgentAuth: ServiceAgentAuth.SERVICE_AGENT_AUTH_UNSPECIFIED },
    sent: { authorization: `Bearer id-${mark}-hook` },
  },
  {
    about: "nothing is sent for NONE",
    evidence: "documented",
    section: "§5.4",
    settings: { serviceAgentAuth: ServiceAgentAuth.NONE },
    sent: {},
  },
  {
    about: "an ID token is sent for ID_TOKEN",
    evidence: "documented",
    section: "§5.4",
    settings: { serviceAgentAuth: ServiceAgentAuth.ID_TOKEN },
    sent: { authorization: `Bearer id-${mark}-hook` },
  },
  {
    about: "an access token is sent for ACCESS_TOKEN",
    evidence: "documented",
    section: "§5.4",
    settings: { serviceAgentAuth: ServiceAgentAuth.ACCESS_TOKEN },
    sent: { authorization: `Bearer access-${mark}-agent` },
  },
];

const usual = ["host", "connection", "user-agent", "accept", "accept-encoding"];
const ofBody = ["content-type", "content-length"];

function proofs({ headers }: Received): Record<string, string> {
  const others = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(others.filter(([name]) => ![...usual, ...ofBody].includes(name)));
}

describe("a call's credentials:", () => {
  it.each(headerRows)("$about ($evidence, $section)", async ({ settings, sent }) => {
    await using parts = await open(() => ({}), { secrets, google });
    const outcome = await parts.call(settings);
    expect(outcome.result).toBe("done");
    expect(parts.server.seen.map(proofs)).toEqual([sent]);
    expectNoSecret(outcome);
    for (const name of Object.keys(sent))
      expect(
        outcome.attempts[0]?.request?.headers.map(([one, value]) => [one.toLowerCase(), value]),
      ).toContainEqual([name, "********"]);
  });

  it.each([
    ["by an error", { status: 500 }],
    ["by no answer", (socket: { destroy(): unknown }) => void socket.destroy()],
    ["by bad JSON", { body: "{" }],
  ])("are not shown by an outcome that failed %s", async (_, reply) => {
    await using parts = await open(() => reply, { secrets, google });
    for (const { settings } of headerRows) expectNoSecret(await parts.call(settings));
    expect(parts.server.seen.length).toBeGreaterThanOrEqual(headerRows.length);
  });

  it("are seen by this very test where they are shown, because the call asks for it", async () => {
    await using parts = await open(() => ({}), { secrets });
    const webhook = webhookTo(`${parts.server.origin}/hook`, {
      allowedCaCerts: [authority.der],
      username: "ann",
      password: mark,
    });
    const request = cxRequest();
    const outcome = await parts.dispatcher.call({ webhook, request, showCredentials: true });
    expect(() => {
      expectNoSecret(outcome);
    }).toThrow(/not to contain/);
  });

  it("keep connections apart: nobody goes on with another's", async () => {
    await using parts = await open(() => ({}), { secrets });
    await parts.call({ username: "ann", password: mark });
    await parts.call({ username: "ann", password: mark });
    expect(parts.server.connections).toBe(1);
    await parts.call({ username: "bob", password: mark });
    expect(parts.server.connections).toBe(2);
  });
});

interface MissingRow extends Row {
  readonly settings: Settings;
  readonly says: RegExp;
}

const missing: readonly MissingRow[] = [
  {
    about: "a secret that there is not",
    evidence: "assumed",
    section: "§5.1",
    settings: { secretVersionForUsernamePassword: secretName("none") },
    says: /There is no secret projects\/p\/secrets\/none\/versions\/1\./,
  },
  {
    about: "a token that nobody can make",
    evidence: "assumed",
    section: "§5.4",
    settings: { serviceAgentAuth: ServiceAgentAuth.ID_TOKEN },
    says: /no Google credentials/,
  },
  {
    about: "a token endpoint that refuses",
    evidence: "assumed",
    section: "§5.2",
    settings: { oauthConfig: { clientId: "c", clientSecret: mark, tokenEndpoint: "TOKEN" } },
    says: /refused: invalid_client \(HTTP 401\)/,
  },
];

describe("a credential that can't be had fails the call before it is sent:", () => {
  it.each(missing)("$about ($evidence, $section)", async ({ settings, says }) => {
    const refuse: Answering = () => ({ status: 401, body: { error: "invalid_client" } });
    await using parts = await open(refuse, { secrets });
    const { oauthConfig } = settings;
    const tokenEndpoint = `${parts.server.origin}/token`;
    const outcome = await parts.call(
      oauthConfig ? { oauthConfig: { ...oauthConfig, tokenEndpoint } } : settings,
    );
    expect(outcome).toMatchObject({
      result: "failed",
      status: { code: 16, message: expect.stringMatching(says) as string },
      events: ["webhook.error"],
      attempts: [{ failure: { kind: "credentials" } }],
    });
    expect(parts.server.seen.filter(({ line }) => line.includes("/hook"))).toEqual([]);
    expectNoSecret(outcome);
  });
});

describe("an ID token (documented, observed, §5.4)", () => {
  it("is verified by the webhook with the issuer's published keys", async () => {
    const keys = createRemoteJWKSet(new URL(`${issuerUrl}/.well-known/jwks.json`));
    const verified: unknown[] = [];
    await using parts = await open(
      (received) => (socket) => {
        const token = headerOf(received, "authorization")?.replace("Bearer ", "") ?? "";
        const audience = `${parts.server.origin}/hook`;
        jwtVerify(token, keys, { issuer: issuerUrl, audience }).then(
          ({ payload, protectedHeader }) => {
            verified.push({ ...protectedHeader, ...payload });
            socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
          },
          () => socket.write("HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n"),
        );
      },
      { google: issuer },
    );
    const outcome = await parts.call({ serviceAgentAuth: ServiceAgentAuth.ID_TOKEN });
    expect(outcome).toMatchObject({ result: "done", attempts: [{ reason: "first" }] });
    expect(verified).toMatchObject([
      { alg: "RS256", typ: "JWT", aud: `${parts.server.origin}/hook`, email, email_verified: true },
    ]);
    const [{ exp, iat, sub, azp }] = verified as [Record<string, number>];
    expect(Number(exp) - Number(iat)).toBe(3600);
    expect(azp).toBe(sub);
  });

  it("that the webhook refuses is renewed once, and then the call fails (assumed, §5.2)", async () => {
    await using parts = await open(() => ({ status: 401 }), { google: issuer });
    const outcome = await parts.call({ serviceAgentAuth: ServiceAgentAuth.ID_TOKEN });
    expect(outcome).toMatchObject({
      status: { code: 16 },
      events: ["webhook.error.rejected", "webhook.error"],
      attempts: [{ reason: "first" }, { reason: "token-refresh" }],
    });
  });
});

describe("an access token of a service account (documented, §5.3)", () => {
  it("is that account's, by the issuer's published keys", async () => {
    await using parts = await open(() => ({}), { google: issuer });
    await parts.call({ serviceAccountAuthConfig });
    const keys = createRemoteJWKSet(new URL(`${issuerUrl}/.well-known/jwks.json`));
    const [received] = parts.server.seen;
    const token = received && headerOf(received, "authorization")?.replace("Bearer ", "");
    const { payload } = await jwtVerify(token ?? "", keys, { issuer: issuerUrl, typ: "at+jwt" });
    expect(payload["email"]).toBe(serviceAccountAuthConfig.serviceAccount);
  });
});

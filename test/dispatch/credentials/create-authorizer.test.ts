import type { MessageInitShape } from "@bufbuild/protobuf";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  Webhook_GenericWebService_ServiceAgentAuth as ServiceAgentAuth,
  type Webhook_GenericWebServiceSchema as Schema,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { resolveBehaviours } from "../../../src/dispatch/behaviours.ts";
import type {
  Authorization,
  AuthorizeRequest,
} from "../../../src/dispatch/credentials/authorizer.ts";
import {
  createAuthorizer,
  type AuthorizerOptions,
} from "../../../src/dispatch/credentials/create-authorizer.ts";
import type { GoogleTokens } from "../../../src/dispatch/credentials/google-tokens.ts";
import type { CredentialKind } from "../../../src/dispatch/credentials/kinds.ts";
import type { Transport } from "../../../src/dispatch/transport/transport.ts";
import { createFakeClock } from "../../../src/testing/clock.ts";
import { failureOf, secretName, secretsOf, trusting, webService } from "./fixture.ts";
import { startTokenServer, type TokenServer } from "./token-server.ts";

let server: TokenServer;
let transport: Transport;
let oauthConfig: NonNullable<MessageInitShape<typeof Schema>["oauthConfig"]>;

beforeAll(async () => {
  server = await startTokenServer(() => ({}));
  transport = trusting(server.ca);
  oauthConfig = {
    clientId: "id",
    clientSecret: "hush",
    tokenEndpoint: `${server.origin}/token`,
    scopes: ["s"],
  };
});
afterAll(async () => {
  await transport.close();
  await server[Symbol.asyncDispose]();
});
beforeEach(() => {
  server.answer = () => ({ body: { access_token: "oauth", token_type: "Bearer" } });
});

/** Google as far as names go: says in the token what was asked for. */
const google: GoogleTokens = {
  idToken: async (audience) => ({ value: `id(${audience})` }),
  accessToken: async (scopes, { serviceAccount = "agent" } = {}) => ({
    value: `access(${scopes.join()},${serviceAccount})`,
  }),
};

const secrets = secretsOf({
  pair: "user:p:ss",
  "pair-line": "user:pass\n",
  plain: "Bearer hush",
  line: "Bearer hush\n",
  windows: "Bearer hush\r\n",
  umlaut: "größe",
  euro: "€",
  empty: "",
  client: "from-secrets",
});

// The plain ones are superseded, but webhooks that have them go on working.
const plainPair = { username: "u", password: "p" };
const umlautPair = { username: "ü", password: "p:s" };

type Service = MessageInitShape<typeof Schema>;
type Chosen = Partial<AuthorizerOptions> & Partial<AuthorizeRequest>;

function authorize(service: Service, chosen: Chosen = {}): Promise<Authorization> {
  const { url = "https://hook.example/a?x=1", timeoutMs = 5000, ...more } = chosen;
  const authorizer = createAuthorizer({ transport, secrets, google, ...more });
  return authorizer.authorize({ service: webService(service), url, timeoutMs });
}

const basicOf = (pair: string): string => `Basic ${Buffer.from(pair).toString("base64")}`;
const scope = "https://www.googleapis.com/auth/cloud-platform";
const secretHeaders = (header: string, secret: string): Service => ({
  secretVersionsForRequestHeaders: { [header]: { secretVersion: secretName(secret) } },
});

describe("the credentials of a call", () => {
  it.each<{
    why: string;
    service: Service;
    kind: CredentialKind | undefined;
    headers: readonly (readonly [string, string])[];
    refreshable?: boolean;
  }>([
    {
      why: "left open, the service agent's ID token for the URL without its query (documented)",
      service: {},
      kind: "service-agent-id-token",
      headers: [["Authorization", "Bearer id(https://hook.example/a)"]],
      refreshable: true,
    },
    {
      why: "NONE is none",
      service: { serviceAgentAuth: ServiceAgentAuth.NONE },
      kind: undefined,
      headers: [],
    },
    {
      why: "the service agent's access token (documented)",
      service: { serviceAgentAuth: ServiceAgentAuth.ACCESS_TOKEN },
      kind: "service-agent-access-token",
      headers: [["Authorization", `Bearer access(${scope},agent)`]],
      refreshable: true,
    },
    {
      why: "a service account's access token (documented)",
      service: { serviceAccountAuthConfig: { serviceAccount: "a@p" } },
      kind: "service-account",
      headers: [["Authorization", `Bearer access(${scope},a@p)`]],
      refreshable: true,
    },
    {
      why: "a user and a password in UTF-8 (RFC 7617)",
      service: umlautPair,
      kind: "basic",
      headers: [["Authorization", basicOf("ü:p:s")]],
    },
    {
      why: "a user and a password in a secret win over plain ones (as documented for other secrets)",
      service: {
        ...plainPair,
        secretVersionForUsernamePassword: secretName("pair"),
      },
      kind: "basic-secret",
      headers: [["Authorization", basicOf("user:p:ss")]],
    },
    {
      why: "a header in plain text is left to its renderer",
      service: { requestHeaders: { Authorization: "Bearer x", "X-Api-Key": "k" } },
      kind: "header",
      headers: [],
    },
    {
      why: "a header in a secret wins over one in plain text, whatever the case (documented)",
      service: {
        requestHeaders: { authorization: "Bearer x" },
        ...secretHeaders("Authorization", "plain"),
      },
      kind: "header-secret",
      headers: [["Authorization", "Bearer hush"]],
    },
    {
      why: "other headers in secrets go beside a token",
      service: secretHeaders("X-Api-Key", "umlaut"),
      kind: "service-agent-id-token",
      headers: [
        ["Authorization", "Bearer id(https://hook.example/a)"],
        ["X-Api-Key", "größe"],
      ],
      refreshable: true,
    },
    {
      why: "tokens win over passwords and headers, whose secrets are not even looked up",
      service: {
        serviceAgentAuth: ServiceAgentAuth.ID_TOKEN,
        ...plainPair,
        ...secretHeaders("Authorization", "missing"),
      },
      kind: "service-agent-id-token",
      headers: [["Authorization", "Bearer id(https://hook.example/a)"]],
      refreshable: true,
    },
  ])("are $kind: $why", async ({ service, kind, headers, refreshable = false }) => {
    const authorization = await authorize(service);
    expect(authorization.headers).toEqual(headers);
    expect([authorization.kind, authorization.refreshable]).toEqual([kind, refreshable]);
  });

  it("are an OAuth token, asked for without the webhook's own headers (documented)", async () => {
    const service = { oauthConfig, requestHeaders: { "X-Team": "red", Authorization: "Bearer x" } };
    const { headers, kind } = await authorize(service);
    expect([headers, kind]).toEqual([
      [["Authorization", "Bearer oauth"]],
      "oauth-client-credentials",
    ]);
    const { form, headers: sent } = server.seen.at(-1)!;
    expect([sent["x-team"], sent.authorization]).toEqual([undefined, undefined]);
    expect([form.get("client_secret"), form.get("scope")]).toEqual(["hush", "s"]);
  });

  it("are an OAuth token for a client secret in a secret, which wins (documented)", async () => {
    const version = secretName("client");
    await authorize({ oauthConfig: { ...oauthConfig, secretVersionForClientSecret: version } });
    expect(server.seen.at(-1)!.form.get("client_secret")).toBe("from-secrets");
  });

  it("follow the behaviour clientAuthentication", async () => {
    const behaviours = resolveBehaviours({ clientAuthentication: "basic" });
    await authorize({ oauthConfig }, { behaviours });
    expect(server.seen.at(-1)!.headers.authorization).toBe(basicOf("id:hush"));
  });

  it("follow the behaviour tokenEndpointTrust", async () => {
    const bare: Transport = {
      ...transport,
      send: (request) => transport.send({ ...request, tls: request.tls ?? { ca: [] } }),
    };
    const service = { oauthConfig, allowedCaCerts: [server.ca] };
    const failure = await failureOf(authorize(service, { transport: bare }));
    expect(failure).toMatchObject({ kind: "credentials", cause: { kind: "tls" } });
    const behaviours = resolveBehaviours({ tokenEndpointTrust: "webhook" });
    const authorizer = createAuthorizer({ transport: bare, behaviours });
    const request = { url: "https://hook.example/", timeoutMs: 5000 };
    const { headers } = await authorizer.authorize({ service: webService(service), ...request });
    expect(headers).toEqual([["Authorization", "Bearer oauth"]]);
    // What was got under one trust is not given out under another.
    const distrusting = webService({ oauthConfig });
    const other = await failureOf(authorizer.authorize({ service: distrusting, ...request }));
    expect(other).toMatchObject({ kind: "credentials", cause: { kind: "tls" } });
  });

  it("are none by default where there is no Google, or the behaviour says so", async () => {
    const none = { headers: [], refreshable: false, identity: "" };
    const authorizer = createAuthorizer({ transport });
    const request = { service: webService({}), url: "https://hook.example/", timeoutMs: 1000 };
    expect(await authorizer.authorize(request)).toEqual(none);
    const behaviours = resolveBehaviours({ unspecifiedServiceAgentAuth: "none" });
    expect(await authorize({}, { behaviours })).toEqual(none);
  });
});

describe("a secret's newline at the end", () => {
  it("is sent in Basic, or trimmed", async () => {
    const service = { secretVersionForUsernamePassword: secretName("pair-line") };
    expect((await authorize(service)).headers).toEqual([["Authorization", basicOf("user:pass\n")]]);
    const behaviours = resolveBehaviours({ secretNewline: "trim" });
    expect((await authorize(service, { behaviours })).headers).toEqual([
      ["Authorization", basicOf("user:pass")],
    ]);
  });

  it.each(["line", "windows"])("can't be sent in a header, or is trimmed: %s", async (secret) => {
    const service = secretHeaders("Authorization", secret);
    const { message } = await failureOf(authorize(service));
    expect(message).toContain(`The secret ${secretName(secret)} can't be sent in the header`);
    const behaviours = resolveBehaviours({ secretNewline: "trim" });
    expect((await authorize(service, { behaviours })).headers).toEqual([
      ["Authorization", "Bearer hush"],
    ]);
  });
});

describe("credentials that can't be had", () => {
  const name = secretName("missing");
  it.each<{ why: string; service: Service; chosen?: Chosen; message: string }>([
    {
      why: "a version that is missing",
      service: { secretVersionForUsernamePassword: name },
      message: `There is no secret ${name}.`,
    },
    {
      why: "a name that is none, and may be a secret",
      service: { secretVersionForUsernamePassword: "user:hush" },
      message:
        "A secret version that the webhook names is not of the form projects/{project}/secrets/{secret}/versions/{version}.",
    },
    {
      why: "a password without a user",
      service: { secretVersionForUsernamePassword: secretName("plain") },
      message: `The secret ${secretName("plain")} is no user:password: it has no colon.`,
    },
    {
      why: "a header beyond Latin-1",
      service: secretHeaders("X-Key", "euro"),
      message: `The secret ${secretName("euro")} can't be sent in the header X-Key: it has line ends, control characters, or characters beyond Latin-1.`,
    },
    {
      why: "an empty secret",
      service: secretHeaders("X-Key", "empty"),
      message: `The secret ${secretName("empty")} is empty.`,
    },
    {
      why: "a resolver that throws",
      service: secretHeaders("X-Key", "plain"),
      chosen: { secrets: { resolve: () => Promise.reject(new Error("hush")) } },
      message: `The secret ${secretName("plain")} can't be read: it failed for a reason that may not be shown.`,
    },
    {
      why: "Google's library failing",
      service: { serviceAgentAuth: ServiceAgentAuth.ID_TOKEN },
      chosen: { google: { ...google, idToken: () => Promise.reject(new Error("hush")) } },
      message:
        "An ID token for https://hook.example/a can't be had: it failed for a reason that may not be shown.",
    },
    {
      why: "a token that is no header text",
      service: { serviceAgentAuth: ServiceAgentAuth.ACCESS_TOKEN },
      chosen: { google: { ...google, accessToken: async () => ({ value: "hush\r\nX: y" }) } },
      message: "An access token of the service agent came, and can't be sent in a header.",
    },
    {
      why: "a URL without a host",
      service: {},
      chosen: { url: "/hook" },
      message: "The webhook's URL is none, so no ID token can be made for it.",
    },
  ])("end in a sentence: $why", async ({ service, chosen = {}, message }) => {
    const failure = await failureOf(authorize(service, chosen));
    expect([failure.kind, failure.message]).toEqual(["credentials", message]);
  });

  it("end in one where no secrets and no Google are set, but wanted", async () => {
    const authorizer = createAuthorizer({ transport });
    const failing = (service: Service): Promise<string> =>
      failureOf(
        authorizer.authorize({ service: webService(service), url: "https://a", timeoutMs: 1000 }),
      ).then(({ message }) => message);
    expect(await failing(secretHeaders("X-Key", "plain"))).toMatch(/nothing to look it up in/);
    expect(await failing({ serviceAgentAuth: ServiceAgentAuth.ID_TOKEN })).toMatch(
      /there are no Google credentials/,
    );
    expect(await failing({ serviceAccountAuthConfig: { serviceAccount: "a@p" } })).toMatch(
      /there are no Google credentials/,
    );
  });

  it("end by the timeout of the call, and by its signal", async () => {
    const clock = createFakeClock();
    const asked = Promise.withResolvers<void>();
    const authorizer = createAuthorizer({
      transport,
      clock,
      secrets: {
        resolve() {
          asked.resolve();
          return new Promise(() => undefined);
        },
      },
    });
    const request = {
      service: webService(secretHeaders("X-Key", "plain")),
      url: "https://hook.example/",
      timeoutMs: 5000,
    };
    const slow = failureOf(authorizer.authorize(request));
    await asked.promise;
    clock.advance(5000);
    expect((await slow).message).toBe(
      `The secret ${secretName("plain")} did not come within 5000 ms.`,
    );
    const { kind } = await failureOf(
      authorizer.authorize({ ...request, signal: AbortSignal.abort() }),
    );
    expect(kind).toBe("cancelled");
  });
});

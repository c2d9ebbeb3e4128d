/** Runs into every failure of credentials, with servers and libraries that repeat what they were sent. */
import { once } from "node:events";
import { createServer } from "node:tls";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  Webhook_GenericWebService_ServiceAgentAuth as ServiceAgentAuth,
  type Webhook_GenericWebServiceSchema as Schema,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { resolveBehaviours } from "../../../src/dispatch/behaviours.ts";
import {
  createAuthorizer,
  type AuthorizerOptions,
} from "../../../src/dispatch/credentials/create-authorizer.ts";
import { googleSecrets } from "../../../src/dispatch/credentials/google-secrets.ts";
import type { GoogleTokens } from "../../../src/dispatch/credentials/google-tokens.ts";
import type { Transport } from "../../../src/dispatch/transport/transport.ts";
import { createTransport } from "../../../src/dispatch/transport/create-transport.ts";
import { secretName, secretsOf, trusting, webService } from "./fixture.ts";
import { startTokenServer, type Answering, type TokenServer } from "./token-server.ts";

/** Every secret has this in it, and characters that encodings change. */
const mark = "hushhushhush";
const secret = `${mark}+ä/1 %`;

/** The secret as it may appear: plain, in a form, in a URL, in base64 at any offset. */
const spellings = [
  mark,
  ...["", "x", "xy"].map((before) =>
    // Without the characters at both ends that what stands around it changes, too.
    Buffer.from(before + mark)
      .toString("base64")
      .slice(Math.ceil((before.length * 4) / 3), -4),
  ),
  Buffer.from(mark).toString("hex"),
];

let server: TokenServer;
let transport: Transport;

beforeAll(async () => {
  server = await startTokenServer(() => ({}));
  transport = trusting(server.ca);
});
afterAll(async () => {
  await transport.close();
  await server[Symbol.asyncDispose]();
});

type Service = MessageInitShape<typeof Schema>;

/** What is thrown for a web service, which is to fail. */
async function thrownFor(service: Service, more: Partial<AuthorizerOptions> = {}) {
  const authorizer = createAuthorizer({ transport, ...more });
  const url = `https://hook.example/a?key=${mark}`;
  try {
    await authorizer.authorize({ service: webService(service), url, timeoutMs: 400 });
  } catch (thrown) {
    return thrown;
  }
  throw new Error("It did not fail.");
}

/** Everything that a log or a person could get to see of a thrown value. */
function shown(thrown: unknown): string {
  const texts = [inspect(thrown, { depth: 20, showHidden: true, getters: true })];
  for (let error = thrown; error instanceof Error; error = error.cause)
    texts.push(String(error), error.message, error.stack ?? "", JSON.stringify(error));
  return texts.join("\n");
}

function expectNoLeak(thrown: unknown): void {
  expect(thrown).toMatchObject({ name: "DispatchFailure" });
  for (const spelling of spellings) expect(shown(thrown)).not.toContain(spelling);
}

function oauth(more: object = {}): Service {
  const tokenEndpoint = `${server.origin}/token?key=${mark}`;
  return { oauthConfig: { clientId: "id", clientSecret: secret, tokenEndpoint, ...more } };
}

describe("the test itself", () => {
  it("sees a secret in a message, in a cause, in a header and in base64", () => {
    const basic = Buffer.from(`id:${secret}`).toString("base64");
    for (const thrown of [
      new Error(secret),
      new Error("no", { cause: new Error(secret) }),
      Object.assign(new Error("no"), { request: { headers: { a: [secret] } } }),
      Object.assign(new Error("no"), { authorization: basic }),
    ])
      expect(spellings.some((spelling) => shown(thrown).includes(spelling))).toBe(true);
  });
});

describe("no failure of a token endpoint shows a secret:", () => {
  const repeat: Answering = ({ body, headers, path }) => ({
    status: 400,
    body: `${body} ${secret} ${headers.authorization} ${path}`,
  });
  it.each<[why: string, answer: Answering]>([
    ["a text that repeats the request", repeat],
    ["an error that is the secret", () => ({ status: 401, body: { error: mark } })],
    ["an error with the secret in it", () => ({ status: 401, body: { error: `no ${secret}` } })],
    [
      "a description of the error",
      () => ({ status: 400, body: { error: "invalid_client", error_description: secret } }),
    ],
    [
      "a redirect",
      () => ({ status: 302, headers: { location: `https://x.example/?s=${mark}` }, body: "" }),
    ],
    ["a page", () => ({ headers: { "content-type": `text/${mark}` }, body: `<p>${secret}` })],
    ["a token that is none", () => ({ body: { access_token: `${secret}\n` } })],
    [
      "a token of another type",
      () => ({ body: { access_token: mark, token_type: mark, expires_in: mark } }),
    ],
    ["more than is read", () => ({ body: secret.repeat(20_000) })],
    ["broken JSON", () => ({ body: `{"access_token":"${secret}` })],
    ["a coding that it is not in", () => ({ headers: { "content-encoding": "gzip" }, body: mark })],
    ["no answer", () => undefined],
  ])("%s", async (_, answer) => {
    server.answer = answer;
    for (const clientAuthentication of ["body", "basic"] as const) {
      const behaviours = resolveBehaviours({ clientAuthentication });
      expectNoLeak(await thrownFor(oauth(), { behaviours }));
    }
  });

  it.each<[why: string, more: () => object]>([
    ["nobody there", () => ({ tokenEndpoint: `https://localhost:1/?${mark}` })],
    ["no such host", () => ({ tokenEndpoint: `https://none.invalid/?${mark}` })],
    ["no URL", () => ({ tokenEndpoint: mark })],
    ["another protocol", () => ({ tokenEndpoint: `ftp://localhost/?${mark}` })],
    [
      "a password in the URL",
      () => ({ tokenEndpoint: server.origin.replace("//", `//u:${mark}@`) }),
    ],
  ])("%s", async (_, more) => {
    server.answer = repeat;
    expectNoLeak(await thrownFor(oauth(more())));
  });

  it("a certificate that is not trusted", async () => {
    const distrusting = createTransport({ addresses: { allow: ["loopback"] } });
    expectNoLeak(await thrownFor(oauth(), { transport: distrusting }));
    await distrusting.close();
  });

  it("an address that is not to be called", async () => {
    const strict = createTransport();
    expectNoLeak(await thrownFor(oauth(), { transport: strict }));
    await strict.close();
  });

  it("something that hangs up", async () => {
    const rude = createServer((socket) => socket.destroy());
    rude.listen(0, "localhost");
    await once(rude, "listening");
    const { port } = rude.address() as AddressInfo;
    expectNoLeak(await thrownFor(oauth({ tokenEndpoint: `https://localhost:${port}/?${mark}` })));
    rude.close();
    await once(rude, "close");
  });
});

describe("no failure of secrets shows one:", () => {
  const header = (name: string): Service => ({
    secretVersionsForRequestHeaders: { "X-Key": { secretVersion: name } },
  });
  const pair = (name: string): Service => ({ secretVersionForUsernamePassword: name });
  const failing = Object.assign(new Error(secret, { cause: secret }), { code: mark, secret });

  it.each<[why: string, service: Service, more?: Partial<AuthorizerOptions>]>([
    ["the secret in place of its name", header(secret)],
    ["the pair in place of its name", pair(`user:${secret}`)],
    ["no resolver", header(secretName("s"))],
    ["a pair without a colon", pair(secretName("s")), { secrets: secretsOf({ s: secret }) }],
    ["a line end", header(secretName("s")), { secrets: secretsOf({ s: `${secret}\n` }) }],
    [
      "a resolver that fails",
      header(secretName("s")),
      { secrets: { resolve: () => Promise.reject(failing) } },
    ],
    [
      "a resolver that throws at once",
      header(secretName("s")),
      {
        secrets: {
          resolve() {
            throw failing;
          },
        },
      },
    ],
  ])("%s", async (_, service, more = {}) => {
    expectNoLeak(await thrownFor({ serviceAgentAuth: ServiceAgentAuth.NONE, ...service }, more));
  });

  it.each([200, 400, 401, 403, 500])("Secret Manager answering %s", async (status) => {
    server.answer = ({ headers }) => ({ status, body: `${secret} ${headers.authorization}` });
    const tokens: GoogleTokens = {
      idToken: async () => ({ value: mark }),
      accessToken: async () => ({ value: mark, expiresAt: Date.now() + 3_600_000 }),
    };
    const secrets = googleSecrets({ transport, tokens, endpoint: server.origin });
    expectNoLeak(await thrownFor(header(secretName("s")), { secrets }));
  });
});

describe("no failure of Google's tokens shows a secret:", () => {
  const failing = Object.assign(new Error(secret), {
    config: { headers: { Authorization: `Bearer ${secret}` } },
    response: { data: secret },
  });
  const google: GoogleTokens = {
    idToken: () => Promise.reject(failing),
    accessToken: async () => ({ value: `${secret}\n` }),
  };
  it.each<[why: string, service: Service]>([
    ["an error of the library", { serviceAgentAuth: ServiceAgentAuth.ID_TOKEN }],
    ["a token that can't be sent", { serviceAgentAuth: ServiceAgentAuth.ACCESS_TOKEN }],
    [
      "that of a service account",
      { serviceAccountAuthConfig: { serviceAccount: "a@p.iam.gserviceaccount.com" } },
    ],
  ])("%s", async (_, service) => {
    expectNoLeak(await thrownFor(service, { google }));
  });
});

describe("what is given out besides headers", () => {
  it.each<[why: string, service: Service]>([
    ["a password", Object.fromEntries([["password", secret]])],
    ["a header", { requestHeaders: { Authorization: secret, "X-Key": secret } }],
    [
      "a header in Secret Manager",
      { secretVersionsForRequestHeaders: { "X-Key": { secretVersion: secretName("s") } } },
    ],
    ["OAuth", { oauthConfig: { clientId: "id", clientSecret: secret } }],
  ])("shows no secret of %s", async (_, service) => {
    server.answer = () => ({ body: { access_token: mark } });
    const { oauthConfig, ...more } = service;
    const settings = oauthConfig ? oauth() : more;
    const secrets = secretsOf({ s: mark });
    const { headers, ...rest } = await createAuthorizer({ transport, secrets }).authorize({
      service: webService(settings),
      url: "https://hook.example/",
      timeoutMs: 5000,
    });
    expect(headers.length + Object.keys(more).length).toBeGreaterThan(0);
    for (const spelling of spellings) expect(inspect(rest)).not.toContain(spelling);
    expect(rest.identity).not.toBe("");
  });

  it("has another identity for another secret, and the same for the same", async () => {
    const authorizer = createAuthorizer({ transport });
    const identityOf = async (value: string): Promise<string> => {
      const service = webService({ requestHeaders: { Authorization: value } });
      const request = { service, url: "https://hook.example/", timeoutMs: 1000 };
      return (await authorizer.authorize(request)).identity;
    };
    expect(await identityOf("a")).toBe(await identityOf("a"));
    expect(await identityOf("a")).not.toBe(await identityOf("b"));
  });
});

import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { requestToken, type ClientCredentials } from "../../../src/dispatch/credentials/oauth.ts";
import type { Token } from "../../../src/dispatch/credentials/token.ts";
import type { Transport } from "../../../src/dispatch/transport/transport.ts";
import { failureOf, trusting } from "./fixture.ts";
import { startTokenServer, type TestAnswer, type TokenServer } from "./token-server.ts";

const now = Date.UTC(2026, 0, 1);
const good = { access_token: "t0ken", token_type: "Bearer", expires_in: 3600 };
let server: TokenServer;
let transport: Transport;

beforeAll(async () => {
  server = await startTokenServer(() => ({ body: good }));
  transport = trusting(server.ca);
});
afterAll(async () => {
  await transport.close();
  await server[Symbol.asyncDispose]();
});
beforeEach(() => {
  server.answer = () => ({ body: good });
});

/** Asks the server for a token. */
function ask(more: Partial<ClientCredentials> = {}): Promise<Token> {
  const client: ClientCredentials = {
    endpoint: `${server.origin}/token`,
    clientId: "id",
    clientSecret: "hush",
    scopes: [],
    clientAuthentication: "body",
    ...more,
  };
  return requestToken(client, { transport, now });
}

function askFor(answer: TestAnswer): Promise<Token> {
  server.answer = () => answer;
  return ask();
}

describe("a request of a token", () => {
  it("is a form with the client's id and secret, by default (RFC 6749, section 4.4.2)", async () => {
    await ask({ scopes: ["a", "b:c"] });
    const { method, path, headers, body } = server.seen.at(-1)!;
    expect(method).toBe("POST");
    expect(path).toBe("/token");
    expect(headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(headers.accept).toBe("application/json");
    expect(headers.authorization).toBeUndefined();
    expect(body).toBe(
      "grant_type=client_credentials&scope=a+b%3Ac&client_id=id&client_secret=hush",
    );
  });

  it("has no scope where none is set", async () => {
    await ask();
    expect(server.seen.at(-1)!.form.has("scope")).toBe(false);
  });

  it("keeps the endpoint's query, which is where more data for it goes", async () => {
    await ask({ endpoint: `${server.origin}/token?audience=https%3A%2F%2Fapi&x=1` });
    expect(server.seen.at(-1)!.path).toBe("/token?audience=https%3A%2F%2Fapi&x=1");
  });

  it("has both parts form-encoded in Basic, and none in the body (section 2.3.1)", async () => {
    const clientId = "my app:1";
    const clientSecret = "p+a/ß%";
    await ask({ clientAuthentication: "basic", clientId, clientSecret });
    const { headers, form } = server.seen.at(-1)!;
    const pair = Buffer.from(headers.authorization!.slice("Basic ".length), "base64").toString();
    expect(pair).toBe("my+app%3A1:p%2Ba%2F%C3%9F%25");
    expect([...form.keys()]).toEqual(["grant_type"]);
  });

  it("gives a server back the very id and secret, by either method", async () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
    const method = fc.constantFrom("body" as const, "basic" as const);
    await fc.assert(
      fc.asyncProperty(text, text, method, async (clientId, clientSecret, clientAuthentication) => {
        await ask({ clientId, clientSecret, clientAuthentication });
        const { headers, form } = server.seen.at(-1)!;
        const pair = Buffer.from(headers.authorization?.slice(6) ?? "", "base64").toString();
        const parts = pair.split(":").map((part) => new URLSearchParams(`x=${part}`).get("x"));
        const read =
          clientAuthentication === "basic"
            ? parts
            : [form.get("client_id"), form.get("client_secret")];
        expect(read).toEqual([clientId, clientSecret]);
      }),
      { numRuns: 30 },
    );
  });
});

describe("an answer with a token", () => {
  it.each<{ why: string; body: object; token: Token }>([
    {
      why: "the life is counted from the request",
      body: good,
      token: { value: "t0ken", expiresAt: now + 3_600_000 },
    },
    {
      why: "token_type knows no case (section 5.1)",
      body: { ...good, token_type: "bEaReR" },
      token: { value: "t0ken", expiresAt: now + 3_600_000 },
    },
    {
      why: "some leave token_type out and mean bearer",
      body: { access_token: "t", expires_in: 1 },
      token: { value: "t", expiresAt: now + 1000 },
    },
    {
      why: "some write expires_in as text",
      body: { ...good, expires_in: "120" },
      token: { value: "t0ken", expiresAt: now + 120_000 },
    },
    {
      why: "expires_in is only recommended, and Salesforce has none",
      body: { access_token: "t", token_type: "Bearer" },
      token: { value: "t" },
    },
    { why: "a null says nothing", body: { ...good, expires_in: null }, token: { value: "t0ken" } },
    { why: "no number", body: { ...good, expires_in: "soon" }, token: { value: "t0ken" } },
    { why: "before now", body: { ...good, expires_in: -1 }, token: { value: "t0ken" } },
    { why: "beyond any date", body: { ...good, expires_in: 1e300 }, token: { value: "t0ken" } },
    {
      why: "fields that nobody knows are passed over",
      body: { access_token: "t", token_type: "Bearer", instance_url: "https://x", scope: "a" },
      token: { value: "t" },
    },
  ])("is read: $why", async ({ body, token }) => {
    expect(await askFor({ body })).toEqual(token);
  });
});

describe("an answer without a token", () => {
  const errors = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
  ];
  it.each(errors)("with %s fails with that code (section 5.2)", async (error) => {
    const failure = await failureOf(
      askFor({ status: 400, body: { error, error_description: "Not with the secret hush." } }),
    );
    expect(failure.kind).toBe("credentials");
    expect(failure.message).toBe(
      `The token endpoint ${server.origin}/token refused: ${error} (HTTP 400).`,
    );
  });

  it.each<{ why: string; answer: TestAnswer; message: RegExp }>([
    {
      why: "401 of Basic",
      answer: { status: 401, body: { error: "invalid_client" } },
      message: /refused: invalid_client \(HTTP 401\)\.$/,
    },
    {
      why: "an error with 200, as some services answer",
      answer: { body: { error: "invalid_client" } },
      message: /refused: invalid_client \(HTTP 200\)\.$/,
    },
    {
      why: "a code that repeats the secret is not repeated",
      answer: { status: 400, body: { error: "no_hush" } },
      message: /answered HTTP 400, without an error code\.$/,
    },
    {
      why: "a code in a form that codes don't have may be anything",
      answer: { status: 400, body: { error: "Secret p4ss is wrong" } },
      message: /answered HTTP 400, without an error code\.$/,
    },
    {
      why: "a page for people",
      answer: { headers: { "content-type": "text/html" }, body: "<html>Sign in</html>" },
      message: /did not answer a JSON object\.$/,
    },
    {
      why: "such a page with an error's status",
      answer: { status: 503, headers: { "content-type": "text/html" }, body: "<html>" },
      message: /answered HTTP 503, without an error code\.$/,
    },
    {
      why: "a redirect, which is not followed: it would carry the secret away",
      answer: { status: 307, headers: { location: "https://elsewhere.example/" }, body: "" },
      message: /answered HTTP 307/,
    },
    { why: "an empty object", answer: { body: {} }, message: /without an access_token\.$/ },
    { why: "an empty body", answer: { body: "" }, message: /did not answer a JSON object\.$/ },
    { why: "a list", answer: { body: [good] }, message: /did not answer a JSON object\.$/ },
    {
      why: "an empty token",
      answer: { body: { ...good, access_token: "" } },
      message: /without an access_token\.$/,
    },
    {
      why: "a token that would end the header",
      answer: { body: { ...good, access_token: "a\r\nX-Admin: 1" } },
      message: /without an access_token\.$/,
    },
    {
      why: "a token that is no bearer token",
      answer: { body: { ...good, token_type: "mac" } },
      message: /of another type than Bearer\.$/,
    },
    {
      why: "a body longer than 64 KiB",
      answer: { body: { ...good, padding: "x".repeat(70_000) } },
      message: /gave no token: /,
    },
  ])("fails: $why", async ({ answer, message }) => {
    const failure = await failureOf(askFor(answer));
    expect(failure.kind).toBe("credentials");
    expect(failure.message).toMatch(message);
  });

  it("fails with the query of the endpoint left out, which may hold a key", async () => {
    server.answer = () => ({ status: 500 });
    const failure = await failureOf(ask({ endpoint: `${server.origin}/token?key=hush` }));
    expect(failure.message).toContain(`${server.origin}/token answered HTTP 500`);
  });

  it("fails where nobody listens, with the transport's failure as its cause", async () => {
    const gone = await startTokenServer(() => undefined);
    const { origin } = gone;
    await gone[Symbol.asyncDispose]();
    const failure = await failureOf(ask({ endpoint: `${origin}/token` }));
    expect(failure).toMatchObject({ kind: "credentials", cause: { kind: "connect" } });
  });

  it("fails where the endpoint is no URL, without repeating it", async () => {
    const failure = await failureOf(ask({ endpoint: "hush" }));
    expect(failure.message).toBe("The token endpoint of oauth_config is no URL.");
  });

  it("fails as timed out where the transport does", async () => {
    const slow: Transport = {
      ...transport,
      send: (request) => transport.send({ ...request, timeoutMs: 20 }),
    };
    server.answer = () => undefined;
    const client: ClientCredentials = {
      endpoint: `${server.origin}/token`,
      clientId: "id",
      clientSecret: "hush",
      scopes: [],
      clientAuthentication: "body",
    };
    const failure = await failureOf(requestToken(client, { transport: slow, now }));
    expect(failure.kind).toBe("timeout");
    expect(failure.message).toContain("/token did not answer");
  });
});

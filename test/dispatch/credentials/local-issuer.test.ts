import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, type JWK } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthorizer } from "../../../src/dispatch/credentials/create-authorizer.ts";
import {
  createLocalIssuer,
  type LocalIssuer,
  type LocalIssuerOptions,
} from "../../../src/dispatch/credentials/local-issuer.ts";
import { createTransport } from "../../../src/dispatch/transport/create-transport.ts";
import { createFakeClock } from "../../../src/testing/clock.ts";
import { webService } from "./fixture.ts";

const email = "service-123456789012@gcp-sa-dialogflow.iam.gserviceaccount.com";
const audience = "https://hook.example/a";
const clock = createFakeClock(Date.UTC(2026, 10, 21));
const currentDate = new Date(clock.now());

/** An issuer below a path of a server on a free port. */
let server: Server;
let issuer: LocalIssuer;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = issuer.handle(request.url ?? "");
    response.writeHead(answer?.status ?? 404, answer?.headers).end(answer?.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/issuer`;
  issuer = await createLocalIssuer({ issuer: url, email, clock, uuid: () => "one" });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

async function discovered(): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/.well-known/openid-configuration`);
  expect(response.headers.get("content-type")).toBe("application/json");
  return (await response.json()) as Record<string, unknown>;
}

describe("a local issuer's ID token", () => {
  it("is verified by a client that knows the issuer alone, and has the claims of a real one", async () => {
    const token = await issuer.idToken(audience);
    const { jwks_uri: keys, issuer: named } = await discovered();
    expect(named).toBe(url);
    const { payload, protectedHeader } = await jwtVerify(
      token.value,
      createRemoteJWKSet(new URL(String(keys))),
      { issuer: url, audience, currentDate, typ: "JWT" },
    );
    expect(Object.keys(protectedHeader).toSorted()).toEqual(["alg", "kid", "typ"]);
    expect(protectedHeader.alg).toBe("RS256");
    const iat = clock.now() / 1000;
    expect(payload).toEqual({
      aud: audience,
      azp: payload.sub,
      email,
      email_verified: true,
      exp: iat + 3600,
      iat,
      iss: url,
      sub: payload.sub,
    });
    expect(payload.sub).toMatch(/^1\d{20}$/);
    expect(token.expiresAt).toBe(clock.now() + 3_600_000);
  });

  it("is what an authorizer sends to a webhook, for the URL without its query", async () => {
    const transport = createTransport();
    const authorizer = createAuthorizer({ transport, google: issuer, clock });
    const { headers } = await authorizer.authorize({
      service: webService({}),
      url: `${audience}?x=1`,
      timeoutMs: 5000,
    });
    await transport.close();
    const [scheme, token = ""] = headers[0]![1].split(" ");
    expect(scheme).toBe("Bearer");
    const keys = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(token, keys, { issuer: url, audience, currentDate });
    expect(payload["email"]).toBe(email);
  });

  it.each([
    ["another audience", { audience: "https://other.example/" }],
    ["another issuer", { issuer: "https://accounts.google.com" }],
    ["an hour later", { currentDate: new Date(clock.now() + 3_601_000) }],
  ])("is refused for %s", async (_, more) => {
    const { value } = await issuer.idToken(audience);
    const keys = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));
    const options = { issuer: url, audience, currentDate, ...more };
    await expect(jwtVerify(value, keys, options)).rejects.toThrow();
  });

  it("is refused with the keys of another issuer", async () => {
    const other = await createLocalIssuer({ issuer: url, email, clock });
    const { value } = await other.idToken(audience);
    const keys = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));
    await expect(jwtVerify(value, keys, { currentDate })).rejects.toThrow(/no applicable key/);
  });
});

describe("a local issuer's access token", () => {
  it.each([
    ["the service agent", undefined, email],
    ["a service account", "a@p.iam.gserviceaccount.com", "a@p.iam.gserviceaccount.com"],
  ])("speaks for %s, by RFC 9068", async (_, serviceAccount, address) => {
    const options = serviceAccount === undefined ? {} : { serviceAccount };
    const { value } = await issuer.accessToken(["s1", "s2"], options);
    const keys = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(value, keys, { issuer: url, currentDate, typ: "at+jwt" });
    expect(payload).toMatchObject({ email: address, scope: "s1 s2", jti: "one", aud: url });
    expect(payload["email"] === email).toBe(payload["client_id"] === payload.sub);
  });
});

describe("a local issuer's pages", () => {
  it("publish no private part of a key", async () => {
    const { body } = issuer.handle("/issuer/.well-known/jwks.json?x=1")!;
    const { keys } = JSON.parse(body) as { keys: JWK[] };
    expect(keys.map((key) => Object.keys(key).toSorted())).toEqual([
      ["alg", "e", "kid", "kty", "n", "use"],
    ]);
  });

  it.each(["/", "/.well-known/openid-configuration", "/issuer", "/issuer/token", ""])(
    "are not at %j",
    (path) => {
      expect(issuer.handle(path)).toBeUndefined();
    },
  );

  it("are at the root for an issuer without a path", async () => {
    const root = await createLocalIssuer({ issuer: "http://localhost:1", email });
    expect(root.handle("/.well-known/openid-configuration")?.body).toContain(
      '"jwks_uri":"http://localhost:1/.well-known/jwks.json"',
    );
  });
});

describe("a local issuer's keys", () => {
  const kidOf = async (options: Partial<LocalIssuerOptions>): Promise<string | undefined> => {
    const one = await createLocalIssuer({ issuer: url, email, ...options });
    return decodeProtectedHeader((await one.idToken(audience)).value).kid;
  };

  it("stay in a file that its owner alone reads, also when two start at once", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fulfillkit-issuer-"));
    const keyFile = join(folder, "new", "key.json");
    const [first, second] = await Promise.all([kidOf({ keyFile }), kidOf({ keyFile })]);
    expect(first).toMatch(/^[\w-]{43}$/);
    expect([second, await kidOf({ keyFile })]).toEqual([first, first]);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);

    const key = JSON.parse(await readFile(keyFile, "utf8")) as JWK;
    const rotated = await createLocalIssuer({
      issuer: "https://a.example",
      email,
      keys: [{ ...key, kid: "new" }, key],
    });
    expect(decodeProtectedHeader((await rotated.idToken(audience)).value).kid).toBe("new");
    const page = JSON.parse(rotated.handle("/.well-known/jwks.json")!.body) as { keys: JWK[] };
    expect(page.keys.map(({ kid }) => kid)).toEqual(["new", first]);

    await writeFile(keyFile, "hush");
    const broken = await kidOf({ keyFile }).catch(String);
    expect(broken).toBe(`TypeError: The key file ${keyFile} holds no JSON.`);
    await rm(folder, { recursive: true });
  });

  it.each<[string, Partial<LocalIssuerOptions>, RegExp]>([
    ["none", { keys: [] }, /needs a key/],
    ["a public one", { keys: [{ kty: "RSA", n: "AQAB", e: "AQAB" }] }, /no private RSA key/],
    ["one of another kind", { keys: [{ kty: "oct", k: "hush" }] }, /no private RSA key/],
  ])("can't be %s", async (_, options, message) => {
    await expect(kidOf(options)).rejects.toThrow(message);
  });

  it.each(["", "issuer", "ftp://a.example", "https://a.example/", "https://a.example?x"])(
    "belong to no issuer named %j",
    async (name) => {
      await expect(kidOf({ issuer: name })).rejects.toThrow(/is no URL of http or https/);
    },
  );

  it("give an address the same id in every process", async () => {
    const { value } = await issuer.idToken(audience);
    const payload = JSON.parse(Buffer.from(value.split(".")[1]!, "base64url").toString()) as object;
    const again = await createLocalIssuer({ issuer: url, email, clock });
    const other = (await again.idToken(audience)).value.split(".")[1]!;
    expect(JSON.parse(Buffer.from(other, "base64url").toString())).toEqual(payload);
  });
});

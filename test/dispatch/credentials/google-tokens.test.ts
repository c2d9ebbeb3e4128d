import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  cloudScope,
  createGoogleTokens,
  type GoogleTokens,
} from "../../../src/dispatch/credentials/google-tokens.ts";
import { failureOf, trusting } from "./fixture.ts";
import { startTokenServer, type TokenServer } from "./token-server.ts";

/** A metadata server as machines of Google Cloud have one, to which google-auth-library turns. */
let metadata: Server;
let answerOf: (path: string) => { readonly status?: number; readonly body: string };
const asked: string[] = [];
let iam: TokenServer;
let tokens: GoogleTokens;
let folder: string;
const before = { ...process.env };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-google-"));
  iam = await startTokenServer(() => ({}));
  metadata = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(decodeURIComponent(path));
    const { status = 200, body } = answerOf(path);
    response.writeHead(status, { "metadata-flavor": "Google" }).end(body);
  });
  metadata.listen(0, "127.0.0.1");
  await once(metadata, "listening");
});
afterAll(async () => {
  metadata.closeAllConnections();
  metadata.close();
  await once(metadata, "close");
  await iam[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  tokens = createGoogleTokens({ transport: trusting(iam.ca), iamEndpoint: iam.origin });
  delete process.env["GOOGLE_APPLICATION_CREDENTIALS"];
  process.env["CLOUDSDK_CONFIG"] = folder;
  process.env["METADATA_SERVER_DETECTION"] = "assume-present";
  process.env["GCE_METADATA_HOST"] = `127.0.0.1:${(metadata.address() as AddressInfo).port}`;
  answerOf = (path) =>
    path.includes("/token")
      ? { body: JSON.stringify({ access_token: "ya29.own", expires_in: 3600 }) }
      : { body: idToken };
});
afterEach(() => {
  process.env = { ...before };
});

const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString("base64url");
const idToken = `${part({ alg: "RS256" })}.${part({ exp: 2_000_000_000 })}.hush`;
const serviceAccount = "a@p.iam.gserviceaccount.com";

describe("Google's tokens", () => {
  it("are ID tokens for an audience, which end when they say", async () => {
    expect(await tokens.idToken("https://a.example/hook")).toEqual({
      value: idToken,
      expiresAt: 2_000_000_000_000,
    });
    expect(asked.at(-1)).toContain("/identity?format=full&audience=https://a.example/hook");
  });

  it.each(["/a&b", "/a%20b", "/a+b", "/ä"])("are ID tokens for the very path %s", async (path) => {
    const audience = new URL(path, "https://a.example").href;
    answerOf = (asking) => ({
      body: `x.${part({ aud: new URL(asking, "http://m").searchParams.get("audience") })}.x`,
    });
    expect((await tokens.idToken(audience)).value).toContain(part({ aud: audience }));
  });

  it("are not taken for another audience", async () => {
    answerOf = () => ({ body: `x.${part({ aud: "https://b.example/" })}.x` });
    const { message } = await failureOf(tokens.idToken("https://a.example/"));
    expect(message).toBe("Google made an ID token for another audience than https://a.example/.");
  });

  it("are ID tokens of no known end where they can't be read", async () => {
    answerOf = () => ({ body: "opaque" });
    expect(await tokens.idToken("https://a.example/")).toEqual({ value: "opaque" });
  });

  it("are access tokens with scopes", async () => {
    const { value, expiresAt } = await tokens.accessToken([cloudScope]);
    expect(value).toBe("ya29.own");
    expect(expiresAt).toBeGreaterThan(Date.now() + 3_000_000);
    expect(asked.at(-1)).toContain(`/token?scopes=${cloudScope}`);
  });

  it("are asked for anew each time, so that a refused one is not given again", async () => {
    await tokens.accessToken([cloudScope]);
    const count = asked.length;
    await tokens.accessToken([cloudScope]);
    expect(asked.length).toBeGreaterThan(count);
  });

  it("are made for a service account by the IAM Credentials API", async () => {
    iam.answer = () => ({
      body: { accessToken: "ya29.account", expireTime: "2030-01-01T00:00:00Z" },
    });
    expect(await tokens.accessToken(["s"], { serviceAccount })).toEqual({
      value: "ya29.account",
      expiresAt: Date.UTC(2030, 0, 1),
    });
    const { path, headers, body } = iam.seen.at(-1)!;
    expect(path).toBe(
      "/v1/projects/-/serviceAccounts/a%40p.iam.gserviceaccount.com:generateAccessToken",
    );
    expect(headers.authorization).toBe("Bearer ya29.own");
    expect(JSON.parse(body)).toEqual({ scope: ["s"] });
  });

  it.each<[status: number, message: RegExp]>([
    [403, /is not allowed\. The caller needs roles\/iam\.serviceAccountTokenCreator/],
    [404, /there is no such account\.$/],
    [200, /answered without a token\.$/],
  ])("fail for a service account and HTTP %s: %s", async (status, message) => {
    iam.answer = () => ({ status });
    const failure = await failureOf(tokens.accessToken([], { serviceAccount }));
    expect(failure.kind).toBe("credentials");
    expect(failure.message).toMatch(message);
  });

  it("fail with the status alone where the metadata server refuses", async () => {
    answerOf = () => ({ status: 403, body: "hush" });
    const failure = await failureOf(tokens.accessToken([cloudScope]));
    expect(failure.message).toMatch(/^No access token can be had from Google: .*HTTP 403\.$/);
    const other = await failureOf(tokens.idToken("https://a.example/"));
    expect(other.message).toMatch(/^No ID token can be had from Google: .*HTTP 403\.$/);
  });

  it("fail with what to do where there are no credentials", async () => {
    process.env["METADATA_SERVER_DETECTION"] = "none";
    const { message } = await failureOf(tokens.idToken("https://a.example/"));
    expect(message).toContain("gcloud auth application-default login");
    process.env["METADATA_SERVER_DETECTION"] = "assume-present";
    expect(await tokens.idToken("https://a.example/")).toMatchObject({ value: idToken });
  });

  it("fail where the credentials can't make ID tokens", async () => {
    const file = join(folder, "external.json");
    const credentials = {
      type: "external_account",
      audience: "//iam.googleapis.com/x",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: "https://sts.googleapis.com/v1/token",
      credential_source: { file },
    };
    await writeFile(file, JSON.stringify(credentials));
    process.env["GOOGLE_APPLICATION_CREDENTIALS"] = file;
    const { message } = await failureOf(tokens.idToken("https://a.example/"));
    expect(message).toContain("can't make ID tokens");
  });

  it("fail where the credentials are broken, and quote nothing of them", async () => {
    const file = join(folder, "broken.json");
    await writeFile(file, '{"private_key": "hush');
    process.env["GOOGLE_APPLICATION_CREDENTIALS"] = file;
    const failure = await failureOf(tokens.idToken("https://a.example/"));
    expect(failure.message).not.toContain("hush");
    expect(failure.cause).toBeUndefined();
  });
});

/** Runs without the optional package, and prints why there is no token. */
const withoutPackage = `
import { registerHooks } from "node:module";
registerHooks({
  resolve(name, context, next) {
    if (name === "google-auth-library") throw new Error("It is not installed.");
    return next(name, context);
  },
});
const module = process.argv[1];
const { createGoogleTokens } = await import(module);
const { message } = await createGoogleTokens({}).idToken("https://a.example/").catch((e) => e);
process.stdout.write(message);
`;

it("Google's tokens fail where google-auth-library is missing, and say what to install", async () => {
  const module = new URL("../../../src/dispatch/credentials/google-tokens.ts", import.meta.url);
  const args = ["--input-type=module", "-e", withoutPackage, module.href];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe("Google credentials need the package google-auth-library: npm install it.");
});

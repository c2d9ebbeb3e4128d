/**
 * An issuer of tokens that look like Google's, with its discovery document and
 * its keys, so that the verification of a webhook can be tried without Google.
 */
import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { CryptoKey, JWK, JWTPayload } from "jose";
import { systemClock, type Clock } from "../../clock.ts";
import type { GoogleTokens } from "./google-tokens.ts";
import type { Token } from "./token.ts";

/** Who issues, and as whom. */
export interface LocalIssuerOptions {
  /** The `iss` of the tokens: the URL under which `handle` is served, without a slash at its end. */
  readonly issuer: string;
  /** The service agent's address. */
  readonly email: string;
  /** Its numeric id, `sub` and `azp` of the tokens. Default: 21 digits, from the address. */
  readonly subject?: string;
  /** Private RSA keys; the first one signs, all are published. Default: the one of `keyFile`, or a new one. */
  readonly keys?: readonly JWK[];
  /** Where the key is kept from one start to the next, as a private JWK; made when it is missing. */
  readonly keyFile?: string;
  readonly clock?: Clock;
  /** Makes the ids of access tokens. */
  readonly uuid?: () => string;
}

/** An answer of the issuer's own pages. */
export interface IssuerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Issues tokens, and answers those who verify them. */
export interface LocalIssuer extends GoogleTokens {
  /**
   * The discovery document (https://openid.net/specs/openid-connect-discovery-1_0.html)
   * and the key set, for GET.
   *
   * @param path of the request, with or without a query
   * @returns undefined for any other path
   */
  handle(path: string): IssuerAnswer | undefined;
}

/** The life of a token, in seconds: Google's. */
const lifetime = 3600;

/** RS256 is what Google signs with. */
const algorithm = "RS256";

/**
 * Makes an issuer.
 *
 * @throws TypeError if the issuer is no http or https URL, or a key is no private RSA key
 */
export async function createLocalIssuer(options: LocalIssuerOptions): Promise<LocalIssuer> {
  const { email, clock = systemClock, uuid = randomUUID } = options;
  const { subject = numericId(email) } = options;
  const issuer = checkedIssuer(options.issuer);
  const jose = await import("jose");
  const keys = await readKeys(jose, options);
  const pages = pagesOf(issuer, keys);
  const [{ key, kid }] = keys;

  async function sign(claims: JWTPayload, typ: string): Promise<Token> {
    const issuedAt = Math.floor(clock.now() / 1000);
    const expiresAt = issuedAt + lifetime;
    const value = await new jose.SignJWT({ ...claims, iss: issuer, iat: issuedAt, exp: expiresAt })
      .setProtectedHeader({ alg: algorithm, kid, typ })
      .sign(key);
    return { value, expiresAt: expiresAt * 1000 };
  }

  return {
    idToken: (audience) =>
      sign({ aud: audience, azp: subject, email, email_verified: true, sub: subject }, "JWT"),
    accessToken: (scopes, { serviceAccount = email } = {}) => {
      const account = serviceAccount === email ? subject : numericId(serviceAccount);
      const scope = scopes.join(" ");
      // Google's are opaque; these can be verified, by RFC 9068.
      return sign(
        {
          aud: issuer,
          client_id: subject,
          email: serviceAccount,
          jti: uuid(),
          scope,
          sub: account,
        },
        "at+jwt",
      );
    },
    handle: (path) => pages.get(path.split("?", 1)[0] ?? ""),
  };
}

function checkedIssuer(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && !/[?#]|\/$/.test(text)) return text;
  throw new TypeError(
    "The issuer is no URL of http or https without a query and without a slash at its end.",
  );
}

/** An id such as Google gives its accounts, always the same for an address. */
function numericId(email: string): string {
  const digest = createHash("sha256").update(email).digest("hex");
  return `1${(BigInt(`0x${digest}`) % 10n ** 20n).toString().padStart(20, "0")}`;
}

/** A key that signs, and what the world may know of it. */
interface IssuerKey {
  readonly key: CryptoKey;
  readonly kid: string;
  readonly published: JWK;
}

type Jose = typeof import("jose");

async function readKeys(
  jose: Jose,
  { keys, keyFile }: LocalIssuerOptions,
): Promise<readonly [IssuerKey, ...IssuerKey[]]> {
  const given = keys ?? [keyFile === undefined ? await newKey(jose) : await keptKey(jose, keyFile)];
  const [first, ...more] = await Promise.all(given.map((jwk) => readKey(jose, jwk)));
  if (first === undefined) throw new TypeError("The issuer needs a key to sign with.");
  return [first, ...more];
}

async function readKey(jose: Jose, jwk: JWK): Promise<IssuerKey> {
  const { kty, n, e, d } = jwk;
  if (kty !== "RSA" || n === undefined || e === undefined || d === undefined)
    throw new TypeError("A key of the issuer is no private RSA key in JWK form.");
  const key = await jose.importJWK({ ...jwk, alg: algorithm }, algorithm);
  if (key instanceof Uint8Array) throw new TypeError("A key of the issuer is symmetric.");
  const kid = jwk.kid ?? (await jose.calculateJwkThumbprint({ kty, n, e }));
  return { key, kid, published: { kty, n, e, kid, alg: algorithm, use: "sig" } };
}

async function newKey(jose: Jose): Promise<JWK> {
  const { privateKey } = await jose.generateKeyPair(algorithm, { extractable: true });
  return jose.exportJWK(privateKey);
}

async function keptKey(jose: Jose, path: string): Promise<JWK> {
  const kept = await readKeyFile(path);
  if (kept) return kept;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(await newKey(jose))}\n`, { mode: 0o600, flag: "wx" });
  try {
    // Whole or not at all, and never over a key that another process made meanwhile.
    await link(draft, path);
  } catch (thrown) {
    if (!isCode(thrown, "EEXIST")) throw thrown;
  } finally {
    await unlink(draft);
  }
  const made = await readKeyFile(path);
  if (made === undefined) throw new TypeError(`The key file ${path} went as it was made.`);
  return made;
}

async function readKeyFile(path: string): Promise<JWK | undefined> {
  try {
    return parseKey(await readFile(path, "utf8"), path);
  } catch (thrown) {
    if (isCode(thrown, "ENOENT")) return undefined;
    throw thrown;
  }
}

function parseKey(text: string, path: string): JWK {
  try {
    return JSON.parse(text) as JWK;
  } catch {
    // Without the parser's own words, which quote the key.
    throw new TypeError(`The key file ${path} holds no JSON.`);
  }
}

function isCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === code;
}

function pagesOf(issuer: string, keys: readonly IssuerKey[]): ReadonlyMap<string, IssuerAnswer> {
  const { pathname } = new URL(issuer);
  const base = pathname === "/" ? "" : pathname;
  const page = (json: unknown): IssuerAnswer => ({
    status: 200,
    headers: { "content-type": "application/json", "cache-control": "public, max-age=3600" },
    body: JSON.stringify(json),
  });
  const keySet = "/.well-known/jwks.json";
  return new Map([
    [
      `${base}/.well-known/openid-configuration`,
      page({
        issuer,
        jwks_uri: `${issuer}${keySet}`,
        response_types_supported: ["id_token"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: [algorithm],
        claims_supported: ["aud", "azp", "email", "email_verified", "exp", "iat", "iss", "sub"],
      }),
    ],
    [`${base}${keySet}`, page({ keys: keys.map(({ published }) => published) })],
  ]);
}

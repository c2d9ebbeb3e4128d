/** Google's tokens, from wherever this process has Google credentials. */
import type { AnyAuthClient } from "google-auth-library";
import type { Transport } from "../transport/transport.ts";
import { asCredentialFailure, credentialFailure, errorCode } from "./credential-failure.ts";
import { callGoogle } from "./google-call.ts";
import { jsonObject } from "./json-object.ts";
import { isTokenText, type Token } from "./token.ts";

/** For whom an access token is made. */
export interface AccessTokenOptions {
  /** The email address of a service account to act as. Absent: the service agent itself. */
  readonly serviceAccount?: string;
  readonly signal?: AbortSignal;
}

/** Makes tokens as Google does; each call makes, or at least asks for, a new one. */
export interface GoogleTokens {
  /**
   * An OpenID Connect ID token of the service agent.
   *
   * @param audience the URL that it is for, without a query
   */
  idToken(audience: string, signal?: AbortSignal): Promise<Token>;
  /** An OAuth access token of the service agent, or of an account that it may act as. */
  accessToken(scopes: readonly string[], options?: AccessTokenOptions): Promise<Token>;
}

/** The scope that webhooks' access tokens have: what they may do is up to the account's roles. */
export const cloudScope = "https://www.googleapis.com/auth/cloud-platform";

/** Where tokens are asked for. */
export interface GoogleTokensOptions {
  /** For calls of the IAM Credentials API, which makes tokens of service accounts. */
  readonly transport: Transport;
  /** Default: `https://iamcredentials.googleapis.com`. */
  readonly iamEndpoint?: string;
}

/**
 * Tokens of Application Default Credentials: they stand for the service agent.
 * google-auth-library finds them; it is loaded with the first token, and has to be
 * installed. It knows no cancelling: what it began goes on.
 *
 * Both methods reject with DispatchFailure `credentials`, `timeout` or `cancelled`.
 */
export function createGoogleTokens(options: GoogleTokensOptions): GoogleTokens {
  const { transport, iamEndpoint = "https://iamcredentials.googleapis.com" } = options;
  const clientFor = rememberedClients();

  async function ownToken(scopes: readonly string[]): Promise<Token> {
    return told("No access token can be had from Google", async () => {
      const client = await clientFor(scopes);
      // It remembers tokens until their end, be they refused or not: so this one ends now.
      client.setCredentials({ ...client.credentials, expiry_date: 1 });
      const { token } = await client.getAccessToken();
      const expiresAt = client.credentials.expiry_date;
      return checked({ value: token, ...(typeof expiresAt === "number" && { expiresAt }) });
    });
  }

  async function accountToken(
    serviceAccount: string,
    request: { readonly scopes: readonly string[]; readonly signal: AbortSignal | undefined },
  ): Promise<Token> {
    const { scopes, signal } = request;
    const { value: token } = await ownToken([cloudScope]);
    const failure = `No token can be had for the service account ${serviceAccount}`;
    const answer = await callGoogle(transport, {
      url: `${iamEndpoint}/v1/projects/-/serviceAccounts/${encodeURIComponent(serviceAccount)}:generateAccessToken`,
      body: { scope: scopes },
      token,
      failure,
      ifForbidden: "The caller needs roles/iam.serviceAccountTokenCreator on the account.",
      ...(signal && { signal }),
    });
    if (answer === undefined) throw credentialFailure(`${failure}: there is no such account.`);
    const { accessToken, expireTime } = answer;
    const expiresAt = Date.parse(String(expireTime));
    return checked({ value: accessToken, ...(expiresAt > 0 && { expiresAt }) });
  }

  return {
    async idToken(audience) {
      const value = await told("No ID token can be had from Google", async () => {
        const client = await clientFor([]);
        if (!("fetchIdToken" in client))
          throw credentialFailure(
            "The Google credentials here can't make ID tokens: use those of a service account.",
          );
        return client.fetchIdToken(inQueryOf(client, audience));
      });
      const { aud, exp } = claimsOf(value);
      if (aud !== undefined && aud !== audience)
        throw credentialFailure(`Google made an ID token for another audience than ${audience}.`);
      return checked({ value, ...(typeof exp === "number" && { expiresAt: exp * 1000 }) });
    },
    accessToken: (scopes, { serviceAccount, signal } = {}) =>
      serviceAccount === undefined
        ? ownToken(scopes)
        : accountToken(serviceAccount, { scopes, signal }),
  };
}

/** A client for each set of scopes, found once; a failure to find it is not remembered. */
function rememberedClients(): (scopes: readonly string[]) => Promise<AnyAuthClient> {
  const clients = new Map<string, Promise<AnyAuthClient>>();
  return async (scopes) => {
    const key = scopes.join(" ");
    const client = clients.get(key) ?? findClient(scopes);
    clients.set(key, client);
    try {
      return await client;
    } catch (thrown) {
      clients.delete(key);
      throw thrown;
    }
  };
}

async function findClient(scopes: readonly string[]): Promise<AnyAuthClient> {
  const library = await import("google-auth-library").catch(() => {
    throw credentialFailure(
      "Google credentials need the package google-auth-library: npm install it.",
    );
  });
  // Tokens need no project; without this, the library runs gcloud to find one.
  return new library.GoogleAuth({ scopes: [...scopes], projectId: "-" }).getClient();
}

/** Runs what calls the library, and tells its failures without what it puts into its errors. */
async function told<Result>(sentence: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : "";
    if (message.startsWith("Could not load the default credentials"))
      throw credentialFailure(
        `${sentence}: there are no Google credentials here. Set GOOGLE_APPLICATION_CREDENTIALS, or run gcloud auth application-default login.`,
      );
    const status = statusOf(thrown);
    if (status !== undefined && errorCode(thrown) === undefined)
      throw credentialFailure(`${sentence}: Google answered HTTP ${status}.`);
    throw asCredentialFailure(thrown, sentence);
  }
}

function statusOf(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !("status" in thrown)) return undefined;
  return typeof thrown.status === "number" ? thrown.status : undefined;
}

function checked(token: { readonly value: unknown; readonly expiresAt?: number }): Token {
  const { value, ...more } = token;
  if (isTokenText(value)) return { value, ...more };
  throw credentialFailure("Google answered without a token.");
}

/** On Google's machines the library puts the audience into a query as it is; elsewhere it encodes it. */
function inQueryOf(client: object, audience: string): string {
  const onMachine = client.constructor.name === "Compute";
  return onMachine ? audience.replaceAll(/[%&+#]/g, encodeURIComponent) : audience;
}

/** What a JWT says, unverified: good enough to know when to ask again. Nothing where it can't be read. */
function claimsOf(token: string): { readonly aud?: unknown; readonly exp?: unknown } {
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url");
  return jsonObject(payload) ?? {};
}

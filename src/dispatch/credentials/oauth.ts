/**
 * Tokens of the OAuth client credentials grant
 * (https://www.rfc-editor.org/rfc/rfc6749#section-4.4).
 */
import { DispatchFailure } from "../failure.ts";
import type { TlsSettings, Transport, TransportResponse } from "../transport/transport.ts";
import { asCredentialFailure, credentialFailure } from "./credential-failure.ts";
import { jsonObject } from "./json-object.ts";
import { isTokenText, type Token } from "./token.ts";

/** A client that asks for a token. */
export interface ClientCredentials {
  /** The token endpoint's URL; its query is sent as it is. */
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  /** How the client proves itself (section 2.3.1). */
  readonly clientAuthentication: "body" | "basic";
}

/** What the request needs besides. */
export interface TokenRequestOptions {
  readonly transport: Transport;
  /** When it is sent, in milliseconds since the epoch: the token's life is counted from here. */
  readonly now: number;
  readonly tls?: TlsSettings;
  readonly signal?: AbortSignal;
}

/** The longest time that a token endpoint gets: the longest that a webhook can have. */
const timeoutMs = 30_000;

/** More than any token and its description take. */
const maxResponseBytes = 65_536;

/**
 * Asks a token endpoint for a token.
 *
 * @throws DispatchFailure `credentials`, with the endpoint's error code; `timeout` or `cancelled`
 */
export async function requestToken(
  client: ClientCredentials,
  options: TokenRequestOptions,
): Promise<Token> {
  const { transport, now, tls, signal } = options;
  const endpoint = describeEndpoint(client.endpoint);
  let response: TransportResponse;
  try {
    response = await transport.send({
      method: "POST",
      url: client.endpoint,
      ...messageOf(client),
      timeoutMs,
      maxResponseBytes,
      ...(tls && { tls }),
      ...(signal && { signal }),
    });
  } catch (thrown) {
    if (DispatchFailure.is(thrown) && thrown.kind === "timeout")
      throw new DispatchFailure("timeout", `${endpoint} did not answer within ${timeoutMs} ms.`);
    throw asCredentialFailure(thrown, `${endpoint} gave no token`);
  }
  return tokenOf(response, { endpoint, clientSecret: client.clientSecret, now });
}

/** The endpoint for people: without the query, which may hold what nobody is to see. */
function describeEndpoint(text: string): string {
  const url = URL.parse(text);
  if (url === null) throw credentialFailure("The token endpoint of oauth_config is no URL.");
  return `The token endpoint ${url.origin}${url.pathname}`;
}

function messageOf(client: ClientCredentials): {
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
} {
  const { clientId, clientSecret, scopes, clientAuthentication } = client;
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (scopes.length > 0) form.set("scope", scopes.join(" "));
  const headers: [string, string][] = [
    ["Content-Type", "application/x-www-form-urlencoded"],
    ["Accept", "application/json"],
  ];
  if (clientAuthentication === "basic") {
    const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
    headers.push(["Authorization", `Basic ${Buffer.from(pair).toString("base64")}`]);
  } else {
    form.set("client_id", clientId);
    form.set("client_secret", clientSecret);
  }
  return { headers, body: form.toString() };
}

/** A text as a form has it (appendix B). In Basic, both parts are written so, and then joined. */
function formEncoded(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}

interface AnswerContext {
  readonly endpoint: string;
  readonly clientSecret: string;
  readonly now: number;
}

function tokenOf(response: TransportResponse, context: AnswerContext): Token {
  const { endpoint } = context;
  const { statusCode } = response;
  const fields = jsonObject(response.body);
  const code = errorCodeOf(fields, context.clientSecret);
  if (code !== undefined)
    throw credentialFailure(`${endpoint} refused: ${code} (HTTP ${statusCode}).`);
  if (statusCode < 200 || statusCode > 299)
    throw credentialFailure(`${endpoint} answered HTTP ${statusCode}, without an error code.`);
  if (fields === undefined) throw credentialFailure(`${endpoint} did not answer a JSON object.`);
  const { access_token: value, token_type: type, expires_in: expires } = fields;
  if (!isTokenText(value)) throw credentialFailure(`${endpoint} answered without an access_token.`);
  // Required by section 5.1, and left out by some who mean bearer.
  if (type !== undefined && !(typeof type === "string" && type.toLowerCase() === "bearer"))
    throw credentialFailure(`${endpoint} gave a token of another type than Bearer.`);
  const seconds = secondsOf(expires);
  return { value, ...(seconds !== undefined && { expiresAt: context.now + seconds * 1000 }) };
}

/** The error's code (section 5.2), if it has the form of one, and neither holds the secret nor is a part of it. */
function errorCodeOf(
  fields: Readonly<Record<string, unknown>> | undefined,
  clientSecret: string,
): string | undefined {
  const code = fields?.["error"];
  if (typeof code !== "string" || !/^[a-z_]{1,40}$/.test(code)) return undefined;
  if (clientSecret === "") return code;
  return code.includes(clientSecret) || clientSecret.includes(code) ? undefined : code;
}

/** A number of seconds; some endpoints write it as text. Undefined for all that is none. */
function secondsOf(expires: unknown): number | undefined {
  const text = typeof expires === "number" ? String(expires) : expires;
  return typeof text === "string" && /^\d{1,12}(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Bearer tokens for a web service: where they come from, and what tells them apart. */
import type { Webhook_GenericWebService as GenericWebService } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { audienceOf } from "./audience.ts";
import type { Authorization, AuthorizeRequest } from "./authorizer.ts";
import type { AuthorizerContext } from "./authorizer-context.ts";
import { asCredentialFailure, credentialFailure } from "./credential-failure.ts";
import { cloudScope } from "./google-tokens.ts";
import type { TokenKind } from "./kinds.ts";
import { requestToken } from "./oauth.ts";
import { secretFor } from "./secret-values.ts";
import { isTokenText, keptToken, type Token } from "./token.ts";

/** A way to get a token: what tells it from others, and how a new one is made. */
interface TokenSource {
  /** For sentences. */
  readonly what: string;
  readonly key: readonly unknown[];
  make(signal: AbortSignal): Promise<Token>;
}

/**
 * A token, kept or new.
 *
 * @throws DispatchFailure `credentials`, `timeout` or `cancelled`
 */
export async function tokenFor(
  kind: TokenKind,
  request: AuthorizeRequest,
  context: AuthorizerContext,
): Promise<string> {
  const { tokens, clock, behaviours } = context;
  const source = sourceOf(kind, request, context);
  const key = context.fingerprint([kind, ...source.key]);
  const { refused, timeoutMs, signal } = request;
  if (refused) tokens.drop(key, (token) => carries(refused, token));
  const { value } = await tokens.get(key, {
    async fetch(shared) {
      const askedAt = clock.now();
      const token = await made(source, shared);
      return keptToken(token, { askedAt, unknownLifetimeMs: behaviours.unknownTokenLifetimeMs });
    },
    wait: { what: source.what, timeoutMs, ...(signal && { signal }) },
  });
  return value;
}

async function made(source: TokenSource, signal: AbortSignal): Promise<Token> {
  try {
    const token = await source.make(signal);
    if (isTokenText(token.value)) return token;
  } catch (thrown) {
    throw asCredentialFailure(thrown, `${source.what} can't be had`);
  }
  throw credentialFailure(`${source.what} came, and can't be sent in a header.`);
}

function carries({ headers }: Authorization, { value }: Token): boolean {
  return headers.some(([, sent]) => sent === `Bearer ${value}`);
}

function sourceOf(
  kind: TokenKind,
  request: AuthorizeRequest,
  context: AuthorizerContext,
): TokenSource {
  const { service, url } = request;
  switch (kind) {
    case "oauth-client-credentials":
      return oauthSource(service, context);
    case "service-account": {
      const { serviceAccount = "" } = service.serviceAccountAuthConfig ?? {};
      return accessTokenSource(serviceAccount, context);
    }
    case "service-agent-access-token":
      return accessTokenSource(undefined, context);
    case "service-agent-id-token":
      return idTokenSource(audienceOf(url), context);
  }
}

/** The longest that a shared lookup of a client secret takes, in milliseconds; each caller's own timeout ends its wait before. */
const lookupTimeoutMs = 30_000;

function oauthSource(service: GenericWebService, context: AuthorizerContext): TokenSource {
  const { transport, clock, behaviours } = context;
  const { oauthConfig, allowedCaCerts } = service;
  if (!oauthConfig) throw credentialFailure("The webhook has no oauth_config.");
  const { clientId, clientSecret, secretVersionForClientSecret: version, scopes } = oauthConfig;
  const { tokenEndpoint: endpoint } = oauthConfig;
  const { clientAuthentication, tokenEndpointTrust } = behaviours;
  const ca = tokenEndpointTrust === "webhook" ? allowedCaCerts : [];
  const trusted = ca.map((der) => Buffer.from(der).toString("base64"));
  return {
    what: `A token for the client ${clientId}`,
    key: [endpoint, clientId, version === "" ? { clientSecret } : { version }, scopes, trusted],
    async make(signal) {
      const secret =
        version === ""
          ? clientSecret
          : await secretFor(version, { timeoutMs: lookupTimeoutMs, signal }, context);
      return requestToken(
        { endpoint, clientId, clientSecret: secret, scopes, clientAuthentication },
        { transport, now: clock.now(), signal, ...(ca.length > 0 && { tls: { ca } }) },
      );
    },
  };
}

const noGoogle =
  "The webhook wants a Google token, and there are no Google credentials: say where such tokens come from.";

function idTokenSource(audience: string, { google }: AuthorizerContext): TokenSource {
  if (google === undefined) throw credentialFailure(noGoogle);
  return {
    what: `An ID token for ${audience}`,
    key: [audience],
    make: (signal) => google.idToken(audience, signal),
  };
}

function accessTokenSource(
  serviceAccount: string | undefined,
  { google }: AuthorizerContext,
): TokenSource {
  if (google === undefined) throw credentialFailure(noGoogle);
  const account = serviceAccount === undefined ? {} : { serviceAccount };
  return {
    what: `An access token of ${serviceAccount ?? "the service agent"}`,
    key: [account],
    make: (signal) => google.accessToken([cloudScope], { ...account, signal }),
  };
}

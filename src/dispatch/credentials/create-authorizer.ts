/** Gets the credentials of a web service: passwords, secrets and tokens. */
import type { Webhook_GenericWebService as GenericWebService } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { resolveBehaviours, type Behaviours } from "../behaviours.ts";
import { systemClock, type Clock } from "../../clock.ts";
import type { Transport } from "../transport/transport.ts";
import type { Authorization, Authorizer, AuthorizeRequest, SecretResolver } from "./authorizer.ts";
import { createFingerprint, type AuthorizerContext } from "./authorizer-context.ts";
import type { GoogleTokens } from "./google-tokens.ts";
import { credentialsOf, isTokenKind, type Credential } from "./kinds.ts";
import { basicOfSecret, basicValue, headerOfSecret, secretFor } from "./secret-values.ts";
import { createSharedCache } from "./shared-cache.ts";
import { tokenFor } from "./token-values.ts";
import type { Token } from "./token.ts";

/** Where credentials come from. */
export interface AuthorizerOptions {
  /** For token endpoints. */
  readonly transport: Transport;
  /** Absent: a webhook that needs a secret fails. */
  readonly secrets?: SecretResolver;
  /**
   * Absent: a webhook that asks for a token of the service agent or of a service
   * account fails; one that asks for nothing is called without the ID token that
   * is the platform's default.
   */
  readonly google?: GoogleTokens;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: every behaviour's own. */
  readonly behaviours?: Behaviours;
  /** How many tokens are kept at most. Default: 1000. */
  readonly maxTokens?: number;
}

/**
 * Makes an authorizer. Tokens are shared by all calls with the same settings, and
 * one request at a time asks for each. They are kept until shortly before they end.
 */
export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  const { clock = systemClock, behaviours = resolveBehaviours(), maxTokens = 1000 } = options;
  const context: AuthorizerContext = {
    transport: options.transport,
    secrets: options.secrets,
    google: options.google,
    clock,
    behaviours,
    tokens: createSharedCache<Token>({ clock, maxEntries: maxTokens }),
    fingerprint: createFingerprint(),
  };
  return { authorize: (request) => authorize(request, context) };
}

async function authorize(
  request: AuthorizeRequest,
  context: AuthorizerContext,
): Promise<Authorization> {
  const { service } = request;
  const credentials = inForce(credentialsOf(service), context);
  const headers = await Promise.all(
    credentials.map(async (credential) => {
      const value = await valueOf(credential, request, context);
      return value === undefined ? [] : [[credential.header, value] as const];
    }),
  );
  const kind = credentials.find(fillsAuthorization)?.kind;
  return {
    headers: headers.flat(),
    ...(kind && { kind }),
    refreshable: kind !== undefined && isTokenKind(kind),
    identity: identityOf(credentials, service, context),
  };
}

function fillsAuthorization({ header }: Credential): boolean {
  return header.toLowerCase() === "authorization";
}

/** What is sent: the first that fills `Authorization`, and all that fill other headers. */
function inForce(credentials: readonly Credential[], context: AuthorizerContext): Credential[] {
  const { google, behaviours } = context;
  const withDefault = google !== undefined && behaviours.unspecifiedServiceAgentAuth === "id-token";
  const first = credentials.find(fillsAuthorization);
  return credentials.filter((credential) => {
    if (fillsAuthorization(credential) && credential !== first) return false;
    return credential.path !== "" || withDefault;
  });
}

/** A header's value; undefined for one in plain text, which the caller renders itself. */
async function valueOf(
  credential: Credential,
  request: AuthorizeRequest,
  context: AuthorizerContext,
): Promise<string | undefined> {
  const { kind, header, secretVersion: name = "" } = credential;
  switch (kind) {
    case "header":
      return undefined;
    case "basic": {
      // Superseded by the secret version, but webhooks that have them go on working.
      // oxlint-disable-next-line typescript/no-deprecated
      const { username, password } = request.service;
      return basicValue(`${username}:${password}`);
    }
    case "basic-secret":
      return basicOfSecret(await secretFor(name, request, context), name);
    case "header-secret":
      return headerOfSecret(await secretFor(name, request, context), { name, header });
    default:
      return `Bearer ${await tokenFor(kind, request, context)}`;
  }
}

/** Who calls, as a text without a secret: the same for the same settings, in this process alone. */
function identityOf(
  credentials: readonly Credential[],
  service: GenericWebService,
  context: AuthorizerContext,
): string {
  const [first] = credentials;
  if (first === undefined) return "";
  // oxlint-disable-next-line typescript/no-deprecated
  const { password, oauthConfig, requestHeaders } = service;
  const values = credentials.map((credential) => [
    credential,
    credential.kind === "basic" && password,
    credential.kind === "oauth-client-credentials" && oauthConfig,
    credential.kind === "header" && requestHeaders[credential.header],
  ]);
  return `${first.kind} ${context.fingerprint(values)}`;
}

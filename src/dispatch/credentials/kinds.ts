/**
 * What a web service's settings say about proving who calls. Pure, for whoever
 * shows it and whoever calls.
 */
import {
  Webhook_GenericWebService_ServiceAgentAuth as ServiceAgentAuth,
  type Webhook_GenericWebService as GenericWebService,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";

/** Ways to prove it. `-secret` means that Secret Manager has the value. */
export type CredentialKind =
  | "basic"
  | "basic-secret"
  | "oauth-client-credentials"
  | "service-account"
  | "service-agent-id-token"
  | "service-agent-access-token"
  | "header"
  | "header-secret";

/** The kinds that are tokens, made for the call. A web service has at most one of them set. */
const tokenKinds = [
  "oauth-client-credentials",
  "service-account",
  "service-agent-id-token",
  "service-agent-access-token",
] as const satisfies readonly CredentialKind[];

/** A kind of credential that is a token. */
export type TokenKind = (typeof tokenKinds)[number];

/** Whether a kind of credential is a token. */
export function isTokenKind(kind: CredentialKind): kind is TokenKind {
  return tokenKinds.some((one) => one === kind);
}

/** Something that authenticates a call. Holds no secret. */
export interface Credential {
  readonly kind: CredentialKind;
  /** The header that it fills. */
  readonly header: string;
  /** The field that sets it up, as a path in the web service. Empty: nobody did, it is the default. */
  readonly path: string;
  /** The user name, the OAuth client or the service account, where that is known. */
  readonly principal?: string;
  /** Where its secret is in Secret Manager. */
  readonly secretVersion?: string;
}

const authorization = "Authorization";

/**
 * The credentials of a web service. Those that fill `Authorization` come first;
 * the first of them is the one that is sent. Tokens win over a password, and a
 * password over a header of that name; the service agent's ID token is sent when
 * nothing else fills the header and `service_agent_auth` is left open. The
 * platform documents that default and that secrets win over plain values; the
 * rest of the order is our choice.
 */
export function credentialsOf(service: GenericWebService): Credential[] {
  const headers = headerCredentials(service);
  const ofAuthorization = [
    ...tokens(service),
    ...passwords(service),
    ...headers.filter(({ header }) => isAuthorization(header)),
  ];
  const others = headers.filter(({ header }) => !isAuthorization(header));
  const open = service.serviceAgentAuth === ServiceAgentAuth.SERVICE_AGENT_AUTH_UNSPECIFIED;
  if (ofAuthorization.length === 0 && open)
    ofAuthorization.push({ kind: "service-agent-id-token", header: authorization, path: "" });
  return [...ofAuthorization, ...others];
}

function isAuthorization(header: string): boolean {
  return header.toLowerCase() === "authorization";
}

function tokens(service: GenericWebService): Credential[] {
  const found: Credential[] = [];
  const { oauthConfig, serviceAccountAuthConfig, serviceAgentAuth } = service;
  const header = authorization;
  if (oauthConfig) {
    const { clientId: principal, secretVersionForClientSecret: secretVersion } = oauthConfig;
    found.push({
      kind: "oauth-client-credentials",
      header,
      path: "oauth_config",
      principal,
      ...(secretVersion !== "" && { secretVersion }),
    });
  }
  if (serviceAccountAuthConfig)
    found.push({
      kind: "service-account",
      header,
      path: "service_account_auth_config",
      principal: serviceAccountAuthConfig.serviceAccount,
    });
  const path = "service_agent_auth";
  if (serviceAgentAuth === ServiceAgentAuth.ID_TOKEN)
    found.push({ kind: "service-agent-id-token", header, path });
  if (serviceAgentAuth === ServiceAgentAuth.ACCESS_TOKEN)
    found.push({ kind: "service-agent-access-token", header, path });
  return found;
}

function passwords(service: GenericWebService): Credential[] {
  // Superseded by the secret version, but webhooks that have them go on working.
  // oxlint-disable-next-line typescript/no-deprecated
  const { secretVersionForUsernamePassword: secretVersion, username, password } = service;
  const header = authorization;
  if (secretVersion !== "") {
    const path = "secret_version_for_username_password";
    return [{ kind: "basic-secret", header, path, secretVersion }];
  }
  if (username === "" && password === "") return [];
  const path = password === "" ? "username" : "password";
  return [{ kind: "basic", header, path, principal: username }];
}

/** Headers that carry a credential, going by their names. */
const credentialHeader = /auth|key|cookie|secret|token|signature|password/i;

/** Whether the name of a header says that it carries a credential. */
export function isCredentialHeader(name: string): boolean {
  return credentialHeader.test(name);
}

/** Headers in Secret Manager, and plain ones with a telling name that no secret stands in for. */
function headerCredentials(service: GenericWebService): Credential[] {
  const secrets = Object.entries(service.secretVersionsForRequestHeaders);
  const names = new Set(secrets.map(([name]) => name.toLowerCase()));
  return [
    ...secrets.map(([header, { secretVersion }]): Credential => {
      const path = `secret_versions_for_request_headers[${JSON.stringify(header)}]`;
      return { kind: "header-secret", header, path, secretVersion };
    }),
    ...Object.keys(service.requestHeaders)
      .filter((name) => isCredentialHeader(name) && !names.has(name.toLowerCase()))
      .map((header): Credential => {
        const path = `request_headers[${JSON.stringify(header)}]`;
        return { kind: "header", header, path };
      }),
  ];
}

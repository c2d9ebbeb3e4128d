/**
 * The calling side: webhooks called as the platform calls them. `fulfillkit/dispatch`.
 */

// For applications
export { createDispatcher, type DispatchCall, type Dispatcher } from "./dispatcher.ts";
export type { DispatcherOptions } from "./dispatcher-options.ts";
export type { AttemptEvent } from "./attempts.ts";
export type {
  Attempt,
  DispatchStatus,
  Outcome,
  QueryResultParts,
  WebhookErrorEvent,
} from "./outcome.ts";
export { DispatchFailure, type FailureKind, type FailureOptions } from "./failure.ts";
export {
  behaviours,
  resolveBehaviours,
  type Behaviour,
  type BehaviourName,
  type Behaviours,
  type Evidence,
} from "./behaviours.ts";
export type { AddressPolicyOptions } from "./transport/address-policy.ts";
export type { TransportLimits } from "./transport/limits.ts";
export type { WebhookSource } from "./webhook-source.ts";

// Credentials and addresses
export type { SecretResolver } from "./credentials/authorizer.ts";
export {
  chainedSecrets,
  environmentSecrets,
  folderSecrets,
  rememberedSecrets,
  type RememberOptions,
} from "./credentials/secrets.ts";
export { googleSecrets, type GoogleSecretsOptions } from "./credentials/google-secrets.ts";
export {
  createGoogleTokens,
  type AccessTokenOptions,
  type GoogleTokens,
  type GoogleTokensOptions,
} from "./credentials/google-tokens.ts";
export type { Token } from "./credentials/token.ts";
export {
  createLocalIssuer,
  type IssuerAnswer,
  type LocalIssuer,
  type LocalIssuerOptions,
} from "./credentials/local-issuer.ts";
export {
  readEndpoints,
  rememberedEndpoints,
  staticEndpoints,
  type EndpointResolver,
  type RememberEndpointsOptions,
} from "./transport/service-directory.ts";
export { srvEndpoints, type SrvEndpointsOptions } from "./transport/srv-endpoints.ts";
export { googleEndpoints, type GoogleEndpointsOptions } from "./transport/google-endpoints.ts";
export { createTransport, type TransportOptions } from "./transport/create-transport.ts";
export type {
  Endpoint,
  TlsSettings,
  Transport,
  TransportRequest,
  TransportResponse,
} from "./transport/transport.ts";

// Sessions
export type { Effect } from "./session/effect.ts";
export type {
  CurrentPage,
  FormParameter,
  MatchedIntent,
  Query,
  SessionState,
} from "./session/state.ts";
export { applyResponse, type Applied } from "./session/apply.ts";
export { newSession } from "./session/new-session.ts";
export { sessionFromRequest } from "./session/from-request.ts";
export { requestFromSession } from "./session/to-request.ts";

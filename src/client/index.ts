/**
 * A typed client for the management API, over gRPC, Connect or REST.
 *
 * @module
 */
export { createManagementClient, type ManagementClient } from "./client.ts";
export { ManagementError } from "./management-error.ts";
export { clientWebhookSource } from "./webhook-source.ts";
export type { ApiVersion, ManagementClientOptions, PollingOptions, Protocol } from "./options.ts";
export type { ClientTls } from "./tls.ts";
export type { Backoff } from "./retry.ts";
export type { Credentials, HeaderRecord, HeaderSource } from "./credentials.ts";
export type { CallOptions } from "./caller.ts";
export type { PagedList } from "./pages.ts";
export type { OperationProgress, PendingOperation, ResultOptions } from "./operation.ts";
export type { FieldPath } from "./update-mask.ts";
export type { WebhookMethods } from "./webhooks.ts";
export type { DeploymentMethods } from "./deployments.ts";
export type { EnvironmentMethods } from "./environments.ts";
export type { LocationMethods, OperationMethods } from "./mixins.ts";
export type { EffectiveWebhookMethods } from "./effective-webhooks.ts";
export type {
  ListRequest,
  NamedListRequest,
  NameRequest,
  Resource,
  ResourceInit,
} from "./resources.ts";

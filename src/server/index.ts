/**
 * `fulfillkit/server`: one port for JSON, Connect, gRPC-Web and gRPC.
 */
export { serve, type Server } from "./serve.ts";
export type { Routers, ServeOptions } from "./options.ts";
export type { CloseOptions } from "./shutdown.ts";
export type { TlsFiles } from "./certificates.ts";
export { limitRules, type Limits } from "./limits.ts";
export type { Health, HealthSource, Readiness, ReadinessCheck, ServingStatus } from "./health.ts";
export type { Logger } from "./log.ts";
export type { DispatchServeOptions } from "./dispatch-options.ts";
export type { ManagementServeOptions } from "./management-options.ts";
export type { OpenTelemetryApi } from "./telemetry.ts";
export { toNodeHandler, type NodeHandler } from "./adapters/node.ts";
export type { AdapterOptions } from "./adapters/service.ts";

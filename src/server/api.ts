/**
 * Services that are served beside the webhook: RPCs of every protocol and REST,
 * on the same port.
 */
import type { Registry } from "@bufbuild/protobuf";
import type { ConnectRouter, Interceptor } from "@connectrpc/connect";
import type { Describe, ServiceHttpRule } from "../transcoding/index.ts";

/** A set of services. */
export interface Api {
  /** Registers the services, for RPC and for REST alike. */
  readonly register: (router: ConnectRouter) => void;
  /** Full names of the services, for grpc.health.v1. */
  readonly names: readonly string[];
  /** HTTP rules beside the annotations of the services. */
  readonly rules: readonly ServiceHttpRule[];
  /** Run around calls by REST alone. */
  readonly restInterceptors: readonly Interceptor[];
  /** Messages that a google.protobuf.Any may hold in JSON. */
  readonly registry: Registry;
  /** The title and the version of the OpenAPI document. */
  readonly title: string;
  readonly version: string;
  /** Loads what describes the services in it; called when the document is first asked for. */
  readonly describe: () => Promise<Describe>;
  /** Frees what the services hold, when nothing calls them any more. */
  close(): Promise<void>;
}

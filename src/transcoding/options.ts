/**
 * Options of a transcoder, and their defaults.
 */
import type { Registry } from "@bufbuild/protobuf";
import type { ConnectRouter, Interceptor } from "@connectrpc/connect";
import type { CorsOptions } from "./cors.ts";
import type { ServiceHttpRule } from "./http-rule.ts";
import type { RequestGate } from "./service-methods.ts";

/** What a transcoder is made of. */
export interface TranscoderOptions {
  /** Registers the services: the same function as for RPC. Methods without an HTTP rule are not served. */
  readonly services: (router: ConnectRouter) => void;
  /** Run around every call, once, as they do for RPC. A service registered with its own has those instead. Default: none. */
  readonly interceptors?: readonly Interceptor[];
  /** Runs before a body is read, as Connect's `requestGate`. Default: none. */
  readonly requestGate?: RequestGate;
  /** Rules beside the annotations, or in their place: for operations, locations and other mixins. Default: none. */
  readonly rules?: readonly ServiceHttpRule[];
  /** Messages that a google.protobuf.Any may hold, besides those of the services' files and of google.rpc's details. */
  readonly registry?: Registry;
  /** Largest request body in bytes, as sent and as decompressed. Default: 1 MiB. */
  readonly maxBodyBytes?: number;
  /** Longest deadline in milliseconds that a client may ask for; longer ones are shortened to it. Default: one hour. */
  readonly maxTimeoutMs?: number;
  /** Deadline in milliseconds for clients that ask for none. Default: none. */
  readonly defaultTimeoutMs?: number;
  /** Smallest response body in bytes that is compressed for clients that take it. Default: 1024. */
  readonly compressMinBytes?: number;
  /** Browsers of other origins that may call. Default: none. */
  readonly cors?: CorsOptions;
  /** Whether unknown fields in JSON bodies are dropped instead of refused. Default: false. */
  readonly ignoreUnknownFields?: boolean;
  /** Whether responses also hold the fields that have their default value. Default: false. */
  readonly alwaysEmitImplicit?: boolean;
  /** Told of everything thrown that is neither a WebhookError nor a ConnectError, with the method's full name. Default: nobody. */
  readonly onFault?: (thrown: unknown, rpc: string) => void;
}

/** Options with every default in place. */
export interface ResolvedOptions {
  readonly registry: Registry;
  readonly maxBodyBytes: number;
  readonly maxTimeoutMs: number;
  readonly defaultTimeoutMs: number | undefined;
  readonly compressMinBytes: number;
  readonly ignoreUnknownFields: boolean;
  readonly alwaysEmitImplicit: boolean;
  readonly onFault: (thrown: unknown, rpc: string) => void;
}

/** A longer timer of Node's fires at once. */
const maxTimerMs = 2_147_483_647;

/** The defaults filled in. */
export function resolveOptions(options: TranscoderOptions, registry: Registry): ResolvedOptions {
  return {
    registry,
    maxBodyBytes: options.maxBodyBytes ?? 1_048_576,
    maxTimeoutMs: Math.min(options.maxTimeoutMs ?? 3_600_000, maxTimerMs),
    defaultTimeoutMs: options.defaultTimeoutMs,
    compressMinBytes: options.compressMinBytes ?? 1024,
    ignoreUnknownFields: options.ignoreUnknownFields ?? false,
    alwaysEmitImplicit: options.alwaysEmitImplicit ?? false,
    onFault: options.onFault ?? ((): void => {}),
  };
}

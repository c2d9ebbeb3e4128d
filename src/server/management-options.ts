/**
 * How a server is told to serve the management API. Apart from what serves it, so
 * that the declarations of `fulfillkit/server` name nothing of Connect.
 */
import type { ManagementOptions } from "../management/context.ts";
import type { CorsOptions } from "../transcoding/cors.ts";

/** How the management API is served. */
export interface ManagementServeOptions extends ManagementOptions {
  /** `memory:`, the path of a file, or `postgres://user@host/database`. Default: `memory:`. */
  readonly store?: string;
  /**
   * The keys that seal secrets at rest: lines of an id and 32 bytes in Base64, the
   * newest last. Default: those in `keyFile`.
   */
  readonly keys?: string;
  /**
   * The file with the keys; made with mode 0600 where it is missing beside an
   * embedded database. Default: the database's path with `.keys` at its end; for
   * a store in memory, a key that lives as long as the process.
   */
  readonly keyFile?: string;
  /** Browsers of other origins that may call its REST surface, and read its OpenAPI document. Default: none. */
  readonly cors?: CorsOptions;
}

/**
 * How a server is told to call webhooks. Apart from what does it, so that the
 * declarations of `fulfillkit/server` name nothing of Connect.
 */
import type { DispatcherOptions } from "../dispatch/dispatcher-options.ts";

/**
 * How fulfillkit.v1.DispatchService calls. Whoever reaches the server can have it call what these
 * options allow: by default public addresses, by https. Secrets, Google's tokens and the client
 * certificate are for webhooks of the management API alone, not for settings that a request brings.
 * A secret that `secrets` does not have is looked for in the management API's store.
 */
export type DispatchServeOptions = Omit<DispatcherOptions, "webhooks">;

/** `fulfillkit.config.ts`: what a project always serves with, typed. */
import type { Routers, ServeOptions } from "../server/index.ts";

/** The default export of `fulfillkit.config.ts` or `.js`. Flags and the environment win over it. */
export interface FulfillkitConfig {
  /** The module to serve, relative to the config file's folder, or routers themselves. */
  readonly module?: string | Routers;
  /** How it is served. */
  readonly serve?: ServeOptions;
}

/**
 * Gives a config its type, and is otherwise the identity.
 *
 * @example
 * // fulfillkit.config.ts
 * export default defineConfig({ module: "./agent.ts", serve: { port: 9000 } });
 */
export function defineConfig(config: FulfillkitConfig): FulfillkitConfig {
  return config;
}

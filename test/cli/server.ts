/** A server with the management API, and the command line pointed at it. */
import { createRouter } from "../../src/handler/router.ts";
import { serve, type ServeOptions } from "../../src/server/index.ts";
import { startCommand, type CommandResult, type CommandWorld } from "./process.ts";

/** The agent that the commands are about. */
export const agent = "projects/p/locations/us-central1/agents/a";

/** A running server. */
export interface ManagedServer extends AsyncDisposable {
  readonly url: string;
  /** Runs a command against it, about the agent. */
  cli(args: readonly string[], world?: CommandWorld): Promise<CommandResult>;
}

/** Starts a server with a store in memory. */
export async function startServer(
  management: ServeOptions["management"] = { store: "memory:" },
): Promise<ManagedServer> {
  const server = await serve(createRouter(), {
    port: 0,
    host: "127.0.0.1",
    logLevel: "error",
    ...(management && { management }),
  });
  return {
    url: server.url,
    cli: (args, world = {}) =>
      startCommand(args, {
        ...world,
        env: { FULFILLKIT_ENDPOINT: server.url, FULFILLKIT_AGENT: agent, ...world.env },
      }).result,
    [Symbol.asyncDispose]: () => server.close({ graceMs: 0 }),
  };
}

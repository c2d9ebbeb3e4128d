/** The table of commands: a name, and the module that has it, loaded when it is called. */
import type { Command } from "./command.ts";

/** Commands by name, each loaded on demand so that one does not pay for the others. */
export const commands: Readonly<
  Record<string, { readonly summary: string; readonly load: () => Promise<Command> }>
> = {
  serve: {
    summary: "Serve a router as JSON, Connect, gRPC-Web and gRPC on one port.",
    load: async () => (await import("./serve.ts")).serveCommand,
  },
};

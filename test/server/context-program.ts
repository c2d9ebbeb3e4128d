/** A program that serves until it is killed: prints its port. Its handler tells the context it finds, and leaves one of its own behind. */
import { AsyncLocalStorage } from "node:async_hooks";
import { createRouter, reply } from "../../src/index.ts";
import { serve } from "../../src/server/index.ts";

const context = new AsyncLocalStorage<string>();
const router = createRouter().fallback(({ responseId }) => {
  const found = context.getStore() ?? "nothing";
  context.enterWith(responseId);
  return reply().text(found);
});
const server = await serve(router, { port: 0, host: "127.0.0.1", logger: false });
process.stdout.write(`${server.port}\n`);

/** A program that serves until a signal: prints its port, then a line when a slow call has begun. */
import { setTimeout as wait } from "node:timers/promises";
import { createRouter, reply } from "../../src/index.ts";
import { serve } from "../../src/server/index.ts";

const router = createRouter().tag("wait", async () => {
  process.stdout.write("begun\n");
  await wait(300);
  return reply().text("Waited.");
});
const server = await serve(router, { port: 0, host: "127.0.0.1", signals: true, logger: false });
process.stdout.write(`${server.port}\n`);

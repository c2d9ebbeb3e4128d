/**
 * Starts the server from source, answers one JSON call, and prints what was loaded until then.
 * A program of its own: only a fresh process shows what a cold start loads.
 */
import { registerHooks } from "node:module";

const loaded: string[] = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});

const { createRouter, reply } = await import("../../src/index.ts");
const { serve } = await import("../../src/server/index.ts");

const router = createRouter().fallback(() => reply().text("Hello."));
const server = await serve(router, { port: 0, host: "127.0.0.1" });
const answer = await fetch(server.url, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({
    fulfillmentInfo: { tag: "hello" },
    sessionInfo: { session: "projects/p/locations/global/agents/a/sessions/s" },
  }),
});
const body: unknown = await answer.json();
await server.close();
process.stdout.write(`\n${JSON.stringify({ status: answer.status, body, loaded })}\n`);

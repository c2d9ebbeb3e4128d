/**
 * The management API over the store that STORE names, with as many webhooks in
 * the agent that is listed as WEBHOOKS says.
 */
import { createRouter } from "fulfillkit";
import { createManagementClient } from "fulfillkit/client";
import { serve } from "fulfillkit/server";
import { agent, oneWebhook } from "../fixture.ts";
import { announce } from "./announce.ts";

const server = await serve(createRouter(), {
  port: 0,
  host: "127.0.0.1",
  management: {
    store: process.env["STORE"] ?? "memory:",
    keys: `k1 ${Buffer.alloc(32, 1).toString("base64")}`,
    maxWebhooksPerAgent: Infinity,
  },
});
const client = createManagementClient({ endpoint: server.url, protocol: "grpc" });
const count = Number(process.env["WEBHOOKS"] ?? 100);
let name = "";
const batch = 10;
for (let made = 0; made < count; made += batch) {
  const webhooks = await Promise.all(
    Array.from({ length: Math.min(batch, count - made) }, async (_, index) =>
      client.webhooks.create({
        parent: agent,
        webhook: {
          displayName: `webhook ${made + index}`,
          webhook: { case: "genericWebService", value: oneWebhook.genericWebService },
        },
      }),
    ),
  );
  name = webhooks[0]?.name ?? name;
}
announce(server.port, name);

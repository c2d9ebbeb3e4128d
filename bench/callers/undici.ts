/** The limit of the calling side: undici in a loop, with JSON.stringify and JSON.parse, and nothing else. */
import { Pool } from "undici";
import { request as webhookRequest } from "../fixture.ts";
import { callLoop } from "./loop.ts";

await callLoop((url) => {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 128 });
  return async () => {
    const { statusCode, body } = await pool.request({
      method: "POST",
      path: pathname,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(webhookRequest),
    });
    JSON.parse(await body.text());
    if (statusCode !== 200) throw new Error(`The server answered ${statusCode}.`);
  };
});

/** The limit: node:http with JSON.parse and JSON.stringify, and nothing else. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { accountTypeOf, plainAnswer } from "../fixture.ts";
import { announce } from "./announce.ts";

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    const text = JSON.stringify(plainAnswer(accountTypeOf(body)));
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
    });
    response.end(text);
  });
});
server.listen(0, "127.0.0.1", () => announce((server.address() as AddressInfo).port));

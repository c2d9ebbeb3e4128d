/** A webhook that takes half a second, for many calls in flight at once. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { plainAnswer } from "../fixture.ts";
import { announce } from "./announce.ts";

const text = JSON.stringify(plainAnswer("savings"));
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    setTimeout(() => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(text);
    }, 500);
  });
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 8192 }, () =>
  announce((server.address() as AddressInfo).port),
);

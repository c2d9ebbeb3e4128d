/** Express with its JSON body parser, untyped. */
import express from "express";
import type { AddressInfo } from "node:net";
import { accountTypeOf, plainAnswer } from "../fixture.ts";
import { announce } from "./announce.ts";

const app = express();
app.use(express.json({ limit: "1mb" }));
app.post("/webhook", (request, response) => {
  response.json(plainAnswer(accountTypeOf(request.body)));
});
const server = app.listen(0, "127.0.0.1", () => announce((server.address() as AddressInfo).port));

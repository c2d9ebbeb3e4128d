/** Fastify with its JSON body parser, untyped. */
import fastify from "fastify";
import { accountTypeOf, plainAnswer } from "../fixture.ts";
import { announce } from "./announce.ts";

const app = fastify();
app.post("/webhook", async (request) => plainAnswer(accountTypeOf(request.body)));
const address = await app.listen({ port: 0, host: "127.0.0.1" });
announce(Number(new URL(address).port));

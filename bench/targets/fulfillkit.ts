/** This project, with its defaults: every check, limit and deadline in force. */
import { createRouter, reply } from "fulfillkit";
import { serve } from "fulfillkit/server";
import { answerParameters, tag, texts } from "../fixture.ts";
import { announce } from "./announce.ts";

const router = createRouter().tag(tag, ({ params }) =>
  reply()
    .text(texts[0])
    .text(texts[1])
    .text(texts[2])
    .setParameters(answerParameters(params["account-type"])),
);
const server = await serve(router, { port: 0, host: "127.0.0.1" });
announce(server.port);

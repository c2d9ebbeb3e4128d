/** node:http with the messages of the contract, read and written by protobuf-es. */
import { create, fromJsonString, toJsonString } from "@bufbuild/protobuf";
import { ValueSchema, type Value } from "@bufbuild/protobuf/wkt";
import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  WebhookRequestSchema,
  WebhookResponseSchema,
} from "fulfillkit/gen/google/cloud/dialogflow/cx/v3/webhook_pb.js";
import { answerParameters, texts } from "../fixture.ts";
import { announce } from "./announce.ts";

const toValue = (json: JsonValue): Value => fromJson(ValueSchema, json);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const message = fromJsonString(WebhookRequestSchema, Buffer.concat(chunks).toString(), {
      ignoreUnknownFields: true,
    });
    const parameters = answerParameters(
      message.sessionInfo?.parameters["account-type"]?.kind.value,
    );
    const text = toJsonString(
      WebhookResponseSchema,
      create(WebhookResponseSchema, {
        fulfillmentResponse: {
          messages: texts.map((one) => ({
            message: { case: "text" as const, value: { text: [one] } },
          })),
        },
        sessionInfo: {
          parameters: Object.fromEntries(
            Object.entries(parameters).map(([key, value]) => [key, toValue(value)]),
          ),
        },
      }),
    );
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
    });
    response.end(text);
  });
});
server.listen(0, "127.0.0.1", () => announce((server.address() as AddressInfo).port));

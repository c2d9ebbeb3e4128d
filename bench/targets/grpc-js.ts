/** The peer for gRPC: a grpc-js server with ts-proto messages. */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import {
  type WebhookServiceServer,
  WebhookServiceService,
} from "fulfillkit/ts-proto/fulfillkit/v1/webhook.js";
import { answerParameters, texts } from "../fixture.ts";
import { announce } from "./announce.ts";

const server = new Server();
const implementation: WebhookServiceServer = {
  handleWebhook(call, callback) {
    callback(null, {
      fulfillmentResponse: {
        messages: texts.map((text) => ({
          message: { $case: "text", value: { text: [text], allowPlaybackInterruption: false } },
          responseType: 0,
          channel: "",
        })),
        mergeBehavior: 0,
      },
      sessionInfo: {
        session: "",
        parameters: answerParameters(call.request.sessionInfo?.parameters["account-type"]),
      },
      payload: undefined,
      pageInfo: undefined,
    });
  },
};
server.addService(WebhookServiceService, implementation);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  announce(port);
});

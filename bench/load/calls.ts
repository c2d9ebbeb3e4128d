/** The calls that loads make, as bytes. */
import { create, fromJson, toBinary } from "@bufbuild/protobuf";
import {
  CreateWebhookRequestSchema,
  GetWebhookRequestSchema,
  ListWebhooksRequestSchema,
  WebhookRequestSchema,
} from "fulfillkit/gen/google/cloud/dialogflow/cx/v3/webhook_pb.js";
import { agent, oneWebhook, request, requestBody } from "../fixture.ts";

/** One kind of call; what it sends may differ from the n-th to the next. */
export interface Call {
  readonly rest: {
    readonly method: "GET" | "POST";
    readonly path: string;
    readonly body: (n: number) => Uint8Array;
  };
  readonly rpc: { readonly path: string; readonly message: (n: number) => Uint8Array };
}

const service = "/google.cloud.dialogflow.cx.v3.Webhooks";
const nothing = new Uint8Array(0);
const run = `${process.pid.toString(36)}-${Date.now().toString(36)}`;

const always =
  (bytes: Uint8Array): (() => Uint8Array) =>
  () =>
    bytes;

/** A webhook whose display name no other call of any load has. */
function newWebhook(n: number): {
  displayName: string;
  timeout: string;
  genericWebService: object;
} {
  return {
    displayName: `${run}-${n}`,
    timeout: "5s",
    genericWebService: oneWebhook.genericWebService,
  };
}

/** Calls by name. `get` reads the webhook that the target announces; the path of it is the last argument of a load. */
export function callsFor(name: string): Readonly<Record<string, Call>> {
  return {
    webhook: {
      rest: { method: "POST", path: "/webhook", body: always(requestBody) },
      rpc: {
        path: "/fulfillkit.v1.WebhookService/HandleWebhook",
        message: always(
          toBinary(
            WebhookRequestSchema,
            fromJson(WebhookRequestSchema, request, { ignoreUnknownFields: true }),
          ),
        ),
      },
    },
    get: {
      rest: { method: "GET", path: `/v3/${name}`, body: always(nothing) },
      rpc: {
        path: `${service}/GetWebhook`,
        message: always(
          toBinary(GetWebhookRequestSchema, create(GetWebhookRequestSchema, { name })),
        ),
      },
    },
    list: {
      rest: { method: "GET", path: `/v3/${agent}/webhooks?pageSize=100`, body: always(nothing) },
      rpc: {
        path: `${service}/ListWebhooks`,
        message: always(
          toBinary(
            ListWebhooksRequestSchema,
            create(ListWebhooksRequestSchema, { parent: agent, pageSize: 100 }),
          ),
        ),
      },
    },
    create: {
      rest: {
        method: "POST",
        path: `/v3/${agent}-new/webhooks`,
        body: (n) => Buffer.from(JSON.stringify(newWebhook(n))),
      },
      rpc: {
        path: `${service}/CreateWebhook`,
        message: (n) =>
          toBinary(
            CreateWebhookRequestSchema,
            create(CreateWebhookRequestSchema, {
              parent: `${agent}-new`,
              webhook: {
                displayName: newWebhook(n).displayName,
                timeout: { seconds: 5n },
                webhook: { case: "genericWebService", value: oneWebhook.genericWebService },
              },
            }),
          ),
      },
    },
  };
}

/** The call that a load's arguments name. */
export function callOf(kind: string | undefined, name: string | undefined): Call {
  const call = callsFor(name ?? "")[kind ?? ""];
  if (call === undefined) throw new Error(`There is no call "${kind}".`);
  return call;
}

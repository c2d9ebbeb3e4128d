/** Calls that replies are rendered for, and what the platform reads of the answer. */
import { create, type JsonValue, type MessageInitShape, toJson } from "@bufbuild/protobuf";
import {
  WebhookRequestSchema as CxRequestSchema,
  WebhookResponseSchema as CxResponseSchema,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import {
  WebhookRequestSchema as BetaRequestSchema,
  WebhookResponseSchema as BetaResponseSchema,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import {
  WebhookRequestSchema as EsRequestSchema,
  WebhookResponseSchema as EsResponseSchema,
} from "../../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import type { CxRequest } from "../../../src/handler/reply/render-cx.ts";
import type { EsRequest } from "../../../src/handler/reply/render-es.ts";
import type { WebhookResponse } from "../../../src/wire/format.ts";

export const agent = "projects/p/locations/global/agents/a";
export const flow = `${agent}/flows/f`;
export const esSession = "projects/p/agent/sessions/s";

/** A call on the page g of the flow f, in an environment. */
export function cxCall(
  init: Pick<MessageInitShape<typeof CxRequestSchema>, "sessionInfo" | "pageInfo"> = {},
): CxRequest {
  const message = create(CxRequestSchema, {
    sessionInfo: init.sessionInfo ?? { session: `${agent}/environments/-/sessions/s` },
    pageInfo: init.pageInfo ?? { currentPage: `${flow}/pages/g` },
  });
  return { format: "cx/v3", message };
}

export function betaCall(): CxRequest {
  const message = create(BetaRequestSchema, {
    sessionInfo: { session: `${agent}/sessions/s` },
    pageInfo: { currentPage: `${flow}/pages/g` },
  });
  return { format: "cx/v3beta1", message };
}

export function esCall(
  init: Pick<MessageInitShape<typeof EsRequestSchema>, "queryResult"> = {},
): EsRequest {
  return {
    format: "es/v2",
    message: create(EsRequestSchema, { session: esSession, queryResult: init.queryResult ?? {} }),
  };
}

/** The JSON that protobuf-es makes of an answer. */
export function jsonOf(response: WebhookResponse): JsonValue {
  switch (response.format) {
    case "cx/v3":
      return toJson(CxResponseSchema, create(CxResponseSchema, response.message));
    case "cx/v3beta1":
      return toJson(BetaResponseSchema, create(BetaResponseSchema, response.message));
    case "es/v2":
      return toJson(EsResponseSchema, create(EsResponseSchema, response.message));
  }
}

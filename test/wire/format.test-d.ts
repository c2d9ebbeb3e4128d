import { expectTypeOf } from "vitest";
import type * as cx from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type * as cxBeta from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import type * as es from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import type { WebhookRequest, WebhookResponse, WireFormat } from "../../src/wire/format.ts";

// The format tells the message's type.
expectTypeOf<
  Extract<WebhookRequest, { format: "cx/v3" }>["message"]
>().toEqualTypeOf<cx.WebhookRequest>();
expectTypeOf<
  Extract<WebhookRequest, { format: "cx/v3beta1" }>["message"]
>().toEqualTypeOf<cxBeta.WebhookRequest>();
expectTypeOf<
  Extract<WebhookRequest, { format: "es/v2" }>["message"]
>().toEqualTypeOf<es.WebhookRequest>();

// Every format has a request and a response.
expectTypeOf<WebhookRequest["format"]>().toEqualTypeOf<WireFormat>();
expectTypeOf<WebhookResponse["format"]>().toEqualTypeOf<WireFormat>();

// A response is a whole message, or a part of one.
type CxResponse = Extract<WebhookResponse, { format: "cx/v3" }>["message"];
expectTypeOf<cx.WebhookResponse>().toExtend<CxResponse>();
expectTypeOf<{ transition: { case: "targetPage"; value: string } }>().toExtend<CxResponse>();
expectTypeOf<{ transition: { case: "targetIntent"; value: string } }>().not.toExtend<CxResponse>();

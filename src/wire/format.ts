/**
 * The wire formats: which message each carries, in and out.
 */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type * as cx from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type * as cxBeta from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import type * as es from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";

/** Dialogflow CX in its two API versions, and Dialogflow ES. */
export type WireFormat = "cx/v3" | "cx/v3beta1" | "es/v2";

/** A decoded request, with the wire format that brought it. */
export type WebhookRequest =
  | { readonly format: "cx/v3"; readonly message: cx.WebhookRequest }
  | { readonly format: "cx/v3beta1"; readonly message: cxBeta.WebhookRequest }
  | { readonly format: "es/v2"; readonly message: es.WebhookRequest };

/** An answer before it is encoded: a whole message or a part of one, as `create` of protobuf-es takes it. */
export type WebhookResponse =
  | {
      readonly format: "cx/v3";
      readonly message: MessageInitShape<typeof cx.WebhookResponseSchema>;
    }
  | {
      readonly format: "cx/v3beta1";
      readonly message: MessageInitShape<typeof cxBeta.WebhookResponseSchema>;
    }
  | {
      readonly format: "es/v2";
      readonly message: MessageInitShape<typeof es.WebhookResponseSchema>;
    };

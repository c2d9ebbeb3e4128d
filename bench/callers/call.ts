/** The call that the dispatcher makes in all of its measurements. */
import { create, fromJson } from "@bufbuild/protobuf";
import type { DispatchCall } from "fulfillkit/dispatch";
import {
  Webhook_GenericWebService_ServiceAgentAuth as ServiceAgentAuth,
  WebhookRequestSchema,
  WebhookSchema,
} from "fulfillkit/gen/google/cloud/dialogflow/cx/v3/webhook_pb.js";
import { request } from "../fixture.ts";

/** Lets a dispatcher call this machine. All else is its default. */
export const localDispatcher = {
  transport: { addresses: { allow: ["loopback"], http: "loopback" } },
} as const;

/** A call of the standard webhook at a URL. */
export function dispatchOf(
  uri: string,
  { timeoutSeconds }: { readonly timeoutSeconds: bigint } = { timeoutSeconds: 5n },
): DispatchCall {
  const value = { uri, serviceAgentAuth: ServiceAgentAuth.NONE };
  return {
    webhook: create(WebhookSchema, {
      displayName: "bench",
      timeout: { seconds: timeoutSeconds },
      webhook: { case: "genericWebService", value },
    }),
    request: {
      format: "cx/v3",
      message: fromJson(WebhookRequestSchema, request, { ignoreUnknownFields: true }),
    },
  };
}

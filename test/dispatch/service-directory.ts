/** Webhooks in Service Directory for tests of the calling side. */
import { create } from "@bufbuild/protobuf";
import {
  Webhook_GenericWebService_ServiceAgentAuth as ServiceAgentAuth,
  WebhookSchema,
  type Webhook,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { agent, type Settings } from "./fixture.ts";

/** The service that such webhooks are in. */
export const service = "projects/p/locations/global/namespaces/n/services/orders";

/** A standard webhook whose address is in Service Directory. */
export function inDirectory(uri: string, settings: Settings = {}): Webhook {
  return create(WebhookSchema, {
    name: `${agent}/webhooks/w`,
    webhook: {
      case: "serviceDirectory",
      value: {
        service,
        genericWebService: { uri, serviceAgentAuth: ServiceAgentAuth.NONE, ...settings },
      },
    },
  });
}

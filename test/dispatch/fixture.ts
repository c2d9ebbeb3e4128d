/** Webhooks for tests of the calling side. */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  Webhook_GenericWebService_HttpMethod as HttpMethod,
  Webhook_GenericWebService_ServiceAgentAuth as ServiceAgentAuth,
  Webhook_GenericWebService_WebhookType as WebhookType,
  WebhookSchema,
  type Webhook,
  type Webhook_GenericWebServiceSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";

export const agent = "projects/p/locations/global/agents/a";

/** Settings of a webhook. */
type ServiceInit = MessageInitShape<typeof Webhook_GenericWebServiceSchema>;

type WebhookInit = Omit<MessageInitShape<typeof WebhookSchema>, "webhook" | "$typeName">;

export type Settings = Omit<ServiceInit, "uri" | "$typeName">;

/** A standard webhook that authorizes with nothing. */
export function webhookTo(uri: string, service: Settings = {}, webhook: WebhookInit = {}): Webhook {
  return create(WebhookSchema, {
    name: `${agent}/webhooks/w`,
    displayName: "orders",
    ...webhook,
    webhook: {
      case: "genericWebService",
      value: { uri, serviceAgentAuth: ServiceAgentAuth.NONE, ...service },
    },
  });
}

/** A flexible webhook that authorizes with nothing. */
export function flexibleTo(
  uri: string,
  service: Settings = {},
  webhook: WebhookInit = {},
): Webhook {
  return webhookTo(
    uri,
    { webhookType: WebhookType.FLEXIBLE, httpMethod: HttpMethod.POST, ...service },
    webhook,
  );
}

/** Where a dispatcher finds webhooks and environments that it is given by name. */
import type { Environment } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import type { Webhook } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";

/** A store, or a management API, as a dispatcher sees it. */
export interface WebhookSource {
  /**
   * A webhook with its secrets.
   *
   * @param name `projects/P/locations/L/agents/A/webhooks/W`
   * @returns undefined: there is none of that name
   */
  webhook(name: string, signal?: AbortSignal): Promise<Webhook | undefined>;
  /**
   * An environment with the secrets of its overrides.
   *
   * @param name `projects/P/locations/L/agents/A/environments/E`
   * @returns undefined: there is none of that name
   */
  environment(name: string, signal?: AbortSignal): Promise<Environment | undefined>;
}

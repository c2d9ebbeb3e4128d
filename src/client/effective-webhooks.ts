/** What an agent's webhooks come down to in an environment: an extension of our own server. */
import type {
  EffectiveWebhook,
  ListEffectiveWebhooksResponse,
  OverrideMerge,
} from "../../gen/es/fulfillkit/v1/effective_webhook_pb.ts";
import { WebhookError } from "../errors.ts";
import type { Caller, CallOptions } from "./caller.ts";
import { listMethod } from "./list-method.ts";
import type { PagedList } from "./pages.ts";
import type { ListRequest, NameRequest } from "./resources.ts";

/** How overrides take effect. */
interface MergeRequest {
  /** Default: an override takes the place of the agent's settings. */
  readonly overrideMerge?: OverrideMerge;
}

/** The `fulfillkit.v1.EffectiveWebhookService`. The real service does not have it, and answers UNIMPLEMENTED or NOT_FOUND. */
export interface EffectiveWebhookMethods {
  /** Every webhook as an environment calls it. */
  list(
    request: ListRequest & MergeRequest,
    options?: CallOptions,
  ): PagedList<EffectiveWebhook, ListEffectiveWebhooksResponse>;
  /** One webhook as an environment calls it, `…/environments/E/effectiveWebhooks/W`. */
  get(request: NameRequest & MergeRequest, options?: CallOptions): Promise<EffectiveWebhook>;
}

/** The methods over a caller. */
export function effectiveWebhookMethods(caller: Caller): EffectiveWebhookMethods {
  return {
    list: listMethod(caller, {
      method: ({ effectiveWebhook }) =>
        effectiveWebhook.EffectiveWebhookService.method.listEffectiveWebhooks,
      items: ({ effectiveWebhooks }) => effectiveWebhooks,
    }),
    async get(request, options) {
      const { effectiveWebhook } = await caller.unary(
        ({ effectiveWebhook }) =>
          effectiveWebhook.EffectiveWebhookService.method.getEffectiveWebhook,
        { ...request },
        options,
      );
      if (effectiveWebhook !== undefined) return effectiveWebhook;
      const message = "The server answered without an effective webhook.";
      throw new WebhookError("INTERNAL", { message });
    },
  };
}

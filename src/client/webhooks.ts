/** Webhooks of an agent. */
import type { Caller, CallOptions } from "./caller.ts";
import type { ApiVersion } from "./options.ts";
import { listMethod } from "./list-method.ts";
import type { PagedList } from "./pages.ts";
import type { ListRequest, NameRequest, Resource, ResourceInit } from "./resources.ts";
import { protoPath, type FieldPath } from "./update-mask.ts";

/** The Webhooks service. Every method throws a ManagementError when the server refuses. */
export interface WebhookMethods<V extends ApiVersion> {
  /** The webhooks of an agent, in the order of their creation. */
  list(
    request: ListRequest,
    options?: CallOptions,
  ): PagedList<Resource<V, "Webhook">, Resource<V, "ListWebhooksResponse">>;
  get(request: NameRequest, options?: CallOptions): Promise<Resource<V, "Webhook">>;
  /** Creates a webhook; the server names it. */
  create(
    request: { readonly parent: string; readonly webhook: ResourceInit<V, "Webhook"> },
    options?: CallOptions,
  ): Promise<Resource<V, "Webhook">>;
  /** Changes the fields that the mask names; without a mask, all of them. */
  update(
    request: {
      readonly webhook: ResourceInit<V, "Webhook">;
      readonly updateMask?: readonly ("*" | FieldPath<Resource<V, "Webhook">>)[];
    },
    options?: CallOptions,
  ): Promise<Resource<V, "Webhook">>;
  /** Deletes a webhook; with `force`, also one that is in use, whose users are cleared of it. */
  delete(request: NameRequest & { readonly force?: boolean }, options?: CallOptions): Promise<void>;
}

/** The methods over a caller. */
export function webhookMethods(caller: Caller): WebhookMethods<"v3"> {
  return {
    list: listMethod(caller, {
      method: ({ webhook }) => webhook.Webhooks.method.listWebhooks,
      items: ({ webhooks }) => webhooks,
    }),
    get: (request, options) =>
      caller.unary(({ webhook }) => webhook.Webhooks.method.getWebhook, { ...request }, options),
    create: (request, options) =>
      caller.unary(({ webhook }) => webhook.Webhooks.method.createWebhook, { ...request }, options),
    async update({ webhook, updateMask }, options) {
      const { services } = await caller.runtime();
      const { WebhookSchema, Webhooks } = services.webhook;
      const paths = updateMask?.map((path) => protoPath(path, WebhookSchema));
      return caller.unary(
        () => Webhooks.method.updateWebhook,
        { webhook, ...(paths && { updateMask: { paths } }) },
        options,
      );
    },
    async delete(request, options) {
      await caller.unary(
        ({ webhook }) => webhook.Webhooks.method.deleteWebhook,
        { ...request },
        options,
      );
    },
  };
}

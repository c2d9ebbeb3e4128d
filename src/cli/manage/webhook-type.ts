/** Webhooks, for the commands that serve every kind of resource. */
import { clone } from "@bufbuild/protobuf";
import {
  WebhookSchema,
  type Webhook,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { at, cellText } from "./output.ts";
import type { CreateRequest, ResourceType, UpdateRequest } from "./resource-type.ts";

/** Webhooks of an agent. */
export const webhookType: ResourceType = {
  kind: "webhook",
  collection: "webhooks",
  one: "a webhook",
  schema: WebhookSchema,
  columns: [
    { title: "ID", cell: ({ name }) => cellText(name).split("/").at(-1) ?? "" },
    { title: "DISPLAY NAME", cell: ({ displayName }) => cellText(displayName) },
    {
      title: "TYPE",
      cell: (webhook) =>
        `${at(webhook, "serviceDirectory") === undefined ? "" : "service directory, "}${
          at(webhook, "genericWebService", "webhookType") === "FLEXIBLE" ? "flexible" : "standard"
        }`,
    },
    {
      title: "URI",
      cell: (webhook) =>
        cellText(
          at(webhook, "genericWebService", "uri") ?? at(webhook, "serviceDirectory", "service"),
        ),
    },
    { title: "TIMEOUT", cell: ({ timeout }) => (timeout === undefined ? "5s" : cellText(timeout)) },
    { title: "DISABLED", cell: ({ disabled }) => (disabled === true ? "yes" : "no") },
  ],
  entries: ({ webhooks = [] }) => webhooks,
  list: ({ client, call }, parent) => client.webhooks.list({ parent, pageSize: 1000 }, call),
  get: ({ client, call }, name) => client.webhooks.get({ name }, call),
  create({ client, call }, request: CreateRequest<Webhook>) {
    return client.webhooks.create({ parent: request.parent, webhook: request.resource }, call);
  },
  update({ client, call }, request: UpdateRequest<Webhook>) {
    const { resource, paths } = request;
    // Paths computed from descriptors are of the message, which the compiler can't see.
    return client.webhooks.update({ webhook: resource, updateMask: paths as never }, call);
  },
  remove: ({ client, call }, request) => client.webhooks.delete(request, call),
  bind: (_, resource) => Promise.resolve(resource),
  merge(current, { message }) {
    return { ...clone(WebhookSchema, message as Webhook), name: current.name };
  },
  toFile(_, json) {
    const { name: _name, ...rest } = json;
    return Promise.resolve(rest);
  },
};

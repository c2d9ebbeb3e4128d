/**
 * The methods of google.cloud.dialogflow.cx.v3.Webhooks.
 *
 * This server keeps no agents: every agent with a valid name exists, and has the
 * webhooks that were created in it.
 */
import { clone } from "@bufbuild/protobuf";
import {
  CreateWebhookRequestSchema,
  DeleteWebhookRequestSchema,
  GetWebhookRequestSchema,
  ListWebhooksRequestSchema,
  WebhookSchema,
  type UpdateWebhookRequest,
  type Webhook,
  type Webhooks,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { WebhookError, type FieldViolation } from "../errors.ts";
import type { StoredResource, StoreWriter } from "../storage/store.ts";
import type { ManagementContext } from "./context.ts";
import { errorResource, explainWrite, refuseViolations, resourceNotFound } from "./failures.ts";
import { dropOutputOnly, missingFields } from "./field-behavior.ts";
import type { Methods } from "./methods.ts";
import { readPage, type PageLimits } from "./page.ts";
import { checkRequest } from "./proto-rules.ts";
import { formatName, parseName } from "./resource-name.ts";
import { fromBody, hideSecrets, restoreSecrets, toBody } from "./stored-message.ts";
import { applyUpdateMask, parseUpdateMask } from "./update-mask.ts";
import { releaseWebhook } from "./webhook-release.ts";
import { noticeExpiry, webhookViolations, type WebhookRules } from "./webhook-rules.ts";

const kind = "webhook";

/** Sizes of pages of webhooks, as the platform documents them. */
const pageLimits: PageLimits = { standard: 100, max: 1000 };

/** Every method of Webhooks, on messages of v3. */
export const webhookMethods: Methods<typeof Webhooks> = {
  async listWebhooks(request, context) {
    checkRequest(ListWebhooksRequestSchema, request);
    parseName("agent", request.parent, "parent");
    const { parent } = request;
    const page = await readPage(context, request, { kind, parent, limits: pageLimits });
    return {
      webhooks: page.resources.map((stored) => answerOf(stored, context)),
      nextPageToken: page.nextPageToken,
    };
  },

  async getWebhook(request, context) {
    checkRequest(GetWebhookRequestSchema, request);
    const { name } = request;
    parseName("webhook", name);
    const stored = await context.store.get({ kind, name });
    if (stored === undefined) throw resourceNotFound("webhook", name);
    return answerOf(stored, context);
  },

  async createWebhook(request, context) {
    refuseViolations(missingFields(CreateWebhookRequestSchema, request));
    const { parent } = request;
    const agent = parseName("agent", parent, "parent");
    const name = formatName("webhook", { ...agent, webhook: context.ids() });
    const webhook = { ...clone(WebhookSchema, requested(request.webhook)), name };
    dropOutputOnly(WebhookSchema, webhook);
    refuseViolations(webhookViolations(webhook, rulesOf(name, context)));
    if (context.options.maskSecrets)
      restoreSecrets(WebhookSchema, { wanted: webhook, field: "webhook" });
    const { displayName } = webhook;
    const body = toBody(context.secrets, WebhookSchema, { name, message: webhook });
    const stored = await context.store
      .transaction(async (writer) => {
        await refuseTooMany(writer, { parent, limit: context.options.maxWebhooksPerAgent });
        return writer.insert({ kind, name, parent, displayName, body });
      })
      .catch((thrown: unknown) => {
        throw explainWrite(thrown, { kind, name, displayName, isNew: true });
      });
    noticeExpiry(webhook, context);
    return answerOf(stored, context);
  },

  async updateWebhook(request, context) {
    refuseViolations(missingFieldsOfUpdate(request));
    const { name } = requested(request.webhook);
    parseName("webhook", name, "webhook.name");
    const mask = parseUpdateMask(WebhookSchema, request.updateMask);
    let webhook = requested(request.webhook);
    const stored = await context.store
      .transaction(async (writer) => {
        const found = await writer.get({ kind, name });
        if (found === undefined) throw resourceNotFound("webhook", name);
        const current = fromBody(context.secrets, WebhookSchema, found);
        const wanted = clone(WebhookSchema, requested(request.webhook));
        if (context.options.maskSecrets)
          restoreSecrets(WebhookSchema, { wanted, current, field: "webhook" });
        webhook = applyUpdateMask(WebhookSchema, mask, { current, wanted, field: "webhook" });
        refuseViolations(webhookViolations(webhook, rulesOf(name, context)));
        const body = toBody(context.secrets, WebhookSchema, { name, message: webhook });
        const { displayName } = webhook;
        return writer.update({ kind, name, displayName, body, etag: found.etag });
      })
      .catch((thrown: unknown) => {
        throw explainWrite(thrown, { kind, name, displayName: webhook.displayName });
      });
    noticeExpiry(webhook, context);
    return answerOf(stored, context);
  },

  async deleteWebhook(request, context) {
    checkRequest(DeleteWebhookRequestSchema, request);
    const { name } = request;
    parseName("webhook", name);
    await context.store.transaction(async (writer) => {
      const found = await writer.get({ kind, name });
      if (found === undefined) throw resourceNotFound("webhook", name);
      await releaseWebhook(context, { writer, webhook: name, force: request.force });
      await writer.delete({ kind, name });
    });
    return {};
  },
};

/** The webhook itself is checked once it is merged; the request has to say which one it is. */
function missingFieldsOfUpdate({ webhook }: UpdateWebhookRequest): FieldViolation[] {
  if (webhook === undefined) return [{ field: "webhook", description: "Required." }];
  return webhook.name === "" ? [{ field: "webhook.name", description: "Required." }] : [];
}

/** How many webhooks an agent may have. */
interface Limit {
  readonly parent: string;
  readonly limit: number;
}

async function refuseTooMany(writer: StoreWriter, { parent, limit }: Limit): Promise<void> {
  if (limit === Infinity || (await writer.count({ kind, parent })) < limit) return;
  throw new WebhookError("RESOURCE_EXHAUSTED", {
    reason: "TOO_MANY_RESOURCES",
    message: `${parent} has ${limit} webhooks already, and may have no more.`,
    metadata: { limit: String(limit) },
    resource: errorResource("agent", parent),
  });
}

/** The rules for the webhook of a request. */
function rulesOf(name: string, { options }: ManagementContext): WebhookRules {
  const { location } = parseName("webhook", name);
  return { field: "webhook", location, allowLoopbackHttp: options.allowLoopbackHttp };
}

/** The webhook of a request, which is required and so has been found there. */
function requested(webhook: Webhook | undefined): Webhook {
  if (webhook === undefined) throw new TypeError("The request's required webhook was not checked.");
  return webhook;
}

/** A stored webhook as it is answered: with its secrets, or their mask. */
function answerOf(stored: StoredResource, { secrets, options }: ManagementContext): Webhook {
  const webhook = fromBody(secrets, WebhookSchema, stored);
  if (options.maskSecrets) hideSecrets(WebhookSchema, webhook);
  return webhook;
}

/** The methods of fulfillkit.v1.EffectiveWebhookService. */
import {
  GetEffectiveWebhookRequestSchema,
  ListEffectiveWebhooksRequestSchema,
  OverrideMerge,
  type EffectiveWebhook,
  type EffectiveWebhookService,
} from "../../gen/es/fulfillkit/v1/effective_webhook_pb.ts";
import type { Environment } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { WebhookSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { WebhookError } from "../errors.ts";
import type { StoredResource } from "../storage/store.ts";
import type { ManagementContext } from "./context.ts";
import { resolveWebhook, type ResolveOptions } from "../dispatch/resolve.ts";
import { viewOf } from "./effective-webhook-view.ts";
import { readEnvironment, requireEnvironment } from "./environments-state.ts";
import { resourceNotFound } from "./failures.ts";
import type { Methods } from "./methods.ts";
import { readPage, type PageLimits } from "./page.ts";
import { checkRequest } from "./proto-rules.ts";
import { parseName } from "./resource-name.ts";
import { fromBody } from "./stored-message.ts";

/** As for webhooks. */
const pageLimits: PageLimits = { standard: 100, max: 1000 };

/** Every method of EffectiveWebhookService. */
export const effectiveWebhookMethods: Methods<typeof EffectiveWebhookService> = {
  async listEffectiveWebhooks(request, context) {
    checkRequest(ListEffectiveWebhooksRequestSchema, request);
    const { parent } = request;
    const options = resolveOptions(request.overrideMerge);
    const { agent, environment } = await readScope(context, parent);
    const page = await readPage(context, request, {
      kind: "webhook",
      parent: agent,
      limits: pageLimits,
      // A token is good for this environment alone.
      filter: JSON.stringify(["effective", parent, options]),
    });
    return {
      effectiveWebhooks: page.resources.map((stored) =>
        answer(stored, { context, parent, environment, options }),
      ),
      nextPageToken: page.nextPageToken,
    };
  },

  async getEffectiveWebhook(request, context) {
    checkRequest(GetEffectiveWebhookRequestSchema, request);
    const options = resolveOptions(request.overrideMerge);
    const { parent, id } = parseEffectiveName(request.name);
    const { agent, environment } = await readScope(context, parent);
    const name = `${agent}/webhooks/${id}`;
    parseName("webhook", name);
    const stored = await context.store.get({ kind: "webhook", name });
    if (stored === undefined) throw resourceNotFound("webhook", name);
    return { effectiveWebhook: answer(stored, { context, parent, environment, options }) };
  },
};

function resolveOptions(merge: OverrideMerge): ResolveOptions {
  return { overrideMerge: merge === OverrideMerge.MERGE ? "merge" : "replace" };
}

/** Ids that stand for the agent as it is, without an environment. */
const draftIds = new Set(["draft", "-"]);

const environmentForm = /^(?<agent>.+)\/environments\/(?<id>[^/]+)$/;

/** What webhooks are resolved for. */
interface Scope {
  readonly agent: string;
  /** Absent: the draft. */
  readonly environment: Environment | undefined;
}

async function readScope(context: ManagementContext, parent: string): Promise<Scope> {
  const { agent = "", id = "" } = environmentForm.exec(parent)?.groups ?? {};
  if (draftIds.has(id)) {
    parseName("agent", agent, "parent");
    return { agent, environment: undefined };
  }
  parseName("environment", parent, "parent");
  const stored = await requireEnvironment(context.store, parent);
  return { agent, environment: readEnvironment(context, stored) };
}

const effectiveForm = /^(?<parent>.+\/environments\/[^/]+)\/effectiveWebhooks\/(?<id>[^/]+)$/;

function parseEffectiveName(name: string): { readonly parent: string; readonly id: string } {
  const { parent, id } = effectiveForm.exec(name)?.groups ?? {};
  if (parent !== undefined && id !== undefined) return { parent, id };
  const form =
    "projects/{project}/locations/{location}/agents/{agent}/environments/{environment}/effectiveWebhooks/{webhook}";
  throw new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_RESOURCE_NAME",
    message: `name is no name of the form ${form}.`,
    violations: [{ field: "name", description: `Should have the form ${form}.` }],
  });
}

function answer(
  stored: StoredResource,
  view: {
    readonly context: ManagementContext;
    readonly parent: string;
    readonly environment: Environment | undefined;
    readonly options: ResolveOptions;
  },
): EffectiveWebhook {
  const { context, parent, environment, options } = view;
  const webhook = fromBody(context.secrets, WebhookSchema, stored);
  const id = webhook.name.slice(webhook.name.lastIndexOf("/") + 1);
  return viewOf(resolveWebhook(webhook, environment, options), {
    name: `${parent}/effectiveWebhooks/${id}`,
    now: context.clock.now(),
  });
}

/** Every method of Webhooks, and how it refuses. */
import type { protos } from "@google-cloud/dialogflow-cx";
import { autoPaginate, paged, refusal, showWebhook, type Scenario } from "./scenario.ts";

type Webhook = protos.google.cloud.dialogflow.cx.v3.IWebhook;

/** A webhook with a field of every kind. */
function wanted(displayName: string): Webhook {
  return {
    displayName,
    timeout: { seconds: 7 },
    genericWebService: {
      uri: `https://example.com/${displayName}`,
      webhookType: "FLEXIBLE",
      httpMethod: "PUT",
      requestHeaders: { "x-team": "bank" },
      requestBody: '{"account": "$session.params.account"}',
      parameterMapping: { balance: "$.balance" },
    },
  };
}

/** Runs the steps. Leaves the webhooks two to five behind. */
export async function webhookSteps({ webhooks, agent, report }: Scenario): Promise<void> {
  const parent = agent;
  const [one] = await webhooks.createWebhook({ parent, webhook: wanted("one") });
  const name = one.name ?? "";
  report("create a webhook", showWebhook(one));
  for (const displayName of ["two", "three", "four", "five"])
    await webhooks.createWebhook({ parent, webhook: wanted(displayName) });
  const [got] = await webhooks.getWebhook({ name });
  report("get a webhook", showWebhook(got));
  const request = { parent, pageSize: 2 };
  const list = {
    page: () => webhooks.listWebhooks(request, autoPaginate),
    all: () => webhooks.listWebhooksAsync(request),
  };
  report("list webhooks", await paged(list, ({ displayName }) => displayName));

  const change = {
    name,
    displayName: "renamed",
    disabled: true,
    timeout: { seconds: 9 },
    genericWebService: { uri: "https://example.com/changed" },
  };
  const updates: readonly (readonly [string, string[] | undefined])[] = [
    ["update fields of a webhook", ["display_name", "disabled"]],
    ["update a nested field of a webhook", ["generic_web_service.uri"]],
    ["update all of a webhook", undefined],
  ];
  for (const [step, paths] of updates) {
    const updateMask = paths && { updateMask: { paths } };
    const [updated] = await webhooks.updateWebhook({ webhook: change, ...updateMask });
    report(step, showWebhook(updated));
  }
  await webhooks.deleteWebhook({ name });
  const [left] = await webhooks.listWebhooks({ parent });
  report("delete a webhook", left.length);
}

/** Runs the steps, on the webhooks that `webhookSteps` left behind. */
export async function refusedWebhookSteps({ webhooks, agent, report }: Scenario): Promise<void> {
  const parent = agent;
  const missing = `${agent}/webhooks/missing`;
  const http = { ...wanted("http"), timeout: { seconds: 31 } };
  const webhook = { ...http, genericWebService: { uri: "http://example.com" } };
  const refused: Readonly<Record<string, () => Promise<unknown>>> = {
    "get a webhook that is not there": () => webhooks.getWebhook({ name: missing }),
    "create a webhook that breaks rules": () => webhooks.createWebhook({ parent, webhook }),
    "create a webhook of a taken name": () =>
      webhooks.createWebhook({ parent, webhook: wanted("two") }),
    "update a webhook by a wrong mask": () =>
      webhooks.updateWebhook({ webhook: { name: missing }, updateMask: { paths: ["colour"] } }),
    "list webhooks by a wrong token": () =>
      webhooks.listWebhooks({ parent, pageToken: "forged" }, autoPaginate),
  };
  for (const [step, call] of Object.entries(refused)) report(step, await refusal(call()));
}

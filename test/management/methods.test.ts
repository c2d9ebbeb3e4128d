import { create } from "@bufbuild/protobuf";
import { createClient, createRouterTransport } from "@connectrpc/connect";
import { afterAll, describe, expect, it } from "vitest";
import { Webhooks } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import {
  UpdateWebhookRequestSchema,
  Webhooks as BetaWebhooks,
} from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import { resolveParts, type ManagementContext } from "../../src/management/context.ts";
import { serving, type Methods } from "../../src/management/methods.ts";
import { openStore } from "../../src/storage/index.ts";
import { newSecretBox } from "./fixture.ts";

const store = await openStore();
const parts = resolveParts({ store, secrets: newSecretBox() });

afterAll(async () => {
  await store.close();
});

/** Methods that keep what they were called with. */
function recording(): { methods: Methods<typeof Webhooks>; calls: [string, ManagementContext][] } {
  const calls: [string, ManagementContext][] = [];
  const methods: Methods<typeof Webhooks> = {
    listWebhooks: async () => ({}),
    createWebhook: async () => ({}),
    deleteWebhook: async () => ({}),
    async getWebhook(request, context) {
      calls.push([request.$typeName, context]);
      return { name: request.name };
    },
    async updateWebhook(request, context) {
      calls.push([request.$typeName, context]);
      return request.webhook ?? {};
    },
  };
  return { methods, calls };
}

describe("plain functions as a service", () => {
  it("are called with messages of v3 in both versions, and know by which the call came", async () => {
    const { methods, calls } = recording();
    const served = serving({ service: Webhooks, beta: BetaWebhooks, methods });
    expect(served.services).toEqual([Webhooks, BetaWebhooks]);
    const transport = createRouterTransport((router) => served.register(router, parts));
    await createClient(Webhooks, transport).getWebhook({ name: "a" });
    const beta = createClient(BetaWebhooks, transport);
    expect(await beta.getWebhook({ name: "a" })).toMatchObject({
      $typeName: "google.cloud.dialogflow.cx.v3beta1.Webhook",
      name: "a",
    });
    expect(calls.map(([type, { apiVersion }]) => [type, apiVersion])).toEqual([
      ["google.cloud.dialogflow.cx.v3.GetWebhookRequest", "v3"],
      ["google.cloud.dialogflow.cx.v3.GetWebhookRequest", "v3beta1"],
    ]);
    expect(calls[0]?.[1]).toMatchObject({ ...parts, signal: expect.any(AbortSignal) as unknown });
  });

  it("hand fields on that no version knows", async () => {
    const { methods } = recording();
    const transport = createRouterTransport((router) =>
      serving({ service: Webhooks, beta: BetaWebhooks, methods }).register(router, parts),
    );
    const request = create(UpdateWebhookRequestSchema, { webhook: { displayName: "w" } });
    const unknown = [{ no: 4711, wireType: 2, data: new Uint8Array([1, 7]) }];
    request.webhook!.$unknown = unknown;
    const answer = await createClient(BetaWebhooks, transport).updateWebhook(request);
    expect(answer.$unknown).toEqual(unknown);
  });

  it("have to be as many as the service's methods", () => {
    const { getWebhook } = recording().methods;
    const methods = { getWebhook } as unknown as Methods<typeof Webhooks>;
    const register = () =>
      createRouterTransport((router) =>
        serving({ service: Webhooks, methods }).register(router, parts),
      );
    expect(register).toThrow(/Webhooks has no implementation of ListWebhooks/);
  });
});

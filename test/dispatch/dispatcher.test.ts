import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { EnvironmentSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { createDispatcher } from "../../src/dispatch/dispatcher.ts";
import { createFakeClock, cxRequest, esRequest } from "../../src/testing/index.ts";
import { local, session } from "./behaviour/call.ts";
import { startWebhook } from "./behaviour/webhook-server.ts";
import { agent, flexibleTo, webhookTo } from "./fixture.ts";

const request = cxRequest({ tag: "orders", parameters: { size: 3 } });

describe("a dispatcher", () => {
  it("refuses a call of nothing, and options that make no sense", async () => {
    await using dispatcher = createDispatcher(local);
    const webhook = webhookTo("https://a.example/");
    await expect(dispatcher.call({ webhook })).rejects.toThrow(TypeError);
    expect(() => createDispatcher({ maxResponseBytes: 0 })).toThrow(/maxResponseBytes/);
    expect(() => createDispatcher({ behaviours: { retryCount: 9 } })).toThrow(/retryCount/);
  });

  it("calls by names, in the environment's own way", async () => {
    await using server = await startWebhook(() => ({}));
    const webhook = webhookTo(`${server.origin}/draft`);
    const environment = create(EnvironmentSchema, {
      name: `${agent}/environments/prod`,
      webhookConfig: { webhookOverrides: [webhookTo(`${server.origin}/prod`)] },
    });
    await using dispatcher = createDispatcher({
      ...local,
      webhooks: {
        webhook: async (name) => (name === webhook.name ? webhook : undefined),
        environment: async (name) => (name === environment.name ? environment : undefined),
      },
    });
    await dispatcher.call({ webhook: webhook.name, request });
    await dispatcher.call({ webhook: webhook.name, environment: environment.name, request });
    expect(server.seen.map(({ line }) => line)).toEqual([
      "POST /draft HTTP/1.1",
      "POST /prod HTTP/1.1",
    ]);
    const none = await dispatcher.call({ webhook: `${agent}/webhooks/none`, request });
    expect(none).toMatchObject({
      result: "failed",
      status: { code: 9 },
      failure: { kind: "plan" },
      queryResult: { webhookIds: ["none"] },
    });
  });

  it("reads the session from the request, unless it is given", async () => {
    await using server = await startWebhook(() => ({}));
    await using dispatcher = createDispatcher(local);
    const webhook = flexibleTo(`${server.origin}/$session.params.size`);
    await dispatcher.call({ webhook, request });
    await dispatcher.call({ webhook, request, session: { ...session, parameters: { size: 4 } } });
    expect(server.seen.map(({ line }) => line)).toEqual(["POST /3 HTTP/1.1", "POST /4 HTTP/1.1"]);
  });

  it.each([
    ["the request's", { request }, "orders"],
    ["the call's", { request, tag: "mine" }, "mine"],
    ["the action, in ES", { request: esRequest({ action: "order.add" }) }, "order.add"],
    ["empty for a session alone", { session }, ""],
  ])("tells the tag: %s", async (_, call, tag) => {
    await using dispatcher = createDispatcher();
    const outcome = await dispatcher.call({ webhook: webhookTo("https://127.0.0.1/"), ...call });
    expect(outcome.queryResult.webhookTags).toEqual([tag]);
  });

  it("tells how long it took by its clock", async () => {
    const clock = createFakeClock();
    await using server = await startWebhook(() => {
      clock.advance(67);
      return {};
    });
    await using dispatcher = createDispatcher({ ...local, clock });
    const { latencyMs, attempts } = await dispatcher.call({
      webhook: webhookTo(server.origin),
      request,
    });
    expect([latencyMs, attempts[0]?.latencyMs, attempts[0]?.startedAt]).toEqual([
      67,
      67,
      Date.UTC(2026, 0, 1),
    ]);
  });

  it("has the answer's limit where it is set", async () => {
    await using server = await startWebhook(() => ({ body: { payload: { a: "12345" } } }));
    await using dispatcher = createDispatcher({ ...local, maxResponseBytes: 10 });
    const outcome = await dispatcher.call({ webhook: webhookTo(server.origin), request });
    expect(outcome.failure).toMatchObject({ kind: "oversize" });
  });

  it("fails a call with what its observer throws", async () => {
    await using server = await startWebhook(() => ({}));
    await using dispatcher = createDispatcher(local);
    const call = dispatcher.call({
      webhook: webhookTo(server.origin),
      request,
      observe() {
        throw new RangeError("a mistake");
      },
    });
    await expect(call).rejects.toThrow(RangeError);
  });

  it("uses a connection again for the next call", async () => {
    await using server = await startWebhook(() => ({}));
    await using dispatcher = createDispatcher(local);
    const webhook = webhookTo(server.origin);
    for (let times = 0; times < 3; times++)
      // One after the other: at once, they would need one each.
      await dispatcher.call({ webhook, request });
    expect([server.connections, server.seen.length]).toEqual([1, 3]);
  });

  it("leaves what it is given as it is", async () => {
    await using server = await startWebhook(() => ({
      body: { sessionInfo: { parameters: { size: null } } },
    }));
    await using dispatcher = createDispatcher(local);
    const frozen = Object.freeze({ ...session, parameters: Object.freeze({ size: 3 }) });
    const { session: after } = await dispatcher.call({
      webhook: webhookTo(server.origin),
      session: frozen,
    });
    expect(after.parameters).toEqual({});
    expect(frozen.parameters).toEqual({ size: 3 });
  });
});

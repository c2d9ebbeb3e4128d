import { describe, expect, it } from "vitest";
import { WebhookService } from "../../../gen/es/fulfillkit/v1/webhook_pb.ts";
import { Health } from "../../../gen/es/grpc/health/v1/health_pb.ts";
import { createRecordingRouter } from "../../../src/server/rpc/recording-router.ts";

describe("createRecordingRouter", () => {
  it("records unary methods by path, and gives all methods to Connect", () => {
    const { router, unary } = createRecordingRouter({});
    router.service(Health, { check: () => ({}) });
    expect([...unary.keys()]).toEqual([
      "/grpc.health.v1.Health/Check",
      "/grpc.health.v1.Health/List",
    ]);
    expect(router.handlers.map(({ requestPath }) => requestPath)).toContain(
      "/grpc.health.v1.Health/Watch",
    );
  });

  it("records single methods too", () => {
    const { router, unary } = createRecordingRouter({});
    router
      .rpc(WebhookService.method.handleWebhook, () => ({}))
      .rpc(Health.method.watch, async function* none() {});
    expect([...unary.keys()]).toEqual(["/fulfillkit.v1.WebhookService/HandleWebhook"]);
  });

  it("leaves methods with options of their own to Connect alone", () => {
    const { router, unary } = createRecordingRouter({});
    router
      .service(Health, {}, { interceptors: [] })
      .rpc(WebhookService.method.handleWebhook, () => ({}), {});
    expect(unary.size).toBe(0);
    expect(router.handlers).toHaveLength(4);
  });
});

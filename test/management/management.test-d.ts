import { describe, expectTypeOf, it } from "vitest";
import type {
  GetWebhookRequest,
  Webhooks,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { ManagementContext } from "../../src/management/context.ts";
import type { Methods } from "../../src/management/methods.ts";
import { formatName, parseName, type NameParts } from "../../src/management/resource-name.ts";

describe("resource names", () => {
  it("have the parts of their pattern, by name", () => {
    expectTypeOf<keyof NameParts<"webhook">>().toEqualTypeOf<
      "project" | "location" | "agent" | "webhook"
    >();
    expectTypeOf(parseName("flowVersion", "")).toEqualTypeOf<{
      readonly project: string;
      readonly location: string;
      readonly agent: string;
      readonly flow: string;
      readonly version: string;
    }>();
  });

  it("are made of all of them", () => {
    // @ts-expect-error -- The location is missing.
    expectTypeOf(formatName<"location">).toBeCallableWith("location", { project: "p" });
  });
});

describe("methods", () => {
  it("take their request and the context", () => {
    type Get = Methods<typeof Webhooks>["getWebhook"];
    expectTypeOf<Parameters<Get>>().toEqualTypeOf<
      [request: GetWebhookRequest, context: ManagementContext]
    >();
  });

  it("are all there", () => {
    expectTypeOf<keyof Methods<typeof Webhooks>>().toEqualTypeOf<
      "listWebhooks" | "getWebhook" | "createWebhook" | "updateWebhook" | "deleteWebhook"
    >();
  });
});

import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  WebhookSchema,
  type Webhook,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { keepHidden } from "../../../src/cli/plan/keep-hidden.ts";

const webhook = (requestHeaders: Record<string, string>): Webhook =>
  create(WebhookSchema, { webhook: { case: "genericWebService", value: { requestHeaders } } });

describe("keepHidden", () => {
  it("takes over what the server hides, and nothing else", () => {
    const wanted = webhook({ a: "1", b: "2", c: "3" });
    keepHidden(WebhookSchema, wanted, webhook({ a: "********", b: "shown" }));
    expect(wanted).toEqual(webhook({ a: "********", b: "2", c: "3" }));
  });
});

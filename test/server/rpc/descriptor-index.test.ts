import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, type FileDescriptorProto } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { WebhookService } from "../../../gen/es/fulfillkit/v1/webhook_pb.ts";
import { Webhooks } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { createDescriptorIndex } from "../../../src/server/rpc/descriptor-index.ts";

const index = createDescriptorIndex([Webhooks, WebhookService, WebhookService]);
const decode = (files: readonly Uint8Array[] | undefined): FileDescriptorProto[] | undefined =>
  files?.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
const webhookFile = "google/cloud/dialogflow/cx/v3/webhook.proto";

describe("createDescriptorIndex", () => {
  it("names each service once, sorted", () => {
    expect(index.services).toEqual([
      "fulfillkit.v1.WebhookService",
      "google.cloud.dialogflow.cx.v3.Webhooks",
    ]);
  });

  it("gives a file, and after it everything that it imports, each once", () => {
    const files = decode(index.file("fulfillkit/v1/webhook.proto"));
    const names = files?.map(({ name }) => name) ?? [];
    expect(names[0]).toBe("fulfillkit/v1/webhook.proto");
    expect(new Set(names).size).toBe(names.length);
    for (const { dependency } of files ?? [])
      for (const needed of dependency) expect(names).toContain(needed);
  });

  it.each([
    ["a service", "fulfillkit.v1.WebhookService", "fulfillkit/v1/webhook.proto"],
    ["a method", "fulfillkit.v1.WebhookService.HandleWebhook", "fulfillkit/v1/webhook.proto"],
    ["a message", "google.cloud.dialogflow.cx.v3.WebhookRequest", webhookFile],
    [
      "a nested message",
      "google.cloud.dialogflow.cx.v3.WebhookRequest.FulfillmentInfo",
      webhookFile,
    ],
    ["a field", "google.cloud.dialogflow.cx.v3.WebhookRequest.session_info", webhookFile],
    ["a oneof", "google.cloud.dialogflow.cx.v3.WebhookRequest.query", webhookFile],
    [
      "a nested enum",
      "google.cloud.dialogflow.cx.v3.WebhookResponse.FulfillmentResponse.MergeBehavior",
      webhookFile,
    ],
    [
      "an enum value, beside its enum",
      "google.cloud.dialogflow.cx.v3.WebhookResponse.FulfillmentResponse.APPEND",
      webhookFile,
    ],
    ["an extension", "google.api.http", "google/api/annotations.proto"],
    ["a well-known type", "google.protobuf.Struct", "google/protobuf/struct.proto"],
  ])("finds the file of %s", (_, symbol, file) => {
    expect(decode(index.fileOfSymbol(symbol))?.[0]?.name).toBe(file);
  });

  it("finds the file of an extension by what it extends and its number", () => {
    const files = decode(index.fileOfExtension("google.protobuf.MethodOptions", 72_295_728));
    expect(files?.[0]?.name).toBe("google/api/annotations.proto");
  });

  it("lists the extensions of a message, sorted", () => {
    const numbers = index.extensionNumbers("google.protobuf.MethodOptions");
    expect(numbers).toContain(72_295_728);
    expect(numbers).toEqual(numbers?.toSorted((a, b) => a - b));
    expect(index.extensionNumbers("google.protobuf.Struct")).toEqual([]);
  });

  it.each([
    ["file", index.file("acme.proto")],
    ["symbol", index.fileOfSymbol("acme.Thing")],
    ["extension of a known message", index.fileOfExtension("google.protobuf.MethodOptions", 1)],
    ["extension of an unknown message", index.fileOfExtension("acme.Thing", 1)],
    ["list of extensions of an unknown message", index.extensionNumbers("acme.Thing")],
  ])("has no %s that is not there", (_, found) => {
    expect(found).toBeUndefined();
  });
});

import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  EnvironmentSchema,
  RunContinuousTestMetadataSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { RunContinuousTestMetadataSchema as BetaMetadataSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/environment_pb.ts";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  ResourceInfoSchema,
} from "../../gen/es/google/rpc/error_details_pb.ts";
import { WebhookError } from "../../src/errors.ts";
import { resolveParts, type ManagementDeps } from "../../src/management/context.ts";
import {
  asBody,
  operationMessage,
  statusJson,
  typedJson,
  type OperationBody,
} from "../../src/management/operations-record.ts";
import { openStore, type StoredResource } from "../../src/storage/index.ts";
import { override, sampleEnvironment, unpacked } from "./environments-fixture.ts";
import { agent, newSecretBox } from "./fixture.ts";

const store = await openStore();
await store.close();
const secrets = newSecretBox();
const name = "projects/p/locations/l/operations/o";
const metadata = typedJson(secrets, name, {
  schema: RunContinuousTestMetadataSchema,
  message: create(RunContinuousTestMetadataSchema, { errors: [{ testCase: "t" }] }),
});

/** A stored operation with this body. */
function stored(body: Partial<OperationBody>): StoredResource {
  const time = new Date(0);
  return {
    kind: "operation",
    name,
    parent: "projects/p/locations/l",
    sequence: 1,
    etag: "e",
    createTime: time,
    updateTime: time,
    body: asBody({ version: "v3", done: false, metadata, ...body }),
  };
}

function read(body: Partial<OperationBody>, options: ManagementDeps["options"] = {}) {
  return operationMessage(resolveParts({ store, secrets, options }), stored(body));
}

describe("operationMessage", () => {
  it("has no result before the operation has ended", () => {
    expect(read({})).toMatchObject({ name, done: false, result: { case: undefined } });
  });

  it("has messages of the version by which it was asked for", () => {
    expect(unpacked(read({}).metadata, RunContinuousTestMetadataSchema).errors).toHaveLength(1);
    const beta = read({ version: "v3beta1" });
    expect(unpacked(beta.metadata, BetaMetadataSchema).errors[0]?.testCase).toBe("t");
  });

  it("gives a failure with its code and all of its details", () => {
    const error = new WebhookError("FAILED_PRECONDITION", {
      reason: "UNKNOWN_WEBHOOK",
      message: "No.",
      metadata: { limit: "1" },
      violations: [{ field: "f", description: "d" }],
      resource: { type: "t", name: "n" },
      cause: new Error("hush"),
    });
    const { result } = read({ done: true, error: statusJson(error) });
    if (result.case !== "error") throw new Error("The operation has no error.");
    const { code, message, details } = result.value;
    expect({ code, message }).toEqual({ code: 9, message: "No." });
    expect(unpacked(details[0], ErrorInfoSchema)).toMatchObject({
      reason: "UNKNOWN_WEBHOOK",
      metadata: { limit: "1" },
    });
    expect(unpacked(details[1], BadRequestSchema).fieldViolations).toMatchObject([{ field: "f" }]);
    expect(unpacked(details[2], ResourceInfoSchema).resourceName).toBe("n");
    expect(JSON.stringify(statusJson(error))).not.toContain("hush");
  });

  it("seals the secrets of a response, and shows or masks them as the server is told to", () => {
    const service = { uri: "https://s.example/", password: "hunter2" };
    const message = sampleEnvironment(override(`${agent}/webhooks/w`, service));
    const response = typedJson(secrets, name, { schema: EnvironmentSchema, message });
    expect(JSON.stringify(response)).not.toContain("hunter2");
    for (const { maskSecrets, password } of [
      { maskSecrets: false, password: "hunter2" },
      { maskSecrets: true, password: "********" },
    ]) {
      const { result } = read({ done: true, response }, { maskSecrets });
      if (result.case !== "response") throw new Error("The operation has no response.");
      const { webhookConfig } = unpacked(result.value, EnvironmentSchema);
      expect(webhookConfig?.webhookOverrides[0]?.webhook.value).toMatchObject({ password });
    }
  });

  it("refuses to show a message of which it knows nothing", () => {
    const response = { type: "google.example.Unknown", value: {} };
    expect(() => read({ done: true, response })).toThrow("google.example.Unknown");
  });
});

import { create, equals, type DescMessage } from "@bufbuild/protobuf";
import { anyPack, anyUnpack } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as environments from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import * as betaEnvironments from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/environment_pb.ts";
import * as webhooks from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import * as betaWebhooks from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import { OperationSchema } from "../../gen/es/google/longrunning/operations_pb.ts";
import { operationOf, retype } from "../../src/management/api-version.ts";
import { arbitraryMessage } from "../arbitrary/message.ts";

type Input = [string, DescMessage, DescMessage];

/** Every request and response of the services, in both versions. */
const pairs: Input[] = [
  [webhooks.Webhooks, betaWebhooks.Webhooks] as const,
  [environments.Environments, betaEnvironments.Environments] as const,
].flatMap(([service, beta]) =>
  service.methods.flatMap((method): Input[] => {
    const other = beta.methods.find(({ name }) => name === method.name)!;
    return [
      [`${method.name}'s request`, method.input, other.input],
      [`${method.name}'s response`, method.output, other.output],
    ];
  }),
);

describe("v3 and v3beta1", () => {
  it.each(pairs)("%s survives the way there and back, with every field", (_, schema, other) => {
    fc.assert(
      fc.property(arbitraryMessage(schema), (message) => {
        const there = retype(message, schema, other);
        expect(there.$typeName).toBe(other.typeName);
        expect(there.$unknown).toBeUndefined();
        const back = retype(there, other, schema);
        expect(equals(schema, back, retype(message, schema, schema))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe("an operation", () => {
  const environment = create(environments.EnvironmentSchema, { displayName: "e" });
  const operation = create(OperationSchema, {
    name: "o",
    metadata: anyPack(
      environments.DeployFlowMetadataSchema,
      create(environments.DeployFlowMetadataSchema),
    ),
    result: { case: "response", value: anyPack(environments.EnvironmentSchema, environment) },
  });

  it("of v3beta1 holds messages of v3beta1", () => {
    const beta = operationOf("v3beta1", operation);
    expect(beta.metadata?.typeUrl).toBe(
      "type.googleapis.com/google.cloud.dialogflow.cx.v3beta1.DeployFlowMetadata",
    );
    if (beta.result.case !== "response") throw new Error("The response is lost.");
    expect(anyUnpack(beta.result.value, betaEnvironments.EnvironmentSchema)).toMatchObject({
      displayName: "e",
    });
    expect(operationOf("v3", beta)).toEqual(operation);
    expect(operation.metadata?.typeUrl).toContain(".v3.");
  });

  it("that has failed, or has nothing to tell, stays as it is", () => {
    const failed = create(OperationSchema, { result: { case: "error", value: { code: 5 } } });
    expect(operationOf("v3beta1", failed)).toEqual(failed);
  });
});

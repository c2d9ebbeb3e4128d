import { create, toJson, type Message } from "@bufbuild/protobuf";
import { anyPack, anyUnpack, StructSchema, type Any } from "@bufbuild/protobuf/wkt";
import type { UnaryRequest, UnaryResponse } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import {
  ListOperationsResponseSchema,
  OperationSchema,
  type Operation,
} from "../../gen/es/google/longrunning/operations_pb.ts";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  ResourceInfoSchema,
} from "../../gen/es/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../../gen/es/google/rpc/status_pb.ts";
import { readableOperationErrors } from "../../src/management/operations-json.ts";

const java = "gl-java/17.0.15__Debian gapic/0.99.0--protobuf-4.33.2 gax/2.76.0 rest/";

function failed(): Operation {
  const info = { reason: "GONE", domain: "fulfillkit.dev", metadata: { limit: "5" } };
  const violation = { field: "name", description: "Wrong." };
  const resource = { resourceType: "t", resourceName: "n" };
  const details = [
    anyPack(ErrorInfoSchema, create(ErrorInfoSchema, info)),
    anyPack(BadRequestSchema, create(BadRequestSchema, { fieldViolations: [violation] })),
    anyPack(ResourceInfoSchema, create(ResourceInfoSchema, resource)),
  ];
  const value = create(StatusSchema, { code: 5, message: "Gone.", details });
  return create(OperationSchema, { name: "o", done: true, result: { case: "error", value } });
}

/** What is in a detail that is a Struct. */
function structJson(detail: Any): unknown {
  const struct = anyUnpack(detail, StructSchema);
  return struct && toJson(StructSchema, struct);
}

/** What a client gets for an answer. */
async function answered<Answer extends Message>(client: string, message: Answer): Promise<Answer> {
  const header = new Headers({ "x-goog-api-client": client });
  const respond = readableOperationErrors(
    async () => ({ stream: false, message }) as unknown as UnaryResponse,
  );
  return (await respond({ header } as UnaryRequest)).message as Message as Answer;
}

describe("errors of operations in JSON", () => {
  it.each([
    ["the official client for Java", java],
    [
      "the official client for Node",
      "gax/5.0.8-fallback gapic/5.8.2 gl-node/24.21.0 rest/5.0.8 grpc-web/5.0.8-fallback",
    ],
  ])("go to %s with details as Structs, and nothing lost", async (_, client) => {
    const list = create(ListOperationsResponseSchema, { operations: [failed()] });
    const answers = [
      await answered(client, failed()),
      (await answered(client, list)).operations[0],
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ result: { value: { code: 5, message: "Gone." } } });
      const details = answer?.result.case === "error" ? answer.result.value.details : [];
      expect(details.map(structJson)).toEqual([
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "GONE",
          domain: "fulfillkit.dev",
          metadata: { limit: "5" },
        },
        {
          "@type": "type.googleapis.com/google.rpc.BadRequest",
          fieldViolations: [{ field: "name", description: "Wrong." }],
        },
        {
          "@type": "type.googleapis.com/google.rpc.ResourceInfo",
          resourceType: "t",
          resourceName: "n",
        },
      ]);
    }
  });

  it.each([
    ["the official client for Python", "gl-python/3.11.7 rest/2.34.2 gapic/2.9.0 gax/2.44.0"],
    ["our own client", "gl-node/24.21.0 fulfillkit/0.1.0 rest/0.1.0"],
    ["anybody else", ""],
  ])("stay as they are for %s", async (_, client) => {
    expect(await answered(client, failed())).toEqual(failed());
  });

  it("leave operations that succeed as they are", async () => {
    const response = anyPack(ErrorInfoSchema, create(ErrorInfoSchema));
    const done = create(OperationSchema, {
      done: true,
      result: { case: "response", value: response },
    });
    expect(await answered(java, structuredClone(done))).toEqual(done);
  });
});

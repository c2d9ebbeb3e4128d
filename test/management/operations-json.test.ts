import { create, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import type { UnaryRequest, UnaryResponse } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import {
  ListOperationsResponseSchema,
  OperationSchema,
  type Operation,
} from "../../gen/es/google/longrunning/operations_pb.ts";
import { ErrorInfoSchema } from "../../gen/es/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../../gen/es/google/rpc/status_pb.ts";
import { plainOperationErrors } from "../../src/management/operations-json.ts";

const java = "gl-java/17.0.15__Debian gapic/0.99.0--protobuf-4.33.2 gax/2.76.0 rest/";

function failed(): Operation {
  const details = [anyPack(ErrorInfoSchema, create(ErrorInfoSchema, { reason: "GONE" }))];
  const value = create(StatusSchema, { code: 5, message: "Gone.", details });
  return create(OperationSchema, { name: "o", done: true, result: { case: "error", value } });
}

/** What a client gets for an answer. */
async function answered<Desc extends DescMessage>(
  client: string,
  message: MessageShape<Desc>,
): Promise<unknown> {
  const header = new Headers({ "x-goog-api-client": client });
  const respond = plainOperationErrors(
    async () => ({ stream: false, message }) as unknown as UnaryResponse,
  );
  return (await respond({ header } as UnaryRequest)).message;
}

describe("errors of operations in JSON", () => {
  it.each([
    ["the official client for Java", java],
    [
      "the official client for Node",
      "gax/5.0.8-fallback gapic/5.8.2 gl-node/24.21.0 rest/5.0.8 grpc-web/5.0.8-fallback",
    ],
  ])("go without details to %s", async (_, client) => {
    const plain = { result: { value: { code: 5, message: "Gone.", details: [] } } };
    expect(await answered(client, failed())).toMatchObject(plain);
    const list = create(ListOperationsResponseSchema, { operations: [failed()] });
    expect(await answered(client, list)).toMatchObject({ operations: [plain] });
  });

  it.each([
    ["the official client for Python", "gl-python/3.11.7 rest/2.34.2 gapic/2.9.0 gax/2.44.0"],
    ["our own client", "gl-node/24.21.0 fulfillkit/0.1.0 rest/0.1.0"],
    ["anybody else", ""],
  ])("keep them for %s", async (_, client) => {
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

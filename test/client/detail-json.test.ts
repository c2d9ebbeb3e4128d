import { create, createRegistry, toBinary } from "@bufbuild/protobuf";
import { AnySchema, anyPack } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { ErrorInfoSchema } from "../../gen/es/google/rpc/error_details_pb.ts";
import { anyJson, errorDetails } from "../../src/client/detail-json.ts";

const registry = createRegistry(ErrorInfoSchema);
const info = create(ErrorInfoSchema, { reason: "R", domain: "d" });
const json = {
  "@type": "type.googleapis.com/google.rpc.ErrorInfo",
  reason: "R",
  domain: "d",
};

describe("anyJson", () => {
  it("writes what the registry knows", () => {
    expect(anyJson(anyPack(ErrorInfoSchema, info), registry)).toEqual(json);
  });

  it("keeps the bytes of what it does not know", () => {
    const any = create(AnySchema, { typeUrl: "t/x.Y", value: new Uint8Array([1, 2]) });
    expect(anyJson(any, registry)).toEqual({ "@type": "t/x.Y", value: "AQI=" });
  });
});

describe("errorDetails", () => {
  it("reads details however they came", () => {
    const error = new ConnectError("No.", Code.NotFound);
    error.details = [
      { desc: ErrorInfoSchema, value: { reason: "R", domain: "d" } },
      { type: ErrorInfoSchema.typeName, value: toBinary(ErrorInfoSchema, info) },
      { type: "google.rpc.New", value: new Uint8Array(), debug: { a: 1 } },
    ];
    expect(errorDetails(error, registry)).toEqual([
      json,
      json,
      { "@type": "type.googleapis.com/google.rpc.New", a: 1 },
    ]);
  });
});

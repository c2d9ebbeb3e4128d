import type { MessageInitShape } from "@bufbuild/protobuf";
import { describe, expectTypeOf, it } from "vitest";
import type {
  WebhookRequest,
  WebhookResponseSchema,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import {
  readWebhookRequest,
  writeWebhookResponse,
} from "../../../gen/json/google/cloud/dialogflow/cx/v3/webhook_json.ts";
import type { JsonObject, JsonValue, ReadOptions } from "../../../src/codec/index.ts";
import type { Scalars } from "../gen/es/kinds_pb.ts";
import { readScalars, writeScalars } from "../gen/json/kinds_json.ts";

describe("a generated reader", () => {
  it("gives the message of protoc-gen-es", () => {
    expectTypeOf(readWebhookRequest).parameters.toEqualTypeOf<
      [JsonValue, (ReadOptions | undefined)?]
    >();
    expectTypeOf(readWebhookRequest).returns.toEqualTypeOf<WebhookRequest>();
    expectTypeOf(readScalars).returns.toEqualTypeOf<Scalars>();
  });
});

describe("a generated writer", () => {
  it("takes what create takes, and gives JSON", () => {
    expectTypeOf(writeWebhookResponse).parameters.toEqualTypeOf<
      [MessageInitShape<typeof WebhookResponseSchema>]
    >();
    expectTypeOf(writeWebhookResponse).returns.toEqualTypeOf<JsonObject>();
  });

  it("takes no field of another type, and no unknown one", () => {
    expectTypeOf(writeScalars).toBeCallableWith({ aString: "x", anInt64: 1n });
    expectTypeOf<{ aString: number }>().not.toExtend<Parameters<typeof writeScalars>[0]>();
    expectTypeOf<{ anInt64: number }>().not.toExtend<Parameters<typeof writeScalars>[0]>();
    // @ts-expect-error the message has no such field
    writeScalars({ noField: 1 });
  });
});

import type { DescMessage } from "@bufbuild/protobuf";
import { fromJson, toJson } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as cx from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import * as cxBeta from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import * as es from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import type { WebhookRequest, WebhookResponse, WireFormat } from "../../src/wire/format.ts";
import {
  readRequestMessage,
  readResponseMessage,
  writeRequestMessage,
  writeResponseMessage,
} from "../../src/wire/messages.ts";
import { arbitraryMessage } from "../arbitrary/message.ts";

const options = { ignoreUnknownFields: false, depthLimit: 100 };

describe.each<[WireFormat, DescMessage, DescMessage]>([
  ["cx/v3", cx.WebhookRequestSchema, cx.WebhookResponseSchema],
  ["cx/v3beta1", cxBeta.WebhookRequestSchema, cxBeta.WebhookResponseSchema],
  ["es/v2", es.WebhookRequestSchema, es.WebhookResponseSchema],
])("%s reads and writes as protobuf-es does", (format, request, response) => {
  it("its request", () => {
    fc.assert(
      fc.property(arbitraryMessage(request), (message) => {
        const json = toJson(request, message);
        expect(writeRequestMessage({ format, message } as unknown as WebhookRequest)).toEqual(json);
        expect(readRequestMessage(format, { json, options })).toEqual({
          format,
          message: fromJson(request, json),
        });
      }),
    );
  });

  it("its response", () => {
    fc.assert(
      fc.property(arbitraryMessage(response), (message) => {
        const json = toJson(response, message);
        expect(writeResponseMessage({ format, message } as unknown as WebhookResponse)).toEqual(
          json,
        );
        expect(readResponseMessage(format, { json, options })).toEqual({
          format,
          message: fromJson(response, json),
        });
      }),
    );
  });
});

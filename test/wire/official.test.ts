/**
 * Round trips with the official Node clients' own messages: protobufjs with the
 * protos.json that they ship, and the proto3 JSON code of google-gax.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { DescMessage, JsonValue } from "@bufbuild/protobuf";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { protobuf, serializer } from "google-gax";
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

const require = createRequire(import.meta.url);

function loadRoot(name: string): protobuf.Root {
  const path = require.resolve(`${name}/build/protos/protos.json`);
  return protobuf.Root.fromJSON(JSON.parse(readFileSync(path, "utf8")) as protobuf.INamespace);
}

const cxRoot = loadRoot("@google-cloud/dialogflow-cx");
const esRoot = loadRoot("@google-cloud/dialogflow");

const strict = { ignoreUnknownFields: false, depthLimit: 100 };

/** Each message, with our reader and writer. */
interface Row {
  readonly format: WireFormat;
  readonly name: string;
  readonly root: protobuf.Root;
  readonly schema: DescMessage;
  readonly direction: "request" | "response";
}

const rows: readonly Row[] = [
  {
    format: "cx/v3",
    name: "google.cloud.dialogflow.cx.v3.WebhookRequest",
    root: cxRoot,
    schema: cx.WebhookRequestSchema,
    direction: "request",
  },
  {
    format: "cx/v3",
    name: "google.cloud.dialogflow.cx.v3.WebhookResponse",
    root: cxRoot,
    schema: cx.WebhookResponseSchema,
    direction: "response",
  },
  {
    format: "cx/v3beta1",
    name: "google.cloud.dialogflow.cx.v3beta1.WebhookRequest",
    root: cxRoot,
    schema: cxBeta.WebhookRequestSchema,
    direction: "request",
  },
  {
    format: "cx/v3beta1",
    name: "google.cloud.dialogflow.cx.v3beta1.WebhookResponse",
    root: cxRoot,
    schema: cxBeta.WebhookResponseSchema,
    direction: "response",
  },
  {
    format: "es/v2",
    name: "google.cloud.dialogflow.v2.WebhookRequest",
    root: esRoot,
    schema: es.WebhookRequestSchema,
    direction: "request",
  },
  {
    format: "es/v2",
    name: "google.cloud.dialogflow.v2.WebhookResponse",
    root: esRoot,
    schema: es.WebhookResponseSchema,
    direction: "response",
  },
];

function write({ format, direction }: Row, message: unknown): JsonValue {
  return direction === "request"
    ? writeRequestMessage({ format, message } as WebhookRequest)
    : writeResponseMessage({ format, message } as WebhookResponse);
}

function read({ format, direction }: Row, json: JsonValue): unknown {
  return direction === "request"
    ? readRequestMessage(format, { json, options: strict }).message
    : readResponseMessage(format, { json, options: strict }).message;
}

// protobufjs leaves the key __proto__ out of maps.
const options = { protoKeys: false, nonFinite: false };

describe.each(rows)("$name against the official library", (row) => {
  const type = row.root.lookupType(row.name);
  const messages = arbitraryMessage(row.schema, options);

  it("survives: our JSON, their decoder, their encoder", () => {
    fc.assert(
      fc.property(messages, (message) => {
        const text = JSON.stringify(write(row, message));
        const theirs = serializer.fromProto3JSON(type, JSON.parse(text) as never);
        expect(theirs).not.toBeNull();
        const bytes = new Uint8Array(type.encode(theirs as protobuf.Message).finish());
        expect(fromBinary(row.schema, bytes)).toEqual(message);
      }),
    );
  });

  it("survives: their decoder, their JSON, our decoder", () => {
    fc.assert(
      fc.property(messages, (message) => {
        // A Buffer, for their JSON of a view on a larger array is that of the whole array.
        const theirs = type.decode(Buffer.from(toBinary(row.schema, message)));
        const text = JSON.stringify(serializer.toProto3JSON(theirs));
        expect(read(row, JSON.parse(text) as JsonValue)).toEqual(message);
      }),
    );
  });
});

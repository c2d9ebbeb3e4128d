import { createRegistry, fromJson } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { codes, WebhookError } from "../../src/errors.ts";
import { statusResponse } from "../../src/transcoding/status-body.ts";

const registry = createRegistry(DurationSchema);

function detailsOf(details: ConnectError["details"]): unknown {
  const error = new ConnectError("x", Code.Aborted);
  error.details = details;
  return (statusResponse(error, registry).body["error"] as { details: unknown }).details;
}

describe("statusResponse", () => {
  it.each(Object.entries(codes))("gives %s as %o", (name, { grpc, http }) => {
    const { status, body } = statusResponse(new ConnectError("x", grpc), registry);
    expect(status).toBe(http);
    expect(body).toEqual({ error: { code: http, message: "x", status: name, details: [] } });
  });

  it("keeps the finer status of a WebhookError that an interceptor translated", () => {
    const cause = new WebhookError("RESOURCE_EXHAUSTED", { reason: "BODY_TOO_LARGE" });
    const error = new ConnectError("x", Code.ResourceExhausted, undefined, undefined, cause);
    expect(statusResponse(error, registry).status).toBe(413);
  });

  it("does not take the status of a cause with another code", () => {
    const cause = new WebhookError("NOT_FOUND");
    const error = new ConnectError("x", Code.Aborted, undefined, undefined, cause);
    expect(statusResponse(error, registry).status).toBe(409);
  });

  it("writes a detail whose JSON is no object under value", () => {
    const value = fromJson(DurationSchema, "3s");
    const expected = [{ "@type": "type.googleapis.com/google.protobuf.Duration", value: "3s" }];
    expect(detailsOf([{ desc: DurationSchema, value }])).toEqual(expected);
    expect(
      detailsOf([{ type: "google.protobuf.Duration", value: new Uint8Array([8, 3]) }]),
    ).toEqual(expected);
  });

  it("keeps the bytes of a detail that the registry does not know, or that is broken", () => {
    expect(
      detailsOf([
        { type: "a.B", value: new Uint8Array([1, 2]) },
        { type: "google.protobuf.Duration", value: new Uint8Array([255]) },
      ]),
    ).toEqual([
      { "@type": "type.googleapis.com/a.B", value: "AQI=" },
      { "@type": "type.googleapis.com/google.protobuf.Duration", value: "/w==" },
    ]);
  });
});

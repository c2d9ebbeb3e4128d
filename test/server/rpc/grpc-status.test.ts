import { Code, ConnectError } from "@connectrpc/connect";
import { decodeBinaryHeader } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { StatusSchema } from "../../../gen/es/google/rpc/status_pb.ts";
import { WebhookError } from "../../../src/errors.ts";
import { toConnectError } from "../../../src/server/rpc/error.ts";
import { errorTrailers, nodeHeaders, okTrailers } from "../../../src/server/rpc/grpc-status.ts";

describe("okTrailers", () => {
  it("is status 0, and what the implementation has set", () => {
    expect(okTrailers(undefined)).toEqual({ "grpc-status": "0" });
    expect(okTrailers(new Headers({ "x-cost": "3" }))).toEqual({
      "grpc-status": "0",
      "x-cost": "3",
    });
  });

  it("is not overruled by an implementation that sets a status of its own", () => {
    expect(okTrailers(new Headers({ "grpc-status": "5" }))["grpc-status"]).toBe("0");
  });
});

describe("errorTrailers", () => {
  it("has code, message and the details as google.rpc.Status", () => {
    const error = toConnectError(
      new WebhookError("NOT_FOUND", { reason: "GONE", message: "Weg, für immer" }),
    );
    const trailers = errorTrailers(error, new Headers({ "x-cost": "3" }));
    expect(trailers).toMatchObject({
      "grpc-status": "5",
      "grpc-message": "Weg, f%C3%BCr immer",
      "x-cost": "3",
    });
    const status = decodeBinaryHeader(String(trailers["grpc-status-details-bin"]), StatusSchema);
    expect(status).toMatchObject({ code: 5, message: "Weg, für immer" });
    expect(status.details.map(({ typeUrl }) => typeUrl)).toEqual([
      "type.googleapis.com/google.rpc.ErrorInfo",
    ]);
  });

  it("relays details that came from another server", () => {
    const error = new ConnectError("no", Code.Aborted);
    error.details = [{ type: "acme.Detail", value: Uint8Array.of(8, 1) }];
    const status = decodeBinaryHeader(
      String(errorTrailers(error, undefined)["grpc-status-details-bin"]),
      StatusSchema,
    );
    expect(status.details[0]).toMatchObject({
      typeUrl: "type.googleapis.com/acme.Detail",
      value: Uint8Array.of(8, 1),
    });
  });

  it("has the metadata of the error, but none of another call's error", () => {
    const own = new ConnectError("no", Code.Aborted, { "x-retry": "later" });
    expect(errorTrailers(own, undefined)).toMatchObject({ "x-retry": "later" });
    const relayed = new ConnectError("no", Code.Aborted, { "x-retry": "later" });
    relayed.isWireError = true;
    expect(errorTrailers(relayed, undefined)).not.toHaveProperty("x-retry");
  });

  it("leaves details out where there are none", () => {
    expect(errorTrailers(new ConnectError("no"), undefined)).not.toHaveProperty(
      "grpc-status-details-bin",
    );
  });
});

describe("nodeHeaders", () => {
  it("joins several values of one name", () => {
    const headers = new Headers([
      ["x-a", "1"],
      ["x-a", "2"],
    ]);
    expect(nodeHeaders(headers)).toEqual({ "x-a": "1, 2" });
  });
});

import { errors } from "undici";
import { describe, expect, it } from "vitest";
import { DispatchFailure } from "../../../src/dispatch/failure.ts";
import { classifyError } from "../../../src/dispatch/transport/classify-error.ts";

const host = "hook.example";

function coded(code: string): Error {
  return Object.assign(new Error("secret"), { code });
}

describe("classifyError", () => {
  it.each([
    ["ENOTFOUND", "dns"],
    ["EAI_AGAIN", "dns"],
    ["ESERVFAIL", "dns"],
    ["ECONNREFUSED", "connect"],
    ["EHOSTUNREACH", "connect"],
    ["EMFILE", "connect"],
    ["ECONNRESET", "connect"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls"],
    ["CERT_HAS_EXPIRED", "tls"],
    ["CERT_REVOKED", "tls"],
    ["INVALID_PURPOSE", "tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "tls"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "tls"],
    ["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "tls"],
    ["EPROTO", "tls"],
  ])("takes %s while connecting as %s", (code, kind) => {
    const failure = classifyError(coded(code), { host, connecting: true });
    expect(failure).toMatchObject({ kind, statusCode: undefined });
    expect(failure.message).toContain(`(${code})`);
    expect(failure.message).not.toContain("secret");
    expect(failure.cause).toBeUndefined();
  });

  it.each<readonly [Error, string]>([
    [coded("ECONNRESET"), "reset"],
    [coded("EPIPE"), "reset"],
    [coded("ERR_HTTP2_STREAM_ERROR"), "reset"],
    [coded("ERR_HTTP2_ERROR"), "protocol"],
    [coded("ERR_HTTP2_HEADER_SINGLE_VALUE"), "plan"],
    [coded("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"), "tls"],
    [new errors.SocketError("other side closed"), "reset"],
    [new errors.ResponseContentLengthMismatchError(), "reset"],
    [new errors.HeadersOverflowError(), "protocol"],
    [new errors.HTTPParserError("Invalid character"), "protocol"],
    [new errors.HTTPParserError("Invalid EOF state"), "reset"],
    [new errors.InvalidArgumentError("invalid header"), "plan"],
    [new errors.ClientDestroyedError(), "cancelled"],
    [new Error("anything"), "reset"],
  ])("takes %s after sending as %s", (error, kind) => {
    const failure = classifyError(error, { host, connecting: false, statusCode: 200 });
    expect(failure).toMatchObject({ kind, statusCode: 200 });
    expect(failure.cause).toBeUndefined();
  });

  it("repeats no code that is none", () => {
    const failure = classifyError(coded("secret in small letters"), { host, connecting: true });
    expect(failure.message).toBe("No connection to hook.example could be made.");
    expect(classifyError("secret", { host, connecting: true }).message).not.toContain("secret");
  });

  it("leaves a failure what it is", () => {
    const failure = new DispatchFailure("oversize", "Too long.");
    expect(classifyError(failure, { host, connecting: true })).toBe(failure);
  });
});

import { Code, ConnectError } from "@connectrpc/connect";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BadRequestSchema, ErrorInfoSchema } from "../../../gen/es/google/rpc/error_details_pb.ts";
import { codes, WebhookError, type Code as CodeName } from "../../../src/errors.ts";
import { fromConnectError, isFault, toConnectError } from "../../../src/server/rpc/error.ts";

const names = Object.keys(codes) as CodeName[];
const text = fc.string({ unit: "grapheme" });

describe("toConnectError and fromConnectError", () => {
  it("keep code, message, reason, domain, metadata, wrong fields and resource on the way there and back", () => {
    const options = fc.record({
      reason: text,
      message: text,
      domain: text,
      metadata: fc.dictionary(text, text, { noNullPrototype: true }),
      violations: fc.array(fc.record({ field: text, description: text }), { maxLength: 3 }),
      resource: fc.record(
        { type: text, name: text, owner: fc.string({ minLength: 1 }) },
        { requiredKeys: ["type", "name"] },
      ),
    });
    fc.assert(
      fc.property(fc.constantFrom(...names), options, (code, given) => {
        const { message, reason, domain, metadata, violations, resource } = fromConnectError(
          toConnectError(new WebhookError(code, given)),
        );
        expect({ message, reason, domain, metadata }).toEqual({
          message: given.message,
          reason: given.reason,
          domain: given.domain,
          metadata: given.metadata,
        });
        expect(violations.map(({ field, description }) => ({ field, description }))).toEqual(
          given.violations,
        );
        expect(resource).toEqual(given.resource);
      }),
    );
  });

  it.each(names)("%s has the number that Connect knows", (name) => {
    const error = toConnectError(new WebhookError(name));
    expect(error.code).toBe(codes[name].grpc);
    expect(fromConnectError(error).code).toBe(name);
  });

  it("a ConnectError without details becomes an error whose reason is its code", () => {
    const error = fromConnectError(new ConnectError("gone", Code.NotFound));
    expect(error).toMatchObject({ code: "NOT_FOUND", reason: "NOT_FOUND", message: "gone" });
  });
});

describe("toConnectError", () => {
  it("lets a ConnectError through as it is", () => {
    const error = new ConnectError("no", Code.Aborted);
    expect(toConnectError(error)).toBe(error);
  });

  it("reveals nothing of anything else, and keeps it as the cause", () => {
    const secret = new Error("password is 4711");
    const error = toConnectError(secret);
    expect(error.code).toBe(Code.Internal);
    expect(error.rawMessage).not.toContain("4711");
    expect(JSON.stringify(error.findDetails(ErrorInfoSchema))).not.toContain("4711");
    expect((error.cause as Error).cause).toBe(secret);
  });

  it("sends BadRequest only where fields are wrong", () => {
    expect(toConnectError(new WebhookError("ABORTED")).findDetails(BadRequestSchema)).toEqual([]);
  });
});

describe("isFault", () => {
  it.each([
    ["a WebhookError is a chosen answer", new WebhookError("ABORTED"), false],
    ["a ConnectError is a chosen answer", new ConnectError("no"), false],
    ["any other error is a fault", new Error("no"), true],
    ["so is any other value", "no", true],
  ])("%s", (_, thrown, fault) => {
    expect(isFault(thrown)).toBe(fault);
  });
});

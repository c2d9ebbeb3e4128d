import { describe, expect, it } from "vitest";
import { Fault, JsonReadError, JsonWriteError } from "../../src/codec/index.ts";
import { locate, requestError } from "../../src/wire/read-error.ts";

describe("requestError", () => {
  it("is INVALID_REQUEST with the path, and keeps the cause", () => {
    const error = new JsonReadError(
      new Fault("expected a string", { path: "fulfillmentInfo.tag" }),
    );
    expect(requestError(error, 100)).toMatchObject({
      code: "INVALID_ARGUMENT",
      reason: "INVALID_REQUEST",
      message: "The request is invalid: fulfillmentInfo.tag: expected a string.",
      violations: [{ field: "fulfillmentInfo.tag", description: "expected a string" }],
      cause: error,
    });
  });

  it("is TOO_DEEP where the depth was the matter", () => {
    const error = new JsonReadError(new Fault("nested too deeply", { kind: "TOO_DEEP" }));
    expect(requestError(error, 7)).toMatchObject({
      reason: "TOO_DEEP",
      message: "The body nests more than 7 levels deep.",
    });
  });

  it("is the error itself where no reader threw it", () => {
    const error = new RangeError("no");
    expect(requestError(error, 100)).toBe(error);
  });
});

describe("locate", () => {
  it("finds the place of a reader's and of a writer's error, and of no other", () => {
    const fault = new Fault("no", { path: "a[0]" });
    expect(locate(new JsonReadError(fault))).toEqual({ field: "a[0]", description: "no" });
    expect(locate(new JsonWriteError(fault))).toEqual({ field: "a[0]", description: "no" });
    expect(locate(new TypeError("no"))).toBeUndefined();
  });
});

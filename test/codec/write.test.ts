import { describe, expect, it } from "vitest";
import { JsonWriteError } from "../../src/codec/index.ts";
import { entriesOf, fieldsOf, itemsOf, selected, writeMessage } from "../../src/codec/write.ts";
import { problemOf } from "./thrown.ts";

describe("writeMessage", () => {
  it("starts with a message that may be a part of one", () => {
    expect(writeMessage((message, whole) => ({ given: message === "m", whole }), "m")).toEqual({
      given: true,
      whole: false,
    });
  });

  it("makes an error of a fault, and leaves other errors alone", () => {
    expect(() => writeMessage((message) => ({ length: itemsOf(message).length }), 5)).toThrow(
      JsonWriteError,
    );
    const other = new RangeError("Maximum call stack size exceeded");
    expect(() =>
      writeMessage(() => {
        throw other;
      }, {}),
    ).toThrow(other);
  });
});

describe("fieldsOf", () => {
  it("takes any object where a part may stand, and its own type where a whole message has to", () => {
    const whole = { $typeName: "a.B" };
    expect(fieldsOf({}, undefined)).toEqual({});
    expect(fieldsOf({ $typeName: "a.C" }, undefined)).toEqual({ $typeName: "a.C" });
    expect(fieldsOf(whole, "a.B")).toBe(whole);
  });

  it.each([
    [
      {},
      "expected a message a.B, found one without $typeName; make it with create(), or give the outer message without $typeName",
    ],
    [
      { $typeName: "a.C" },
      "expected a message a.B, found a.C; make it with create(), or give the outer message without $typeName",
    ],
    [[], "expected a message, found an array"],
    [null, "expected a message, found null"],
    ["x", "expected a message, found a string"],
  ])("refuses %j in a whole message", (message, problem) => {
    expect(problemOf(() => fieldsOf(message, "a.B"))).toBe(problem);
  });
});

describe("what holds values", () => {
  it.each([
    [itemsOf, "abc", "expected an array, found a string"],
    [itemsOf, undefined, "expected an array, found nothing"],
    [entriesOf, [], "expected an object, found an array"],
    [entriesOf, null, "expected an object, found null"],
    [selected, undefined, "expected a oneof such as { case, value }, found nothing"],
  ])("%o refuses %j", (take, value, problem) => {
    expect(problemOf(() => take(value))).toBe(problem);
  });
});

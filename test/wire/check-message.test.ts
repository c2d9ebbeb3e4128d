import { describe, expect, it } from "vitest";
import { found } from "../../src/wire/check-json.ts";
import {
  checkEnum,
  checkKind,
  checkList,
  checkMember,
  checkNames,
  checkPayload,
  checkText,
} from "../../src/wire/check-message.ts";

describe("checkList", () => {
  const refuseB = (item: { readonly b?: unknown }): ReturnType<typeof found> | undefined =>
    item.b === undefined ? undefined : found("b");

  it("gives the index of the first item that is refused", () => {
    expect(checkList([{}, { b: 1 }, { b: 2 }], refuseB)).toEqual({
      field: "[1]",
      description: "b",
    });
    expect(checkList([{}, 1], refuseB)).toEqual({
      field: "[1]",
      description: "this must be an object",
    });
    expect(checkList({}, refuseB)).toEqual({ field: "", description: "this must be a list" });
  });

  it("takes an absent list and an empty one", () => {
    expect(checkList(undefined, refuseB)).toBeUndefined();
    expect(checkList([], refuseB)).toBeUndefined();
  });
});

describe("checkMember", () => {
  it("puts the member's name before the finding, and skips an absent member", () => {
    expect(checkMember({ a: 1 }, "a", () => found("no"))).toEqual({
      field: "a",
      description: "no",
    });
    expect(checkMember({}, "a", () => found("no"))).toBeUndefined();
  });
});

describe("checkEnum", () => {
  const names = { 0: "UNSPECIFIED", 2: "TWO" };

  it.each([1, -1, 0.5, "TWO", null])("refuses %j and lists the choices", (value) => {
    expect(checkEnum(value, names)?.description).toContain("use one of 0 (UNSPECIFIED), 2 (TWO)");
  });

  it.each([0, 2])("takes %j", (value) => {
    expect(checkEnum(value, names)).toBeUndefined();
  });
});

describe("checkNames", () => {
  const known = new Set(["a"]);

  it("refuses a name that is not known, with the hint for it", () => {
    expect(checkNames({ a: 1, b: 2 }, known, (name) => `not ${name}`)).toEqual({
      field: "b",
      description: "not b",
    });
    expect(checkNames({ b: 2 }, known, () => undefined)?.description).toBe(
      "the message has no such field",
    );
  });

  it("passes over members that are undefined", () => {
    expect(checkNames({ a: 1, b: undefined }, known, () => undefined)).toBeUndefined();
  });
});

describe("checkKind", () => {
  const checks = { text: checkText, other: undefined };

  it("applies the rule of the kind, under its name", () => {
    expect(checkKind({ case: "text", value: "hi" }, checks)?.field).toBe("text");
    expect(checkKind({ case: "other", value: "hi" }, checks)).toBeUndefined();
  });

  it.each([{ case: "constructor" }, { case: 1 }, { case: "TEXT" }])(
    "refuses %j, which is no kind",
    (oneof) => {
      expect(checkKind(oneof, checks)).toMatchObject({
        field: "message.case",
        description: expect.stringContaining("use one of text, other") as string,
      });
    },
  );

  it.each([undefined, {}, { case: undefined }])("takes %j, which is not set", (oneof) => {
    expect(checkKind(oneof, checks)).toBeUndefined();
  });
});

describe("checkText", () => {
  it.each([{ text: ["a", "b"] }, { text: [] }, {}])("takes %j", (value) => {
    expect(checkText(value)).toBeUndefined();
  });

  it.each(["hi", { text: "hi" }, undefined, 1])("refuses %j", (value) => {
    expect(checkText(value)?.description).toContain('{"text": ["…"]}');
  });
});

describe("checkPayload", () => {
  it("takes an object within the depth, and nothing else", () => {
    expect(checkPayload({ a: {} }, 2)).toBeUndefined();
    expect(checkPayload({ a: {} }, 1)?.description).toContain("more than 1 levels");
    for (const value of [[], "hi", null])
      expect(checkPayload(value, 9)?.description).toBe("this must be a JSON object");
  });
});

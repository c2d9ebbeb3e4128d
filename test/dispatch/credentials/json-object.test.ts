import { describe, expect, it } from "vitest";
import { jsonObject } from "../../../src/dispatch/credentials/json-object.ts";

describe("a JSON object", () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ["{}", {}],
  ])("is read: %s", (text, fields) => {
    expect(jsonObject(Buffer.from(text))).toEqual(fields);
  });

  it.each(["", "[]", "null", "1", '"{}"', "{", "<html>"])("is none: %j", (text) => {
    expect(jsonObject(Buffer.from(text))).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import {
  below,
  Fault,
  JsonReadError,
  JsonWriteError,
  step,
  within,
} from "../../src/codec/fault.ts";

/** The path of a fault after the given places, from the inside out. */
function pathOf(...places: readonly (readonly [field: string, at: number | string])[]): string {
  const fault = new Fault("wrong");
  for (const [field, at] of places) within(fault, { field, at });
  return fault.path;
}

describe("the path of a fault", () => {
  it.each([
    ["a field", [["text", -1]], "text"],
    [
      "a field in a message",
      [
        ["session", -1],
        ["sessionInfo", -1],
      ],
      "sessionInfo.session",
    ],
    ["an item of a list", [["messages", 0]], "messages[0]"],
    [
      "a field of an item",
      [
        ["text", -1],
        ["messages", 12],
      ],
      "messages[12].text",
    ],
    [
      "an entry of a map",
      [
        ["parameters", "amount"],
        ["sessionInfo", -1],
      ],
      'sessionInfo.parameters["amount"]',
    ],
    ["a key with quotes", [["parameters", 'a"b']], 'parameters["a\\"b"]'],
    ["an empty key", [["parameters", ""]], 'parameters[""]'],
  ] as const)("%s", (_, places, path) => {
    expect(pathOf(...places)).toBe(path);
  });

  it("keeps what was there without a field in front", () => {
    expect(within(new Fault("wrong", { path: "inner" }), { field: "", at: -1 })).toHaveProperty(
      "path",
      "inner",
    );
  });

  it("takes indices and keys of plain JSON", () => {
    const fault = new Fault("wrong");
    below("b c", fault);
    below(3, fault);
    expect(fault.path).toBe('[3]["b c"]');
    expect(step("x")).toBe('["x"]');
  });

  it("leaves alone what is no fault", () => {
    const other = new RangeError("Maximum call stack size exceeded");
    expect(within(other, { field: "a", at: -1 })).toBe(other);
    expect(below(0, other)).toBe(other);
  });
});

describe("the errors", () => {
  it("say where and what, and have both apart", () => {
    const fault = new Fault("expected a string, found a number", {
      path: "a.b",
      kind: "UNKNOWN_FIELD",
    });
    expect(new JsonReadError(fault)).toMatchObject({
      name: "JsonReadError",
      message: "a.b: expected a string, found a number",
      path: "a.b",
      problem: "expected a string, found a number",
      kind: "UNKNOWN_FIELD",
    });
    expect(new JsonWriteError(fault)).toMatchObject({ name: "JsonWriteError", path: "a.b" });
  });

  it("say no place for the whole", () => {
    expect(new JsonReadError(new Fault("wrong")).message).toBe("wrong");
    expect(new JsonWriteError(new Fault("wrong")).message).toBe("wrong");
  });
});

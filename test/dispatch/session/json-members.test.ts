import { describe, expect, it } from "vitest";
import { objectIn, objectsIn, stringIn } from "../../../src/dispatch/session/json-members.ts";

describe("members of JSON", () => {
  const json = { object: { a: 1 }, list: [{ b: 2 }, 3, null], text: "t", nothing: null };

  it("are found where they are of the kind that is asked for", () => {
    expect(objectIn(json, "object")).toEqual({ a: 1 });
    expect(objectsIn(json, "list")).toEqual([{ b: 2 }]);
    expect(stringIn(json, "text")).toBe("t");
  });

  it.each(["list", "text", "nothing", "absent"])("are absent as an object: %s", (name) => {
    expect(objectIn(json, name)).toBeUndefined();
  });

  it.each(["object", "text", "nothing", "absent"])("are no list: %s", (name) => {
    expect(objectsIn(json, name)).toEqual([]);
  });

  it.each(["object", "list", "nothing", "absent"])("are an empty string: %s", (name) => {
    expect(stringIn(json, name)).toBe("");
  });

  it("are absent in what is absent", () => {
    expect([objectIn(undefined, "a"), objectsIn(undefined, "a"), stringIn(undefined, "a")]).toEqual(
      [undefined, [], ""],
    );
  });
});

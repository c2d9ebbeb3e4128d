import { afterEach, describe, expect, it } from "vitest";
import { isolate } from "../../src/codec/isolate.ts";

const prototype = Object.prototype as unknown as Record<string, unknown>;

describe("isolate", () => {
  afterEach(() => {
    delete prototype["inherited"];
  });

  it("gives the value itself in a clean process", () => {
    const value = { a: [{}] };
    expect(isolate(value)).toBe(value);
  });

  it("gives objects without a prototype where Object.prototype has properties to find", () => {
    prototype["inherited"] = 1;
    const bytes = new Uint8Array(1);
    const isolated = isolate({ a: [{ b: bytes }] });
    expect("inherited" in isolated).toBe(false);
    expect(isolated.a[0] && "inherited" in isolated.a[0]).toBe(false);
    expect(isolated.a[0]?.b).toBe(bytes);
  });

  it("keeps __proto__ as data", () => {
    prototype["inherited"] = 1;
    const isolated = isolate(JSON.parse('{"__proto__":1}') as object);
    expect(Object.entries(isolated)).toEqual([["__proto__", 1]]);
  });
});

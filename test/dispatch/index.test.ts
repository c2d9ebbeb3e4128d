import { describe, expect, it } from "vitest";
import { loadedWith } from "../project/modules.ts";

describe("loading fulfillkit/dispatch", () => {
  const loaded = loadedWith("src/dispatch/index.ts");

  it.each([
    ["jose", "tokens that are made here need it, and nothing else"],
    ["google-auth-library", "an optional package"],
    ["json-p3", "an optional package"],
    ["google-libphonenumber", "an optional package, and half a megabyte"],
  ])("does not load %s: %s", (name) => {
    expect(loaded.get(name)).toBeUndefined();
  });

  it("loads undici, so that the first call does not wait for it", () => {
    expect(loaded.get("undici")).toBeDefined();
  });
});

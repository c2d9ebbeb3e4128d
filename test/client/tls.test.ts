import { describe, expect, it } from "vitest";
import { pemOptions } from "../../src/client/tls.ts";

describe("pemOptions", () => {
  it("gives certificates as text, and leaves out what is not there", () => {
    expect(pemOptions({ ca: new TextEncoder().encode("pem"), key: "key" })).toEqual({
      ca: "pem",
      key: "key",
    });
    expect(pemOptions({})).toEqual({});
  });
});

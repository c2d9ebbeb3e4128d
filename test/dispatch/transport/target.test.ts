import { describe, expect, it } from "vitest";
import { DispatchFailure } from "../../../src/dispatch/failure.ts";
import { parseTarget, Targets } from "../../../src/dispatch/transport/target.ts";

describe("parseTarget", () => {
  it("takes a URL apart", () => {
    expect(parseTarget("https://Example.com/a b?c=d#e")).toEqual({
      protocol: "https:",
      host: "example.com",
      port: 443,
      origin: "https://example.com",
      path: "/a%20b?c=d",
    });
    expect(parseTarget("http://[::1]:81")).toMatchObject({ host: "::1", port: 81, path: "/" });
    expect(parseTarget("http://example.com")).toMatchObject({ port: 80 });
  });

  it.each([
    ["secret", "plan", "no URL"],
    ["", "plan", "no URL"],
    ["ftp://example.com/secret", "plan", "another scheme"],
    ["file:///secret", "plan", "another scheme"],
    ["https://user:secret@example.com/", "plan", "a password"],
    ["https://secret@example.com/", "plan", "a user name"],
    ["https://example.com:0/secret", "address", "port 0"],
  ])("refuses %j as %s: %s; and does not quote it", (url, kind) => {
    const failure = caught(() => parseTarget(url));
    expect(failure.kind).toBe(kind);
    expect(failure.message).not.toContain("secret");
  });
});

describe("URLs that come again", () => {
  it("are the same target, however many come between", () => {
    const targets = new Targets();
    const first = targets.of("https://example.com/a");
    expect(targets.of("https://example.com/a")).toBe(first);
    for (let count = 0; count < 3000; count++) targets.of(`https://example.com/${count}`);
    expect(targets.of("https://example.com/a")).toEqual(first);
  });

  it("are not remembered where they are long", () => {
    const targets = new Targets();
    const url = `https://example.com/?q=${"x".repeat(3000)}`;
    const first = targets.of(url);
    expect(targets.of(url)).toEqual(first);
    expect(targets.of(url)).not.toBe(first);
  });

  it("are refused each time", () => {
    const targets = new Targets();
    const refused = (): unknown => targets.of("ftp://example.com/");
    expect([caught(refused).kind, caught(refused).kind]).toEqual(["plan", "plan"]);
  });
});

function caught(parse: () => unknown): DispatchFailure {
  try {
    parse();
  } catch (error) {
    if (DispatchFailure.is(error)) return error;
  }
  throw new Error("Nothing was refused.");
}

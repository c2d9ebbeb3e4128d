import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headerNameViolations, headerValueViolations } from "../../src/management/header-rules.ts";

describe("a header's name", () => {
  it.each(["X-A", "authorization", "Content-Type", "x.y~z"])("may be %s", (name) => {
    expect(headerNameViolations([name], "headers")).toEqual([]);
  });

  it.each([
    ["", /no name of a header/],
    ["X A", /no name of a header/],
    ["X-Ä", /no name of a header/],
    ["X:A", /no name of a header/],
    ["X-A\r\nX-B", /no name of a header/],
    ["Host", /set by the caller/],
    ["content-length", /set by the caller/],
    ["Transfer-Encoding", /set by the caller/],
    ["Connection", /set by the caller/],
  ])("may not be %j", (name, sentence) => {
    expect(headerNameViolations(["X-Fine", name], "headers")).toEqual([
      {
        field: `headers[${JSON.stringify(name)}]`,
        description: expect.stringMatching(sentence) as string,
      },
    ]);
  });

  it("may stand in a map once, in whatever case", () => {
    expect(headerNameViolations(["X-A", "x-a"], "headers")).toEqual([
      { field: 'headers["x-a"]', description: expect.stringMatching(/twice/) as string },
    ]);
  });
});

describe("a header's value", () => {
  it.each(["", "Bearer x", "a\tb", "größe", "$5", "$session.params.x"])("may be %j", (value) => {
    expect(headerValueViolations({ "X-A": value }, "headers")).toEqual([]);
  });

  it.each(["a\nb", "a\r\nX-B: c", " a", "a ", "\t", "a\u0000", "a\u007f", "€"])(
    "may not be %j, which is not told",
    (value) => {
      expect(headerValueViolations({ "X-A": value }, "headers")).toEqual([
        { field: 'headers["X-A"]', description: expect.stringMatching(/line ends/) as string },
      ]);
    },
  );

  it("may hold references, well formed", () => {
    expect(headerValueViolations({ "X-A": "a $session.x" }, "headers")).toEqual([
      { field: 'headers["X-A"]', description: expect.stringMatching(/^Column 3: /) as string },
    ]);
  });

  it("is accepted exactly when the platform's fetch accepts it as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const accepted = headerValueViolations({ "X-A": value }, "headers").length === 0;
        let kept: string | null = null;
        try {
          kept = new Headers({ "X-A": value }).get("X-A");
        } catch {
          // It is refused.
        }
        if (accepted) expect(kept).toBe(value);
      }),
    );
  });
});

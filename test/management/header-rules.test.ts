import { describe, expect, it } from "vitest";
import {
  headerNameViolations,
  headerTemplateViolations,
} from "../../src/management/header-rules.ts";

describe("a header's name", () => {
  it.each(["X-A", "authorization", "Content-Type", "x.y~z"])("may be %s", (name) => {
    expect(headerNameViolations([name], "headers")).toEqual([]);
  });

  it.each([
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
  it("is checked for references", () => {
    expect(headerTemplateViolations({ "X-A": "$session.params.x" }, "headers")).toEqual([]);
    expect(headerTemplateViolations({ "X-A": "a $session.x" }, "headers")).toEqual([
      { field: 'headers["X-A"]', description: expect.stringMatching(/^Column 3: /) as string },
    ]);
  });
});

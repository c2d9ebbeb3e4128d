import { describe, expect, it } from "vitest";
import {
  type PageTarget,
  parseFlow,
  parsePage,
  resolveTarget,
} from "../../../src/handler/reply/target.ts";
import { agent, betaCall, cxCall, flow } from "./calls.ts";
import { refusalOf } from "./failure.ts";

const other = "projects/p/locations/global/agents/a/flows/o";

describe("a page", () => {
  it.each<[reason: string, given: string | PageTarget, name: string]>([
    ["a full name stays as it is", `${other}/pages/x`, `${other}/pages/x`],
    ["a name in the agent", "flows/o/pages/x", `${other}/pages/x`],
    ["an id is in the flow of the current page", "x", `${flow}/pages/x`],
    ["so is a symbolic page", "END_SESSION", `${flow}/pages/END_SESSION`],
    ["a flow by id", { flow: "o", page: "x" }, `${other}/pages/x`],
    [
      "a flow by its name in the agent",
      { flow: "flows/o", page: "START_PAGE" },
      `${other}/pages/START_PAGE`,
    ],
    ["a flow by its full name", { flow: other, page: "x" }, `${other}/pages/x`],
    ["no flow is the current one", { page: "x" }, `${flow}/pages/x`],
    ["a name without a flow beside it", { page: "flows/o/pages/x" }, `${other}/pages/x`],
  ])("%s", (_reason, given, name) => {
    expect(resolveTarget(parsePage(given), cxCall())).toBe(name);
  });

  it("is relative to a v3beta1 call in the same way", () => {
    expect(resolveTarget(parsePage("x"), betaCall())).toBe(`${flow}/pages/x`);
  });

  it.each<[reason: string, given: string | PageTarget]>([
    ["empty", ""],
    ["a name with a space", "my page"],
    ["a flow's name", "flows/o"],
    ["a flow's full name", other],
    ["an agent's name", agent],
    ["a page without its flow", "pages/x"],
    ["a name that goes on", `${other}/pages/x/y`],
    ["a flow that is no name", { flow: "a/b", page: "x" }],
    ["a flow twice", { flow: "o", page: "flows/o/pages/x" }],
  ])("is refused: %s", (_reason, given) => {
    expect(() => parsePage(given)).toThrow(TypeError);
  });
});

describe("a flow", () => {
  it.each([["o"], ["flows/o"], [other]])("by %s", (given) => {
    expect(resolveTarget(parseFlow(given), cxCall())).toBe(other);
  });

  it.each([[""], ["flows/"], ["flows/o/pages/x"], [agent], ["a b"]])("is refused: %j", (given) => {
    expect(() => parseFlow(given)).toThrow(/^A flow is a full name/);
  });
});

describe("a relative target", () => {
  it("needs an agent in the session's name", () => {
    const call = cxCall({ sessionInfo: { session: "elsewhere" } });
    const refusal = refusalOf(() => resolveTarget(parseFlow("o"), call));
    expect(refusal).toMatchObject({
      code: "INTERNAL",
      reason: "INVALID_RESPONSE",
      metadata: { method: "targetFlow" },
    });
    expect(String(refusal.cause)).toContain('"o" is relative');
  });

  it("needs a current page where no flow is given", () => {
    const call = cxCall({ pageInfo: {} });
    const refusal = refusalOf(() => resolveTarget(parsePage("x"), call));
    expect(refusal.metadata).toEqual({ method: "targetPage" });
    expect(String(refusal.cause)).toContain("give the flow too");
  });

  it("needs neither if the name is full", () => {
    const call = cxCall({ sessionInfo: {}, pageInfo: {} });
    expect(resolveTarget(parsePage(`${other}/pages/x`), call)).toBe(`${other}/pages/x`);
  });
});

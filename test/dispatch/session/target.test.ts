import { describe, expect, it } from "vitest";
import { flowOf, flowTarget, pageTarget } from "../../../src/dispatch/session/target.ts";
import { agent, flow, page } from "./states.ts";

describe("flowOf", () => {
  it.each<[string, string | undefined, string]>([
    [page, flow, "a page's name has its flow in it"],
    [`${flow}/pages/START_PAGE`, flow, "symbolic pages too"],
    [flow, undefined, "a flow is no page"],
    ["Order", undefined, "nor is a display name"],
    ["", undefined, "nor is nothing"],
  ])("of %s is %s: %s", (name, expected) => {
    expect(flowOf(name)).toBe(expected);
  });
});

describe("pageTarget and flowTarget", () => {
  it.each([
    [`${agent}/sessions/s`, "without environment"],
    [`${agent}/environments/e/sessions/s`, "with one"],
    [`${agent}/environments/-/sessions/s`, "with one that is left open"],
  ])("know the agent of %s, %s", (session) => {
    expect(pageTarget(page, session)).toEqual({ flow, page: { name: page, displayName: "" } });
    const start = { name: `${flow}/pages/START_PAGE`, displayName: "Start Page" };
    expect(pageTarget(start.name, session)).toEqual({ flow, page: start });
    expect(flowTarget(flow, session)).toEqual({ flow, page: start });
  });

  it.each([
    [`${agent}2/sessions/s`, "another agent's session"],
    ["projects/p/agent/sessions/s", "a session of ES"],
    ["", "a session without a name"],
  ])("have no target in %s: %s", (session) => {
    expect(pageTarget(page, session)).toBeUndefined();
    expect(flowTarget(flow, session)).toBeUndefined();
  });
});

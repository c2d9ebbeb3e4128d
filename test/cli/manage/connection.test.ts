import { describe, expect, it } from "vitest";
import {
  agentOf,
  fullName,
  locationOf,
  onlyArgument,
  refuseArguments,
} from "../../../src/cli/manage/connection.ts";
import { UsageError } from "../../../src/cli/options.ts";

const agent = "projects/p/locations/l/agents/a";

describe("names on the command line", () => {
  it.each([
    ["webhook", "w", `${agent}/webhooks/w`],
    ["environment", "e", `${agent}/environments/e`],
    ["operation", "o", "projects/p/locations/l/operations/o"],
  ] as const)("of a %s are ids of the agent", (kind, id, name) => {
    expect(fullName(kind, id, { agent })).toBe(name);
  });

  it("may be full, and then need no agent", () => {
    expect(fullName("webhook", `${agent}/webhooks/w`, {})).toBe(`${agent}/webhooks/w`);
  });

  it.each([
    ["an id without an agent", () => fullName("webhook", "w", {}), /Which agent\?/],
    ["a full name of another kind", () => fullName("webhook", agent, {}), /is no webhook/],
    ["what is no agent", () => agentOf({ agent: "a" }), /has the form projects\//],
    ["no argument", () => onlyArgument([], "webhook"), /Which webhook\?/],
    ["two arguments", () => onlyArgument(["a", "b"], "webhook"), /an argument too many: b/],
    ["arguments where none belong", () => refuseArguments(["a", "b"]), /are arguments too many/],
  ])("can't be %s", (_, work, message) => {
    expect(work).toThrow(UsageError);
    expect(work).toThrow(message);
  });

  it("give the location that operations belong to", () => {
    expect(locationOf(agent)).toBe("projects/p/locations/l");
  });
});

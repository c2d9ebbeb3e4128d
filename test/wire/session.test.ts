import { describe, expect, it } from "vitest";
import { agentOf, parseSession } from "../../src/wire/session.ts";

describe("parseSession", () => {
  it.each([
    [
      "CX",
      "projects/p/locations/us-central1/agents/a/sessions/s",
      { project: "p", location: "us-central1", agent: "a", id: "s" },
      "projects/p/locations/us-central1/agents/a",
    ],
    [
      "CX in an environment",
      "projects/p/locations/global/agents/a/environments/e/sessions/s",
      { project: "p", location: "global", agent: "a", environment: "e", id: "s" },
      "projects/p/locations/global/agents/a",
    ],
    [
      "CX in an environment that is left open, as a telephone call has it",
      "projects/p/locations/global/agents/a/environments/-/sessions/0652w_75",
      { project: "p", location: "global", agent: "a", environment: "-", id: "0652w_75" },
      "projects/p/locations/global/agents/a",
    ],
    [
      "CX from an old Messenger, with a method's name at the end",
      "projects/p/locations/us-east1/agents/a/sessions/dfMessenger-58641064:detectIntent",
      { project: "p", location: "us-east1", agent: "a", id: "dfMessenger-58641064:detectIntent" },
      "projects/p/locations/us-east1/agents/a",
    ],
    [
      "a project with a domain",
      "projects/example.com:p/locations/global/agents/a/sessions/s",
      { project: "example.com:p", location: "global", agent: "a", id: "s" },
      "projects/example.com:p/locations/global/agents/a",
    ],
    [
      "a session's id with slashes and another /sessions/ in it",
      "projects/p/locations/global/agents/a/sessions/x/y/sessions/z",
      { project: "p", location: "global", agent: "a", id: "x/y/sessions/z" },
      "projects/p/locations/global/agents/a",
    ],
    ["ES", "projects/p/agent/sessions/s", { project: "p", id: "s" }, "projects/p/agent"],
    [
      "ES in a region",
      "projects/p/locations/global/agent/sessions/s",
      { project: "p", location: "global", id: "s" },
      "projects/p/locations/global/agent",
    ],
    [
      "ES in an environment",
      "projects/p/agent/environments/draft/users/-/sessions/s",
      { project: "p", environment: "draft", user: "-", id: "s" },
      "projects/p/agent",
    ],
    [
      "ES in an environment of a region",
      "projects/p/locations/asia-northeast1/agent/environments/e/users/u/sessions/s",
      { project: "p", location: "asia-northeast1", environment: "e", user: "u", id: "s" },
      "projects/p/locations/asia-northeast1/agent",
    ],
  ])("takes apart %s", (_, name, parts, agent) => {
    const session = parseSession(name);
    expect(session).toStrictEqual({ name, ...parts });
    expect(agentOf(session)).toBe(agent);
  });

  it.each([
    "",
    "s",
    "projects/p",
    "projects/p/sessions/s",
    "projects/p/locations/l/agents/a/sessions/",
    "a/projects/p/agent/sessions/s",
  ])("keeps %j, whose form is unknown, whole as the id", (name) => {
    const session = parseSession(name);
    expect(session).toStrictEqual({ name, project: "", id: name });
    expect(agentOf(session)).toBeUndefined();
  });
});

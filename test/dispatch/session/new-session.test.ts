import { describe, expect, it } from "vitest";
import { newSession } from "../../../src/dispatch/session/new-session.ts";

describe("a conversation that begins", () => {
  it("has its name and language, and nothing else", () => {
    const { name, languageCode, ...rest } = newSession("projects/p/sessions/s", "en");
    expect([name, languageCode]).toEqual(["projects/p/sessions/s", "en"]);
    for (const [member, value] of Object.entries(rest))
      expect(Object.keys(value as object), member).toEqual([]);
  });

  it("shares nothing with another one", () => {
    const [first, second] = [newSession("a", "en"), newSession("b", "en")];
    first.parameters["x"] = 1;
    expect(second.parameters).toEqual({});
  });
});

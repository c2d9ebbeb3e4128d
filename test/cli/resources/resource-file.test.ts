import { describe, expect, it } from "vitest";
import { readResourceFile, type ResourceFile } from "../../../src/cli/resources/resource-file.ts";

const read = (text: string, bare?: "webhooks" | "environments"): ResourceFile =>
  readResourceFile(text, { file: "f.yaml", env: {}, folder: "/", ...(bare && { bare }) });

const names = ({ webhooks, environments }: ResourceFile): unknown => ({
  webhooks: webhooks?.map(({ message }) => message.displayName),
  environments: environments?.map(({ message }) => message.displayName),
});

describe("readResourceFile", () => {
  it.each([
    ["one resource", "displayName: a"],
    ["a list", "[{ displayName: a }]"],
    ["JSON", '{"displayName": "a"}'],
    ["a map with the collection", "webhooks:\n  - displayName: a"],
  ])("reads %s", (_, text) => {
    expect(names(read(text, "webhooks"))).toEqual({ webhooks: ["a"], environments: undefined });
  });

  it("adds up documents", () => {
    const text =
      "displayName: a\n---\n- displayName: b\n---\nagent: x\nwebhooks: [{displayName: c}]";
    const file = read(text, "webhooks");
    expect(names(file)).toMatchObject({ webhooks: ["a", "b", "c"] });
    expect(file.agent).toBe("x");
  });

  it("tells an empty collection from one that is not there", () => {
    expect(names(read("webhooks:\n"))).toEqual({ webhooks: [], environments: undefined });
  });

  it("takes overrides right in an environment, and knows which fields are given", () => {
    const text = "environments:\n  - displayName: e\n    webhookOverrides: [{ displayName: w }]\n";
    const [environment] = read(text).environments ?? [];
    expect(environment?.message.webhookConfig?.webhookOverrides).toMatchObject([
      { displayName: "w", name: "" },
    ]);
    expect([...(environment?.given ?? [])]).toEqual(["display_name", "webhook_config"]);
  });

  it.each([
    ["a bare resource where collections are wanted", "displayName: a", /1:1: There are agent, web/],
    ["a list where collections are wanted", "[]", /1:1: The document should be a map with agent/],
    ["a collection that is no list", "webhooks: {}", /1:11: webhooks should be a list/],
    ["an agent that is no name", "agent: 1", /1:8: agent should be a name/],
    ["two agents", "agent: a\n---\nagent: b", /3:1: agent is given twice/],
    ["a resource without a display name", "webhooks: [{}]", /1:12: It needs a displayName/],
    [
      "a display name that stands twice",
      "webhooks: [{displayName: a}]\n---\nwebhooks: [{displayName: a}]",
      /3:12: "a" stands already in line 1/,
    ],
    [
      "an unknown field in an override",
      "environments:\n  - displayName: e\n    webhookOverrides: [{ uri: x }]",
      /3:26: Webhook has no field "uri"/,
    ],
  ])("refuses %s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WebhookError } from "../../src/errors.ts";
import {
  formatName,
  matchName,
  parentOf,
  parseName,
  resourceKinds,
  type NameParts,
  type ResourceKind,
} from "../../src/management/resource-name.ts";

const kinds = Object.keys(resourceKinds) as ResourceKind[];

/** A path segment of printable characters. */
const segment = fc
  .string({ unit: "grapheme", minLength: 1 })
  .filter((text) => !/[/\p{Cc}\p{Zl}\p{Zp}]/u.test(text) && text !== "-");

/** A kind with parts for its pattern. */
const named = fc.constantFrom(...kinds).chain((kind) => {
  const variables = [...resourceKinds[kind].pattern.matchAll(/\{(\w+)\}/g)].map(
    ([, name]) => name!,
  );
  return fc.tuple(...variables.map(() => segment)).map((values) => ({
    kind,
    parts: Object.fromEntries(
      variables.map((name, index) => [name, values[index]!]),
    ) as NameParts<ResourceKind>,
  }));
});

describe("resource names", () => {
  it("come back from formatting as the parts that they were made of", () => {
    fc.assert(
      fc.property(named, ({ kind, parts }) => {
        expect(parseName(kind, formatName(kind, parts))).toEqual(parts);
      }),
    );
  });

  it("are of one kind only", () => {
    fc.assert(
      fc.property(named, ({ kind, parts }) => {
        const name = formatName(kind, parts);
        expect(kinds.filter((other) => matchName(other, name) !== undefined)).toEqual([kind]);
      }),
    );
  });

  it("that parse are formatted as they were", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.string(), (kind, text) => {
        const parts = matchName(kind, text);
        if (parts !== undefined) expect(formatName(kind, parts)).toBe(text);
      }),
    );
  });

  it.each([
    ["", "nothing"],
    ["projects/p/locations/l/agents", "a collection"],
    ["projects/p/locations/l/agents/", "an empty segment"],
    ["projects/p/locations/l/agents/-", "a wildcard"],
    ["projects/p/locations/l/agents/a/", "a slash at the end"],
    ["/projects/p/locations/l/agents/a", "a slash at the start"],
    ["projects/p/locations/l/agents/a/webhooks/w", "a name of another kind"],
    ["projects/p/locations/l/agents/a\nb", "a line end"],
    ["projects/p/agents/a", "a collection too few"],
    ["Projects/p/locations/l/agents/a", "another case"],
  ])("%j is no name of an agent: %s", (name) => {
    expect(matchName("agent", name)).toBeUndefined();
  });

  it("of the wrong form are refused with the field and the form", () => {
    const pattern = "projects/{project}/locations/{location}/agents/{agent}";
    let thrown: unknown;
    try {
      parseName("agent", "agents/a", "parent");
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(WebhookError);
    expect(thrown).toMatchObject({
      code: "INVALID_ARGUMENT",
      reason: "INVALID_RESOURCE_NAME",
      violations: [{ field: "parent", description: `Should have the form ${pattern}.` }],
    });
  });

  it.each(["", "-", "a/b", "a\u0000"])("are not made of the part %j", (project) => {
    expect(() => formatName("project", { project })).toThrow(TypeError);
  });

  it("have a parent", () => {
    expect(parentOf("projects/p/locations/l/agents/a/webhooks/w")).toBe(
      "projects/p/locations/l/agents/a",
    );
    expect(parentOf("projects/p")).toBe("");
  });
});

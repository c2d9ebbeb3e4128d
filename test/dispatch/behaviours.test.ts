import { describe, expect, it } from "vitest";
import {
  behaviours,
  resolveBehaviours,
  type Behaviour,
  type Behaviours,
} from "../../src/dispatch/behaviours.ts";

const all = Object.entries<Behaviour>(behaviours);

describe("a behaviour", () => {
  it.each(all)("%s is told in sentences, with its evidence", (_, behaviour) => {
    for (const sentence of [behaviour.about, behaviour.why]) expect(sentence).toMatch(/^\S.*[.?]$/);
    expect(["documented", "observed", "assumed"]).toContain(behaviour.evidence);
  });

  it.each(all)("%s has a default that it takes", (name, behaviour) => {
    expect(resolveBehaviours({ [name]: behaviour.default })).toEqual(resolveBehaviours());
  });
});

describe("choices", () => {
  it("are the defaults but for what is chosen", () => {
    const { urlSpace, ...rest } = resolveBehaviours({ urlSpace: "+" });
    const { urlSpace: standard, ...others } = resolveBehaviours();
    expect([urlSpace, standard]).toEqual(["+", "%20"]);
    expect(rest).toEqual(others);
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ urlSpaces: "+" }, /no behaviour urlSpaces; there are requestPrinter/],
    [{ constructor: "+" }, /no behaviour constructor/],
    [{ urlSpace: "-" }, /urlSpace takes %20 or \+\./],
    [{ retryCount: 6 }, /retryCount takes a number from 0 to 5\./],
    [{ retryCount: "1" }, /retryCount takes a number/],
    [{ retryCount: Number.NaN }, /retryCount takes a number/],
  ])("are refused with a sentence: %j", (chosen, sentence) => {
    expect(() => resolveBehaviours(chosen as Partial<Behaviours>)).toThrow(sentence);
  });
});

import { describe, expect, it } from "vitest";
import { buildEs, type EsReply, sessionParametersContext } from "../../../src/handler/reply/es.ts";
import { typeErrorOf } from "./failure.ts";

describe("the ES part of a reply", () => {
  it("is immutable: an earlier part does not change", () => {
    const first = buildEs(undefined, (es) => es.outputContext("a"));
    const second = buildEs(first, (es) =>
      es.outputContext("b").message("SLACK", { text: { text: ["x"] } }),
    );
    expect([...first.contexts.keys()]).toEqual(["a"]);
    expect(first.messages).toEqual([]);
    expect([...second.contexts.keys()]).toEqual(["a", "b"]);
  });

  it("copies what it is given", () => {
    const parameters = { list: ["a"] };
    const synonyms = ["a"];
    const state = buildEs(undefined, (es) =>
      es
        .outputContext("a", { parameters })
        .sessionEntityType("t", { entities: [{ value: "a", synonyms }] }),
    );
    parameters.list.push("b");
    synonyms.push("b");
    expect(state.contexts.get("a")?.parameters).toEqual({ list: ["a"] });
    expect(state.entityTypes.get("t")?.entities).toEqual([{ value: "a", synonyms: ["a"] }]);
  });

  it("turns names of contexts into lower case, so that a later call replaces the earlier", () => {
    const { contexts } = buildEs(undefined, (es) =>
      es.outputContext("Cart").outputContext("CART", { lifespanCount: 1 }),
    );
    expect([...contexts]).toEqual([["cart", { lifespanCount: 1, parameters: undefined }]]);
  });

  it.each<[reason: string, build: (es: EsReply) => EsReply, text: string]>([
    ["an empty context name", (es) => es.outputContext(""), '"" is no context name'],
    ["a context name with a slash", (es) => es.outputContext("a/b"), '"a/b" is no context name'],
    [
      "a context name that is too long",
      (es) => es.outputContext("a".repeat(251)),
      "1 to 250 letters",
    ],
    [
      "the system's counters",
      (es) => es.outputContext("__system_counters__"),
      "belongs to ES itself",
    ],
    ["a dialog's context", (es) => es.outputContext("x_ID_dialog_context"), "belongs to ES itself"],
    ["a dialog's size", (es) => es.removeContext("x_dialog_params_size"), "belongs to ES itself"],
    [
      "the session parameters' context",
      (es) => es.outputContext("Session-Parameters"),
      "use setParameters()",
    ],
    [
      "a negative lifespan",
      (es) => es.outputContext("a", { lifespanCount: -1 }),
      "0 or more, not -1",
    ],
    ["half a turn", (es) => es.outputContext("a", { lifespanCount: 0.5 }), "0 or more, not 0.5"],
    [
      "a lifespan over 32 bits",
      (es) => es.outputContext("a", { lifespanCount: 2 ** 31 }),
      "not 2147483648",
    ],
    [
      "an event without a name",
      (es) => es.followupEvent(""),
      "followupEvent() takes the name of an event.",
    ],
    [
      "an entity type's full name",
      (es) => es.sessionEntityType("a/b", { entities: [] }),
      "takes the display name",
    ],
    [
      "an unknown mode",
      (es) => es.sessionEntityType("a", { mode: "ADD" as "OVERRIDE", entities: [] }),
      'not "ADD"',
    ],
    [
      "a parameter that is not JSON",
      (es) => es.followupEvent("e", { parameters: { a: NaN } }),
      'followupEvent().parameters: the value at ["a"] is NaN',
    ],
    ["a builder of one's own", () => ({}) as EsReply, "es() takes a function that returns"],
  ])("refuses %s", (_reason, build, text) => {
    expect(typeErrorOf(() => buildEs(undefined, build))).toContain(text);
  });

  it("keeps the name that the documentation promises", () => {
    expect(sessionParametersContext).toBe("session-parameters");
  });
});

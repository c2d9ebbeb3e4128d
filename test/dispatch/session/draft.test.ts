import { describe, expect, it } from "vitest";
import { type Behaviours, resolveBehaviours } from "../../../src/dispatch/behaviours.ts";
import { SessionDraft } from "../../../src/dispatch/session/draft.ts";
import { frozen } from "./frozen.ts";
import { flow, state } from "./states.ts";

const draftOf = (behaviours: Partial<Behaviours> = {}): SessionDraft =>
  new SessionDraft(frozen(state), resolveBehaviours(behaviours));

describe("SessionDraft", () => {
  it("gives the very session back that it began with, if nothing was done, or nothing that changes it", () => {
    const draft = draftOf();
    expect(draft.finish().session).toBe(state);
    draft.setParameter("SIZE", "large");
    draft.setFlowParameter("tries", 1);
    draft.setFlowParameter("other", null);
    draft.warn("Something was ignored.");
    expect(draft.finish()).toEqual({
      session: state,
      effects: [],
      warnings: ["Something was ignored."],
    });
    expect(draft.finish().session).toBe(state);
  });

  it("shares what it did not change", () => {
    const draft = draftOf();
    draft.setFlowParameter("tries", 2);
    const { session } = draft.finish();
    expect(session.flowParameters).toEqual({ tries: 2 });
    expect(session.parameters).toBe(state.parameters);
    expect(session.page).toBe(state.page);
    expect(session.messages).toBe(state.messages);
  });

  it("notes effects in the order in which things were done", () => {
    const draft = draftOf();
    draft.setFlowParameter("tries", null);
    draft.setParameter("total", 5);
    draft.note({ kind: "event", name: "paid", parameters: {} });
    expect(draft.finish().effects.map(({ kind }) => kind)).toEqual([
      "flow-parameter-removed",
      "parameter-set",
      "event",
    ]);
  });

  it("leaves a changed form behind where the page is left", () => {
    const draft = draftOf();
    draft.setParameter("crust", "thin");
    const page = { name: `${flow}/pages/other`, displayName: "" };
    draft.put({ page }, { kind: "page-transition", page: page.name });
    expect(draft.finish().session.page).toEqual(page);
  });

  it("removes all parameters of the flow", () => {
    const draft = draftOf();
    draft.setFlowParameter("done", true);
    draft.clearFlowParameters();
    expect(draft.finish().session.flowParameters).toEqual({});
  });

  it("fills what was invalid and kept its value, though the value is the same again", () => {
    const draft = draftOf({ invalidatedValue: "keep" });
    const said = { displayName: "size", required: false, value: undefined };
    draft.changeForm({ ...said, invalid: true });
    expect(draft.finish().session.page?.form?.[0]).toMatchObject({
      state: "INVALID",
      value: "large",
    });
    draft.changeForm({ ...said, invalid: false, value: "large" });
    expect(draft.finish().session.page?.form?.[0]).toMatchObject({
      state: "FILLED",
      value: "large",
    });
  });

  it("warns of what it refuses, or fails the call", () => {
    const lenient = draftOf();
    lenient.refuse("unknownTarget", "No such page.");
    expect(lenient.finish().warnings).toEqual(["No such page."]);
    const strict = draftOf({ unknownTarget: "fail" });
    const refuse = (): void => strict.refuse("unknownTarget", "No such page.");
    expect(refuse).toThrow(expect.objectContaining({ kind: "parse" }) as Error);
  });
});

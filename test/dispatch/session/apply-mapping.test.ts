import type { JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Behaviours, resolveBehaviours } from "../../../src/dispatch/behaviours.ts";
import type { Applied } from "../../../src/dispatch/session/apply.ts";
import { applyMapping } from "../../../src/dispatch/session/apply-mapping.ts";
import { parseMapping } from "../../../src/dispatch/template/mapping.ts";
import { frozen } from "./frozen.ts";
import { cxState, parameters, state } from "./states.ts";

interface Mapped {
  readonly mapping: Readonly<Record<string, string>>;
  readonly json: JsonValue;
  readonly behaviours?: Partial<Behaviours>;
}

function applied({ mapping, json, behaviours = {} }: Mapped): Applied {
  const mapped = parseMapping(mapping).apply(json);
  return applyMapping(frozen(state), frozen(mapped), resolveBehaviours(behaviours));
}

describe("applyMapping", () => {
  it("sets session parameters and parameters of the flow", () => {
    const mapping = { total: "$.sum", "$flow.done": "ok" };
    const { session, effects, warnings } = applied({ mapping, json: { sum: [1], ok: true } });
    expect(session).toEqual({
      ...state,
      parameters: { size: "large", total: [1] },
      flowParameters: { tries: 1, done: true },
    });
    expect(effects).toEqual([
      { kind: "parameter-set", name: "total", value: [1] },
      { kind: "flow-parameter-set", name: "done", value: true },
    ]);
    expect(warnings).toEqual([]);
  });

  it("removes a parameter where the response has null", () => {
    const mapping = { Total: "$.sum", "$flow.TRIES": "$.sum" };
    const { session, effects } = applied({ mapping, json: { sum: null } });
    expect(session.parameters).toEqual({ size: "large" });
    expect(session.flowParameters).toEqual({});
    expect(effects.map(({ kind }) => kind)).toEqual([
      "parameter-removed",
      "flow-parameter-removed",
    ]);
  });

  it("fills the form parameter of the name", () => {
    const { session } = applied({ mapping: { crust: "$.c" }, json: { c: "thin" } });
    expect(session.page?.form?.[1]).toMatchObject({ state: "FILLED", value: "thin" });
  });

  it("keeps a parameter that the response has no field for, and says so", () => {
    const { session, warnings } = applied({ mapping: { total: "$.sum" }, json: {} });
    expect(session).toBe(state);
    expect(warnings).toEqual(["The response has no $.sum, to which total is mapped."]);
  });

  it("or removes it", () => {
    const behaviours = { missingMapping: "remove" } as const;
    const { session } = applied({ mapping: { total: "$.sum" }, json: {}, behaviours });
    expect(session.parameters).toEqual({ size: "large" });
  });

  it("leaves the session as it is, and comes to the same when it is applied again", () => {
    fc.assert(
      fc.property(cxState, parameters, (session, given) => {
        const mapped = Object.entries(given).map(([name, value]) => ({
          scope: name.length % 2 === 0 ? ("session" as const) : ("flow" as const),
          name,
          path: "$.x",
          value,
        }));
        const once = applyMapping(frozen(session), mapped, resolveBehaviours()).session;
        expect(applyMapping(frozen(once), mapped, resolveBehaviours()).session).toEqual(once);
      }),
    );
  });
});

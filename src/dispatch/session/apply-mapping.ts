/** What the response mapping of a flexible webhook does to a session. */
import type { Behaviours } from "../behaviours.ts";
import type { MappedParameter } from "../template/mapping.ts";
import { type Applied, SessionDraft } from "./draft.ts";
import type { SessionState } from "./state.ts";

/**
 * Sets the parameters that are mapped. Null removes one; what the response has
 * no field for is kept or removed, as `missingMapping` says. Pure, and the same
 * when it is applied again.
 */
export function applyMapping(
  state: SessionState,
  mapped: readonly MappedParameter[],
  behaviours: Behaviours,
): Applied {
  const draft = new SessionDraft(state, behaviours);
  for (const { scope, name, path, value } of mapped) {
    if (value === undefined) {
      draft.warn(`The response has no ${path}, to which ${name} is mapped.`);
      if (behaviours.missingMapping === "keep") continue;
    }
    if (scope === "flow") draft.setFlowParameter(name, value ?? null);
    else draft.setParameter(name, value ?? null);
  }
  return draft.finish();
}

/** A session for tests of templates: whatever a test gives, and otherwise nothing. */
import { resolveBehaviours, type Behaviours } from "../../../src/dispatch/behaviours.ts";
import type { SessionState } from "../../../src/dispatch/session/state.ts";
import type { RenderOptions } from "../../../src/dispatch/template/evaluate.ts";
import type { Scope } from "../../../src/dispatch/template/expression.ts";
import { sessionScope } from "../../../src/dispatch/template/scope.ts";

/** A session with nothing in it but what is given. */
function sessionOf(state: Partial<SessionState> = {}): SessionState {
  return {
    name: "projects/p/locations/global/agents/a/sessions/s-1",
    languageCode: "en",
    parameters: {},
    flowParameters: {},
    scopes: {},
    request: {},
    messages: [],
    webhookPayloads: [],
    contexts: [],
    sessionEntityTypes: [],
    ...state,
  };
}

/** A scope in which time stands still and nothing is random. */
export function scopeOf(state: Partial<SessionState> = {}): Scope {
  return sessionScope(sessionOf(state), {
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
    random: () => 0.25,
    uuid: () => "123e4567-e89b-42d3-a456-426614174000",
    timeZone: "UTC",
  });
}

/** Options that keep the warnings. */
export function renderOptions(
  chosen: Partial<Behaviours> = {},
): RenderOptions & { readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  return {
    behaviours: resolveBehaviours(chosen),
    warn: (sentence) => warnings.push(sentence),
    warnings,
  };
}

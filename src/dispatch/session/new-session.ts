/** A conversation that begins. */
import type { SessionState } from "./state.ts";

/** A session that is being put together: member by member, since spreading what may be absent costs ten times as much. */
export type Draft<State> = { -readonly [Name in keyof State]: State[Name] };

/**
 * A session of which nothing is known but its name and language: no parameters,
 * no messages, no page.
 *
 * @param name resource name, `projects/P/locations/L/agents/A/sessions/S`
 * @param languageCode BCP 47, such as `en`
 */
export function newSession(name: string, languageCode: string): Draft<SessionState> {
  return {
    name,
    languageCode,
    parameters: {},
    flowParameters: {},
    scopes: {},
    request: {},
    messages: [],
    webhookPayloads: [],
    contexts: [],
    sessionEntityTypes: [],
  };
}

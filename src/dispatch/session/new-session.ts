/** A conversation that begins. */
import type { Writable } from "../writable.ts";
import type { SessionState } from "./state.ts";

/**
 * A session of which nothing is known but its name and language: no parameters,
 * no messages, no page.
 *
 * @param name resource name, `projects/P/locations/L/agents/A/sessions/S`
 * @param languageCode BCP 47, such as `en`
 */
export function newSession(name: string, languageCode: string): Writable<SessionState> {
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

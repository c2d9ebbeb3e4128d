/**
 * Resource names of sessions, in every form that the platform sends:
 *
 * ```
 * projects/P/locations/L/agents/A/sessions/S                            CX
 * projects/P/locations/L/agents/A/environments/E/sessions/S             CX; E may be "-"
 * projects/P/agent/sessions/S                                           ES
 * projects/P/agent/environments/E/users/U/sessions/S                    ES; E and U may be "-"
 * projects/P/locations/L/agent/…                                        ES, regional
 * ```
 *
 * https://cloud.google.com/dialogflow/cx/docs/reference/rest/v3/projects.locations.agents.sessions
 */

/** A session's name, taken apart. */
export interface SessionName {
  /** The whole name, as it was sent. */
  readonly name: string;
  /** The project's id or number; empty if the name has none of the known forms. */
  readonly project: string;
  /** The region, such as `global`; absent in ES names without one. */
  readonly location?: string;
  /** The agent's id; absent in ES, where a project has one agent. */
  readonly agent?: string;
  /** The environment; `-` where the platform leaves it open. */
  readonly environment?: string;
  /** The user, in ES names with an environment. */
  readonly user?: string;
  /** What follows `/sessions/`, untouched: it may hold colons and slashes. The whole name if it has none of the known forms. */
  readonly id: string;
}

/** Its groups: project, location, agent, environment, user, id. Not by name: that takes longer than the match. */
const pattern =
  /^projects\/([^/]+)(?:\/locations\/([^/]+))?\/(?:agents\/([^/]+)|agent)(?:\/environments\/([^/]+)(?:\/users\/([^/]+))?)?\/sessions\/(.+)$/s;

/**
 * Takes a session's name apart. Never throws: a name of an unknown form (an
 * empty one in a hand-written test, say) has an empty project, and itself as id.
 */
export function parseSession(name: string): SessionName {
  const groups = pattern.exec(name);
  if (groups === null) return { name, project: "", id: name };
  const [location, agent, environment, user] = [groups[2], groups[3], groups[4], groups[5]];
  const session: { -readonly [Part in keyof SessionName]: SessionName[Part] } = {
    name,
    project: groups[1] ?? "",
    id: groups[6] ?? "",
  };
  if (location !== undefined) session.location = location;
  if (agent !== undefined) session.agent = agent;
  if (environment !== undefined) session.environment = environment;
  if (user !== undefined) session.user = user;
  return session;
}

/**
 * The agent that a session belongs to, as a resource name without environment:
 * `projects/P/locations/L/agents/A` in CX, `projects/P/agent` or
 * `projects/P/locations/L/agent` in ES; undefined if the session's form is unknown.
 */
export function agentOf(session: SessionName): string | undefined {
  if (session.project === "") return undefined;
  const location = session.location === undefined ? "" : `/locations/${session.location}`;
  const agent = session.agent === undefined ? "agent" : `agents/${session.agent}`;
  return `projects/${session.project}${location}/${agent}`;
}

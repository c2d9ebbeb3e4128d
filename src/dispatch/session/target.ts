/** Pages and flows as targets of a transition. */
import { agentOf, parseSession } from "../../wire/session.ts";
import type { CurrentPage } from "./state.ts";

/** Where a transition leads. */
export interface Target {
  /** Resource name. */
  readonly flow: string;
  readonly page: CurrentPage;
}

const pagePattern = /^(?<flow>(?<agent>.+)\/flows\/[^/]+)\/pages\/(?<id>[^/]+)$/;
const isPage = /.\/flows\/[^/]+\/pages\/[^/]+$/;
const flowPattern = /^(?<agent>.+)\/flows\/[^/]+$/;

/** The flow that a page belongs to; undefined if the page's name has not the form of one. */
export function flowOf(page: string): string | undefined {
  // Without the pattern's groups, which cost more than the rest of reading a request's page.
  return isPage.test(page) ? page.slice(0, page.lastIndexOf("/pages/")) : undefined;
}

/**
 * A page of the session's agent as a target; undefined if it is none. Its
 * display name is not known, but for the start page.
 *
 * @param session the session's resource name; an environment in it makes no difference
 */
export function pageTarget(page: string, session: string): Target | undefined {
  const { flow, agent, id } = pagePattern.exec(page)?.groups ?? {};
  if (flow === undefined || agent !== agentOf(parseSession(session))) return undefined;
  return { flow, page: { name: page, displayName: id === "START_PAGE" ? "Start Page" : "" } };
}

/** The start page of a flow of the session's agent as a target; undefined if it is none. */
export function flowTarget(flow: string, session: string): Target | undefined {
  const agent = flowPattern.exec(flow)?.groups?.["agent"];
  if (agent === undefined || agent !== agentOf(parseSession(session))) return undefined;
  return { flow, page: { name: `${flow}/pages/START_PAGE`, displayName: "Start Page" } };
}

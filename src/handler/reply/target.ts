/**
 * Targets of a transition: full resource names, names relative to the call's
 * agent, bare ids, and the symbolic pages that every flow has.
 */
import { WebhookError } from "../../errors.ts";
import type { WebhookRequest } from "../../wire/format.ts";
import { agentOf, parseSession } from "../../wire/session.ts";
import type { Target } from "./state.ts";

/**
 * The pages that exist in every flow without being made, by their ids in
 * resource names. They are seen in agents; the API's reference does not list them.
 */
export type SymbolicPage =
  | "START_PAGE"
  | "CURRENT_PAGE"
  | "PREVIOUS_PAGE"
  | "END_FLOW"
  | "END_FLOW_WITH_CANCELLATION"
  | "END_FLOW_WITH_FAILURE"
  | "END_FLOW_WITH_HUMAN_ESCALATION"
  | "END_SESSION";

/** A page, by its id and the flow that it belongs to. */
export interface PageTarget {
  /** The flow's id, or its name: `flows/F` or in full. Default: the flow of the call's current page. */
  readonly flow?: string;
  /** The page's id, or a symbolic page. */
  readonly page: SymbolicPage | (string & {});
}

const name =
  /^(?:(projects\/[^/]+\/locations\/[^/]+\/agents\/[^/]+)\/)?flows\/([^/]+)(?:\/pages\/([^/]+))?$/;
const id = /^[^/\s]+$/;

const pageForms =
  "a full name (projects/P/locations/L/agents/A/flows/F/pages/G), flows/F/pages/G, or the page's id";
const flowForms =
  "a full name (projects/P/locations/L/agents/A/flows/F), flows/F, or the flow's id";

/**
 * Reads a page's name.
 *
 * @throws TypeError where it is none of the forms that PageTarget and strings may have
 */
export function parsePage(target: string | PageTarget): Target {
  if (typeof target !== "string") {
    const page = parsePage(target.page);
    if (target.flow === undefined) return page;
    if (page.flow !== undefined)
      throw new TypeError(
        `targetPage(): ${JSON.stringify(target.page)} names a flow already; give the page's id.`,
      );
    return {
      ...parseFlow(target.flow),
      kind: "page",
      ...(page.page !== undefined && { page: page.page }),
    };
  }
  if (id.test(target)) return { kind: "page", page: target };
  const [, agent, flow, page] = name.exec(target) ?? [];
  if (flow === undefined || page === undefined)
    throw new TypeError(
      `targetPage() takes ${pageForms}; ${JSON.stringify(target)} is none of these.`,
    );
  return { kind: "page", flow, page, ...(agent !== undefined && { agent }) };
}

/**
 * Reads a flow's name.
 *
 * @throws TypeError where it is neither a name nor an id
 */
export function parseFlow(target: string): Target {
  if (id.test(target)) return { kind: "flow", flow: target };
  const [, agent, flow, page] = name.exec(target) ?? [];
  if (flow === undefined || page !== undefined)
    throw new TypeError(`A flow is ${flowForms}; ${JSON.stringify(target)} is none of these.`);
  return { kind: "flow", flow, ...(agent !== undefined && { agent }) };
}

const flowOfPage = /\/flows\/([^/]+)/;

/**
 * The full resource name of a target, for the agent and the flow that the call is in.
 *
 * @throws WebhookError INTERNAL where the name is relative and the request does not tell to what
 */
export function resolveTarget(
  target: Target,
  request: WebhookRequest & { readonly format: "cx/v3" | "cx/v3beta1" },
): string {
  const { sessionInfo, pageInfo } = request.message;
  const agent = target.agent ?? agentOf(parseSession(sessionInfo?.session ?? ""));
  if (agent === undefined)
    throw unresolved(target, "the request's session names no agent; give a full name");
  const flow = target.flow ?? flowOfPage.exec(pageInfo?.currentPage ?? "")?.[1];
  if (flow === undefined)
    throw unresolved(target, "the request names no current page; give the flow too");
  return `${agent}/flows/${flow}${target.kind === "page" ? `/pages/${target.page}` : ""}`;
}

function unresolved(target: Target, why: string): WebhookError {
  const method = target.kind === "page" ? "targetPage" : "targetFlow";
  const given = JSON.stringify(target.page ?? target.flow);
  return new WebhookError("INTERNAL", {
    reason: "INVALID_RESPONSE",
    metadata: { method },
    cause: new Error(`${method}(): ${given} is relative, but ${why}.`),
  });
}

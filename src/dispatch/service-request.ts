/** What a request of fulfillkit.v1.DispatchService asks of a dispatcher. */
import type { DispatchContext, DispatchRequest } from "../../gen/es/fulfillkit/v1/dispatch_pb.ts";
import { WebhookError, type FieldViolation } from "../errors.ts";
import type { WebhookRequest } from "../wire/format.ts";
import type { DispatchCall } from "./dispatcher.ts";
import { sessionFromRequest } from "./session/from-request.ts";
import type { SessionState } from "./session/state.ts";

/**
 * The call that a request means.
 *
 * @throws WebhookError INVALID_ARGUMENT, with every wrong field, where there is no webhook or no
 *   conversation, or an environment for settings that no environment can override
 */
export function callOfRequest(request: DispatchRequest): DispatchCall {
  const { target, environment, headers } = request;
  const sent = requestOf(request);
  const violations = violationsOf(request);
  if (target.case === undefined || sent === undefined || violations.length > 0)
    throw new WebhookError("INVALID_ARGUMENT", {
      reason: "INVALID_RESOURCE",
      message: violations.map(({ field, description }) => `${field}: ${description}`).join(" "),
      violations,
    });
  return {
    webhook: target.value,
    request: sent,
    session: withContext(sessionFromRequest(sent), request.context),
    headers,
    ...(environment !== "" && { environment }),
  };
}

function violationsOf({ target, call, environment }: DispatchRequest): FieldViolation[] {
  const violations: FieldViolation[] = [];
  if (target.case === undefined || target.value === "")
    violations.push({ field: "webhook", description: "Required, or else settings." });
  if (call.case === undefined)
    violations.push({ field: "request", description: "Required, or else es_request." });
  // What an environment overrides, and with which secrets, is nothing that a caller pairs with other URLs.
  if (target.case === "settings" && environment !== "")
    violations.push({
      field: "environment",
      description: "Goes with a webhook that is given by its name, and not with settings.",
    });
  return violations;
}

function requestOf({ call }: DispatchRequest): WebhookRequest | undefined {
  switch (call.case) {
    case "request":
      return { format: "cx/v3", message: call.value };
    case "esRequest":
      return { format: "es/v2", message: call.value };
    case undefined:
      return undefined;
  }
}

function withContext(session: SessionState, context: DispatchContext | undefined): SessionState {
  if (context === undefined) return session;
  const { flowParameters = {}, scopes, request = {} } = context;
  return { ...session, flowParameters, scopes, request: { ...session.request, ...request } };
}

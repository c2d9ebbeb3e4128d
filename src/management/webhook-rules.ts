/** What a webhook has to keep to. */
import type { Duration } from "@bufbuild/protobuf/wkt";
import {
  WebhookSchema,
  type Webhook,
  type Webhook_GenericWebService as GenericWebService,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { FieldViolation } from "../errors.ts";
import type { ManagementContext } from "./context.ts";
import { expiryNotice, readCertificate } from "./certificates.ts";
import { missingFields } from "./field-behavior.ts";
import { matchName, resourceKinds } from "./resource-name.ts";
import { webServiceViolations } from "./web-service-rules.ts";

/** How a webhook is checked. */
export interface WebhookRules {
  /** Where it stands in the request: `webhook`, or `environment.webhook_config.webhook_overrides[0]`. */
  readonly field: string;
  /** The agent's location, which a Service Directory service shares. */
  readonly location: string;
  readonly allowLoopbackHttp: boolean;
}

/** Everything that is wrong with a webhook: missing fields first, then the others in their order. */
export function webhookViolations(webhook: Webhook, rules: WebhookRules): FieldViolation[] {
  const missing = missingFields(WebhookSchema, webhook, `${rules.field}.`);
  return [...missing, ...reachViolations(webhook, rules), ...timeoutViolations(webhook, rules)];
}

/**
 * What is wrong with the way a webhook is reached, without its required fields:
 * all that an environment's override says.
 */
export function reachViolations(webhook: Webhook, rules: WebhookRules): FieldViolation[] {
  const { field, allowLoopbackHttp, location } = rules;
  const { webhook: reach } = webhook;
  if (reach.case === undefined)
    return [{ field, description: "Has neither generic_web_service nor service_directory." }];
  if (reach.case === "genericWebService")
    return webServiceViolations(reach.value, {
      field: `${field}.generic_web_service`,
      allowLoopbackHttp,
    });
  const at = `${field}.service_directory`;
  const { service, genericWebService } = reach.value;
  const inner = { field: `${at}.generic_web_service`, allowLoopbackHttp };
  return [
    ...directoryViolations(service, { field: `${at}.service`, location }),
    ...(genericWebService ? webServiceViolations(genericWebService, inner) : []),
  ];
}

function directoryViolations(
  service: string,
  { field, location }: Pick<WebhookRules, "field" | "location">,
): FieldViolation[] {
  if (service === "") return [];
  const parts = matchName("directoryService", service);
  if (parts === undefined) {
    const { pattern } = resourceKinds.directoryService;
    return [{ field, description: `Should have the form ${pattern}.` }];
  }
  if (parts.location === location) return [];
  return [
    {
      field,
      description: `Is in ${parts.location}, and should be in ${location} as the agent is.`,
    },
  ];
}

const maxTimeoutSeconds = 30;

function timeoutViolations({ timeout }: Webhook, { field }: WebhookRules): FieldViolation[] {
  const problem = timeout && timeoutProblem(timeout);
  return problem === undefined ? [] : [{ field: `${field}.timeout`, description: problem }];
}

/** Unset and zero both stand for the platform's 5 seconds, and are kept as they are. */
function timeoutProblem({ seconds, nanos }: Duration): string | undefined {
  if (nanos < 0 || nanos > 999_999_999 || seconds < 0n) return "Is no duration from 0s on.";
  const total = Number(seconds) + nanos / 1e9;
  return total > maxTimeoutSeconds ? `Is longer than ${maxTimeoutSeconds}s.` : undefined;
}

/** The web service of a webhook, whichever way it is reached. */
export function webServiceOf({ webhook }: Webhook): GenericWebService | undefined {
  return webhook.case === "serviceDirectory" ? webhook.value.genericWebService : webhook.value;
}

/** Gives notice of the webhook's certificates that have expired, or soon will. */
export function noticeExpiry(webhook: Webhook, context: ManagementContext): void {
  const now = context.clock.now();
  for (const der of webServiceOf(webhook)?.allowedCaCerts ?? []) {
    const certificate = readCertificate(der);
    const message = certificate && expiryNotice(certificate, now);
    if (message !== undefined)
      context.notice({ event: "certificate-expiry", resource: webhook.name, message });
  }
}

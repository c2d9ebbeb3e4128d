/** What a webhook has to keep to. */
import {
  WebhookSchema,
  type Webhook,
  type Webhook_GenericWebService as GenericWebService,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { FieldViolation } from "../errors.ts";
import type { ManagementContext } from "./context.ts";
import { expiryNotice, readCertificate } from "./certificates.ts";
import { besides } from "./failures.ts";
import { missingFields } from "./field-behavior.ts";
import { ruleViolations } from "./proto-rules.ts";
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

/** Everything that is wrong with a webhook: missing fields, then what breaks a rule in the proto, then the rest. */
export function webhookViolations(webhook: Webhook, rules: WebhookRules): FieldViolation[] {
  const prefix = `${rules.field}.`;
  const byProto = [
    ...missingFields(WebhookSchema, webhook, prefix),
    ...ruleViolations(WebhookSchema, webhook, prefix),
  ];
  return besides(byProto, [
    ...reachViolations(webhook, rules),
    ...timeoutViolations(webhook, rules),
  ]);
}

/**
 * What is wrong with the way a webhook is reached, as far as its proto does not tell: all that an
 * environment's override says.
 */
export function reachViolations(webhook: Webhook, rules: WebhookRules): FieldViolation[] {
  const { field, allowLoopbackHttp, location } = rules;
  const { webhook: reach } = webhook;
  if (reach.case === undefined) return [];
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

/** A duration has to be in its canonical form, or no JSON can say it. Unset and zero both stand for the platform's 5 seconds. */
function timeoutViolations({ timeout }: Webhook, { field }: WebhookRules): FieldViolation[] {
  const nanos = timeout?.nanos ?? 0;
  if (nanos >= 0 && nanos <= 999_999_999) return [];
  return [{ field: `${field}.timeout`, description: "Is no duration from 0s on." }];
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

/**
 * What calling a webhook takes, worked out once from its settings: templates
 * parsed, trust and timeout read.
 */
import {
  Webhook_GenericWebService_HttpMethod as HttpMethod,
  Webhook_GenericWebService_WebhookType as WebhookType,
  type Webhook,
  type Webhook_GenericWebService as GenericWebService,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { credentialsOf, type Credential } from "./credentials/kinds.ts";
import { DispatchFailure } from "./failure.ts";
import { FunctionError } from "./functions/system-function.ts";
import { findFunction } from "./functions/table.ts";
import { parseBodyTemplate, type BodyTemplate } from "./template/body-template.ts";
import { parseHeaderTemplate, type HeaderTemplate } from "./template/header-template.ts";
import { parseMapping, type ResponseMapping } from "./template/mapping.ts";
import { TemplateError } from "./template/template-error.ts";
import { parseUrlTemplate, type UrlTemplate } from "./template/url-template.ts";

/** A webhook, ready to be called. */
export interface Plan {
  readonly webhook: Webhook;
  readonly service: GenericWebService;
  /** In milliseconds. */
  readonly timeoutMs: number;
  /** In capitals. */
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: HeaderTemplate])[];
  readonly credentials: readonly Credential[];
  /** The headers that those fill, in lower case. */
  readonly secretHeaders: ReadonlySet<string>;
  /** Certificates in DER that take the place of the default trust. Absent: the default. */
  readonly ca?: readonly Uint8Array[];
  /** The Service Directory service whose endpoints are called. Absent: the URL's host is. */
  readonly directory?: string;
  /** What a flexible webhook has of its own. Absent: it is a standard one. */
  readonly flexible?: FlexiblePlan;
}

/** A request and a response of the webhook's own shape. */
export interface FlexiblePlan {
  readonly url: UrlTemplate;
  /** Absent: no body is sent. */
  readonly body?: BodyTemplate;
  /** Absent: nothing of the response is read. */
  readonly mapping?: ResponseMapping;
}

/** The timeout of a webhook that has none set, and the longest there is (https://cloud.google.com/dialogflow/cx/docs/concept/webhook). */
export const timeoutLimits = { defaultMs: 5_000, maxMs: 30_000 } as const;

const plans = new WeakMap<Webhook, Plan | Promise<Plan>>();

/**
 * The plan of a webhook, made once for each object: a webhook that was planned
 * is taken to stay as it is.
 *
 * @throws DispatchFailure `plan`, naming the field and, in a template, the column
 */
export function planOf(webhook: Webhook): Plan | Promise<Plan> {
  const known = plans.get(webhook);
  if (known !== undefined) return known;
  const planning = makePlan(webhook);
  plans.set(webhook, planning);
  planning.then(
    (plan) => plans.set(webhook, plan),
    // One that failed for want of an optional package may succeed when that is there.
    () => plans.delete(webhook),
  );
  return planning;
}

async function makePlan(webhook: Webhook): Promise<Plan> {
  const service = serviceOf(webhook);
  if (service.uri === "") throw new DispatchFailure("plan", "The webhook has no uri.");
  const { webhookType, requestHeaders, allowedCaCerts } = service;
  const isFlexible = webhookType === WebhookType.FLEXIBLE;
  const method = isFlexible ? methodOf(service) : "POST";
  const headers = Object.entries(requestHeaders).map(
    ([name, value]) =>
      [name, parsed(`request_headers["${name}"]`, () => parseHeaderTemplate(value))] as const,
  );
  const flexible = isFlexible ? flexiblePlan(service, method) : undefined;
  const credentials = credentialsOf(service);
  await prepareFunctions([
    ...headers.flatMap(([, template]) => template.functions),
    ...(flexible?.url.functions ?? []),
    ...(flexible?.body?.functions ?? []),
  ]);
  return {
    webhook,
    service,
    timeoutMs: timeoutOf(webhook),
    method,
    headers,
    credentials,
    secretHeaders: new Set(credentials.map(({ header }) => header.toLowerCase())),
    ...(allowedCaCerts.length > 0 && { ca: allowedCaCerts }),
    ...(webhook.webhook.case === "serviceDirectory" && {
      directory: webhook.webhook.value.service,
    }),
    ...(flexible && { flexible }),
  };
}

function serviceOf({ webhook }: Webhook): GenericWebService {
  const service =
    webhook.case === "serviceDirectory" ? webhook.value.genericWebService : webhook.value;
  if (service === undefined)
    throw new DispatchFailure("plan", "The webhook has no generic_web_service.");
  return service;
}

const methods: ReadonlyMap<number, string> = new Map(
  Object.entries(HttpMethod).map(([name, number]) => [number, name]),
);

function methodOf({ httpMethod }: GenericWebService): string {
  if (httpMethod === HttpMethod.HTTP_METHOD_UNSPECIFIED) return "POST";
  const method = methods.get(httpMethod);
  if (method !== undefined) return method;
  throw new DispatchFailure("plan", `http_method: there is no method of number ${httpMethod}.`);
}

/** Methods that a body goes with (https://cloud.google.com/dialogflow/cx/docs/concept/webhook#flexible). */
const withBody: readonly string[] = ["POST", "PUT", "PATCH"];

function flexiblePlan(service: GenericWebService, method: string): FlexiblePlan {
  const { uri, requestBody, parameterMapping } = service;
  const hasBody = requestBody !== "" && withBody.includes(method);
  return {
    url: parsed("uri", () => parseUrlTemplate(uri)),
    ...(hasBody && { body: parsed("request_body", () => parseBodyTemplate(requestBody)) }),
    ...(Object.keys(parameterMapping).length > 0 && {
      mapping: parsed("parameter_mapping", () => parseMapping(parameterMapping)),
    }),
  };
}

/** Names the field that a template stands in. */
function parsed<Template>(field: string, parse: () => Template): Template {
  try {
    return parse();
  } catch (cause) {
    if (!(cause instanceof TemplateError)) throw cause;
    throw new DispatchFailure("plan", `${field}: ${cause.message}`, { cause });
  }
}

/** Loads what functions need before their first call. */
async function prepareFunctions(names: readonly string[]): Promise<void> {
  try {
    await Promise.all([...new Set(names)].map(async (name) => findFunction(name)?.prepare?.()));
  } catch (cause) {
    if (!(cause instanceof FunctionError)) throw cause;
    throw new DispatchFailure("plan", cause.message, { cause });
  }
}

function timeoutOf({ timeout }: Webhook): number {
  const { defaultMs, maxMs } = timeoutLimits;
  if (timeout === undefined) return defaultMs;
  const milliseconds = Number(timeout.seconds) * 1000 + timeout.nanos / 1_000_000;
  return milliseconds > 0 ? Math.min(milliseconds, maxMs) : defaultMs;
}

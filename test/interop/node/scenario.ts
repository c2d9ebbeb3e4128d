/** What the steps of the Node client share: the clients, and how what they see is told. */
import type { protos, v3 } from "@google-cloud/dialogflow-cx";
import { Status } from "google-gax";

/** One client, of one version over one transport, with an agent of its own. */
export interface Scenario {
  readonly webhooks: v3.WebhooksClient;
  readonly environments: v3.EnvironmentsClient;
  readonly deployments: v3.DeploymentsClient;
  readonly project: string;
  readonly location: string;
  readonly agent: string;
  readonly report: (step: string, seen: unknown) => void;
}

/** A detail of an error, as the client decodes it: with the members of its type alone. */
interface Detail {
  readonly reason?: string;
  readonly domain?: string;
  readonly fieldViolations?: readonly { readonly field: string }[];
  readonly resourceType?: string;
  readonly resourceName?: string;
}

/** An error that the server answered, as the client throws it. */
interface Answered extends Error {
  /** The canonical code's number; of a refusal over REST, the HTTP status. */
  readonly code: number;
  readonly reason?: string;
  readonly domain?: string;
  readonly statusDetails?: readonly Detail[];
}

/** The error of a call that fails. */
export async function failure(call: Promise<unknown>): Promise<Answered> {
  const thrown: unknown = await call.then(
    () => new Error("The call should have failed."),
    (error: unknown) => error,
  );
  if (thrown instanceof Error && "code" in thrown) return thrown as Answered;
  throw thrown;
}

/** What a refused call says. */
export async function refusal(call: Promise<unknown>): Promise<unknown> {
  const { code, reason, domain, statusDetails: details = [] } = await failure(call);
  const resource = details.find(({ resourceType }) => resourceType !== undefined);
  const bad = details.find(({ fieldViolations }) => fieldViolations !== undefined);
  return {
    code: Status[code] ?? code,
    reason,
    domain,
    ...(resource && { resource: [resource.resourceType, resource.resourceName] }),
    ...(bad && { fields: bad.fieldViolations?.map(({ field }) => field) }),
  };
}

/** Everything of an iterable, in its order. */
export async function collect<T>(iterable: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const one of iterable) found.push(one);
  return found;
}

/** A page of two, and then everything, page by page. */
export async function paged<T>(
  list: {
    readonly page: () => Promise<readonly [readonly T[], ...unknown[]]>;
    readonly all: () => AsyncIterable<T>;
  },
  show: (resource: T) => unknown,
): Promise<unknown> {
  const [page] = await list.page();
  return { page: page.map(show), all: (await collect(list.all())).map(show) };
}

/** For one page alone. */
export const autoPaginate = { autoPaginate: false };

/** What steps look at in a webhook. */
export function showWebhook(webhook: protos.google.cloud.dialogflow.cx.v3.IWebhook): unknown {
  const { name, displayName, disabled, timeout, genericWebService: service } = webhook;
  return {
    name,
    displayName,
    disabled,
    seconds: Number(timeout?.seconds ?? 0),
    uri: service?.uri,
    method: service?.httpMethod,
    headers: service?.requestHeaders,
    mapping: service?.parameterMapping,
  };
}

/** What steps look at in an environment. */
export function showEnvironment(
  environment: protos.google.cloud.dialogflow.cx.v3.IEnvironment,
): unknown {
  const { name, displayName, description, versionConfigs, webhookConfig } = environment;
  return {
    name,
    displayName,
    description,
    versions: versionConfigs?.map(({ version }) => version),
    overrides: webhookConfig?.webhookOverrides?.map((one) => one.genericWebService?.uri),
    updated: Number(environment.updateTime?.seconds ?? 0) > 0,
  };
}

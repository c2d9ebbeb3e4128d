/** The webhook that a command line means: by its URL, from a file, or by its name. */
import { X509Certificate } from "node:crypto";
import { clone, create } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import type { Environment } from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  Webhook_GenericWebService_HttpMethod as HttpMethod,
  Webhook_GenericWebService_WebhookType as WebhookType,
  WebhookSchema,
  type Webhook,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { Behaviours, WebhookSource } from "../../dispatch/index.ts";
import { timeoutLimits } from "../../dispatch/plan.ts";
import { resolveWebhook } from "../../dispatch/resolve.ts";
import type { CommandContext } from "../command.ts";
import { CommandError } from "../failure.ts";
import { readAuthorities } from "../manage/authorities.ts";
import { agentOf, fullName, withSession } from "../manage/connection.ts";
import { UsageError } from "../options.ts";
import { bindOverrides } from "../resources/overrides.ts";
import { loadResourceFile } from "../resources/read-file.ts";
import { splitPair, type CallValues } from "./call-options.ts";
import { textOfFile, type Place } from "./conversation.ts";

/** A webhook, as it is called. */
export interface ChosenWebhook {
  /** Overrides of the environment are in force. */
  readonly webhook: Webhook;
  readonly place: Place;
  /** Whether the person typed the settings, and so knows its headers. */
  readonly typed: boolean;
}

/** What a choice is made from. */
export interface Choice {
  readonly values: CallValues;
  readonly positionals: readonly string[];
  readonly context: CommandContext;
  readonly overrideMerge: Behaviours["overrideMerge"];
}

/** Where calls without an agent take place. */
const localAgent = "projects/local/locations/global/agents/local";

/**
 * Finds the webhook.
 *
 * @throws UsageError for none, or several; CommandError and WebhookError for what is not there
 */
export async function chooseWebhook(choice: Choice): Promise<ChosenWebhook> {
  const { values, positionals } = choice;
  if (positionals.length > 1)
    throw new UsageError(`call takes one webhook, not ${positionals.length}.`);
  const [given] = positionals;
  if (values.url !== undefined && (given ?? values.file) !== undefined)
    throw new UsageError("Give one webhook: --url, -f or a name.");
  const found =
    values.url !== undefined
      ? await typedWebhook(values.url, choice)
      : values.file !== undefined
        ? await webhookOfFile(values.file, choice)
        : await namedWebhook(given, choice);
  return { ...found, webhook: await adjusted(found.webhook, choice) };
}

async function typedWebhook(url: string, { values, context }: Choice): Promise<ChosenWebhook> {
  if (!/^https?:\/\//i.test(url))
    throw new UsageError(`"${url}" is no URL: write https://… or, for this machine, http://….`);
  if (values.environment !== undefined)
    throw new UsageError("--environment goes with a webhook that has overrides, not with --url.");
  const agent = values.agent === undefined ? localAgent : agentOf(values);
  const { method, body, map } = values;
  const flexible = (method ?? body ?? map) !== undefined;
  if (!flexible && /\$(?:session|flow|page|sys)\b/.test(url))
    context.printError(
      "The URL is called as it stands: references are for flexible webhooks, which take --method.\n",
    );
  const requestBody = body?.startsWith("@") ? await textOfFile(body.slice(1), context) : body;
  const value = {
    uri: url,
    requestHeaders: Object.fromEntries((values.header ?? []).map(splitHeader)),
    ...(flexible && {
      webhookType: WebhookType.FLEXIBLE,
      httpMethod: methodOf(method ?? "POST"),
      requestBody: requestBody ?? "",
      parameterMapping: Object.fromEntries(
        (map ?? []).map((pair) => splitPair(pair, { option: "map" })),
      ),
    }),
  };
  const webhook = create(WebhookSchema, {
    name: `${agent}/webhooks/call`,
    displayName: "call",
    webhook: { case: "genericWebService", value },
  });
  return { webhook, place: { agent }, typed: true };
}

/** A `--header` in its two parts. @throws UsageError without a colon */
export function splitHeader(text: string): readonly [name: string, value: string] {
  const [name, value] = splitPair(text, { option: "header", separator: ":" });
  return [name, value.trim()];
}

const methods: ReadonlyMap<string, HttpMethod> = new Map(Object.entries(HttpMethod));

function methodOf(name: string): HttpMethod {
  const method = methods.get(name.toUpperCase());
  if (method !== undefined && method !== HttpMethod.HTTP_METHOD_UNSPECIFIED) return method;
  const known = [...methods].filter(([, number]) => number !== 0).map(([one]) => one);
  throw new UsageError(`--method takes ${known.join(", ")}, not "${name}".`);
}

function refuseFlexible({ method, body, map }: CallValues): void {
  if ((method ?? body ?? map) === undefined) return;
  throw new UsageError("--method, --body and --map go with --url: other webhooks have their own.");
}

async function webhookOfFile(path: string, choice: Choice): Promise<ChosenWebhook> {
  const { values, positionals, context } = choice;
  refuseFlexible(values);
  const file = await loadResourceFile(path, context, { bare: "webhooks" });
  const agent = values.agent === undefined ? (file.agent ?? localAgent) : agentOf(values);
  const all = (file.webhooks ?? []).map(({ message }, index) => {
    const name = message.name === "" ? `${agent}/webhooks/${index + 1}` : message.name;
    return { ...message, name };
  });
  const webhook = pick(all, { wanted: positionals[0], what: "webhook", path });
  if (values.environment === undefined || isDraft(values.environment))
    return { webhook, place: { agent }, typed: false };
  const environments = (file.environments ?? []).map(({ message }) => message);
  const found = pick(environments, { wanted: values.environment, what: "environment", path });
  const environment = bindOverrides(found, all);
  return {
    webhook: inForce(webhook, environment, choice),
    place: { agent, environment: environment.displayName },
    typed: false,
  };
}

interface Wanted {
  /** Absent: the only one. */
  readonly wanted: string | undefined;
  readonly what: string;
  readonly path: string;
}

function pick<Named extends { readonly displayName: string }>(
  all: readonly Named[],
  { wanted, what, path }: Wanted,
): Named {
  const [found, ...others] = all.filter(
    ({ displayName }) => wanted === undefined || displayName === wanted,
  );
  if (found !== undefined && others.length === 0) return found;
  const names = all.map(({ displayName }) => displayName).join(", ") || "none";
  throw new UsageError(
    found === undefined && wanted !== undefined
      ? `${path} has no ${what} ${JSON.stringify(wanted)}. It has ${names}.`
      : `Which ${what} of ${path}? It has ${names}.`,
  );
}

async function namedWebhook(given: string | undefined, choice: Choice): Promise<ChosenWebhook> {
  const { values, context } = choice;
  if (given === undefined)
    throw new UsageError("Which webhook? Give --url, -f with a file, or a name.");
  refuseFlexible(values);
  const name = fullName("webhook", given, values);
  const agent = name.slice(0, name.lastIndexOf("/webhooks/"));
  const { environment: at } = values;
  const environment = at === undefined ? undefined : fullName("environment", at, { agent });
  const id = environment?.split("/").at(-1);
  const place = { agent, ...(id !== undefined && { environment: id }) };
  const { "endpoint-ca": ca, ca: _webhookCa, ...connection } = values;
  return withSession(
    { ...connection, ...(ca !== undefined && { ca }) },
    context,
    async ({ client }) => {
      const { clientWebhookSource } = await import("../../client/index.ts");
      const source = clientWebhookSource(client);
      const webhook = there(await source.webhook(name, context.stop), name);
      if (environment === undefined || isDraft(environment))
        return { webhook, place, typed: false };
      const found = await environmentOf(source, environment, context);
      return { webhook: inForce(webhook, found, choice), place, typed: false };
    },
  );
}

/** Whether it is the environment that is the agent itself, and no resource. */
function isDraft(environment: string): boolean {
  return /^(?:.+\/environments\/)?(?:draft|-)$/.test(environment);
}

async function environmentOf(
  source: WebhookSource,
  name: string,
  { stop }: CommandContext,
): Promise<Environment> {
  return there(await source.environment(name, stop), name);
}

function there<Resource>(found: Resource | undefined, name: string): Resource {
  if (found === undefined)
    throw new CommandError(
      `${name} does not exist. Resources go by id or whole name, which list shows.`,
    );
  return found;
}

function inForce(
  webhook: Webhook,
  environment: Environment,
  { overrideMerge }: Pick<Choice, "overrideMerge">,
): Webhook {
  return resolveWebhook(webhook, environment, { overrideMerge }).webhook;
}

/** The webhook with the timeout and the trust that are given. */
async function adjusted(webhook: Webhook, { values, context }: Choice): Promise<Webhook> {
  const { timeout, ca } = values;
  if (timeout === undefined && ca === undefined) return webhook;
  const copy = clone(WebhookSchema, webhook);
  if (timeout !== undefined) {
    const most = timeoutLimits.maxMs / 1000;
    if (timeout <= 0 || timeout > most)
      throw new UsageError(`--timeout takes more than 0 and at most ${most} seconds.`);
    copy.timeout = durationFromMs(Math.max(1, Math.round(timeout * 1000)));
  }
  const service =
    copy.webhook.case === "serviceDirectory"
      ? copy.webhook.value.genericWebService
      : copy.webhook.value;
  if (ca !== undefined && service !== undefined)
    service.allowedCaCerts = certificatesOf(await readAuthorities(ca, context));
  return copy;
}

/** The certificates of a text in PEM, in DER. */
function certificatesOf(pem: string): Uint8Array<ArrayBuffer>[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new Uint8Array(new X509Certificate(block).raw));
}

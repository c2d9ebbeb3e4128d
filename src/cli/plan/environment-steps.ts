/** The part of a plan that is about environments and their overrides. */
import { clone, create } from "@bufbuild/protobuf";
import {
  Environment_WebhookConfigSchema,
  EnvironmentSchema,
  type Environment,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  WebhookSchema,
  type Webhook,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { restoreSecrets } from "../../management/stored-message.ts";
import { mergeEnvironment } from "../resources/merge-environment.ts";
import {
  changesBetween,
  leavesOf,
  withWritten,
  type Change,
  type Leaf,
} from "../resources/changes.ts";
import { overridesOf } from "../resources/overrides.ts";
import type { ResourceEntry, ResourceFile } from "../resources/resource-file.ts";
import { updateMaskOf } from "../resources/update-mask.ts";
import { keepHidden } from "./keep-hidden.ts";
import type { AgentState, Plan, Step } from "./step.ts";

/** The steps, and the environments as they will be. */
export interface EnvironmentPlan extends Plan {
  readonly after: readonly Environment[];
}

/** Plans the environments of a file; `pruned` are the webhooks that will be deleted. */
export function environmentSteps(
  file: ResourceFile,
  state: AgentState,
  { pruned }: { readonly pruned: readonly Webhook[] },
): EnvironmentPlan {
  const entries = file.environments ?? [];
  const known = knownWebhooks(file, state, pruned);
  const problems = entries.flatMap(({ message }) => strangers(message, known));
  const planned = entries.map((entry) => environmentStep(entry, { state, names: known.names }));
  const names = new Set(entries.map(({ message }) => message.displayName));
  const others = state.environments.filter(({ displayName }) => !names.has(displayName));
  return {
    steps: planned.flatMap(({ steps }) => steps),
    after: [...planned.map(({ after }) => after), ...others],
    notes: file.environments === undefined ? [] : others.map((one) => otherNote(one, known.names)),
    problems,
  };
}

function otherNote(environment: Environment, names: ReadonlyMap<string, string>): string {
  const overridden = overridesOf(environment).map((one) => displayNameOf(one, names));
  const what = overridden.length === 0 ? "" : ` with its overrides of ${overridden.join(", ")}`;
  return `environment ${environment.displayName} is not in the file, and is left alone${what}.`;
}

interface KnownWebhooks {
  /** Display names by name, of the webhooks that there are. */
  readonly names: ReadonlyMap<string, string>;
  /** Display names that there will be. */
  readonly lasting: ReadonlySet<string>;
}

function knownWebhooks(
  file: ResourceFile,
  { webhooks }: AgentState,
  pruned: readonly Webhook[],
): KnownWebhooks {
  return {
    names: new Map(webhooks.map(({ name, displayName }) => [name, displayName])),
    lasting: new Set([
      ...webhooks.filter((one) => !pruned.includes(one)).map(({ displayName }) => displayName),
      ...(file.webhooks ?? []).map(({ message }) => message.displayName),
    ]),
  };
}

/** Overrides of webhooks that there will not be, and webhooks that are overridden twice. */
function strangers(environment: Environment, { names, lasting }: KnownWebhooks): string[] {
  const seen = new Set<string>();
  return overridesOf(environment).flatMap((override) => {
    const webhook = displayNameOf(override, names);
    const about = `environment ${environment.displayName} overrides the webhook ${webhook}`;
    if (seen.has(webhook)) return [`${about} twice: put both into one.`];
    seen.add(webhook);
    if (lasting.has(webhook)) return [];
    return [
      `${about}, which there is not after this: it has ${[...lasting].join(", ") || "none"}.`,
    ];
  });
}

function displayNameOf({ name, displayName }: Webhook, names: ReadonlyMap<string, string>): string {
  return name === "" ? displayName : (names.get(name) ?? name);
}

interface Surroundings {
  readonly state: AgentState;
  readonly names: ReadonlyMap<string, string>;
}

function environmentStep(
  entry: ResourceEntry<Environment>,
  { state, names }: Surroundings,
): { readonly steps: Step[]; readonly after: Environment } {
  const { displayName } = entry.message;
  const current = state.environments.find((one) => one.displayName === displayName);
  const named = withNames(entry.message, names);
  const resource =
    current === undefined ? named : mergeEnvironment(current, { ...entry, message: named });
  restoreSecrets(EnvironmentSchema, {
    wanted: resource,
    field: "environment",
    ...(current && { current }),
  });
  if (current !== undefined) keepHidden(EnvironmentSchema, resource, current);
  const before = current === undefined ? new Map() : environmentLeaves(current, names);
  const changes = changesBetween(before, environmentLeaves(resource, names)).map((change) =>
    withWritten(change, writtenOf(entry, change, names)),
  );
  if (current === undefined) {
    const step: Step = { action: "create", kind: "environment", displayName, resource, changes };
    return { steps: [step], after: resource };
  }
  if (changes.length === 0) return { steps: [], after: current };
  const paths = updateMaskOf(EnvironmentSchema, { before: current, after: resource });
  const step: Step = {
    action: "update",
    kind: "environment",
    displayName,
    resource,
    paths,
    changes,
  };
  return { steps: [step], after: resource };
}

/** The environment with the name of each overridden webhook that there is already. */
function withNames(environment: Environment, names: ReadonlyMap<string, string>): Environment {
  const byDisplayName = new Map([...names].map(([name, displayName]) => [displayName, name]));
  const named = clone(EnvironmentSchema, environment);
  named.name = "";
  for (const override of overridesOf(named))
    if (override.name === "") override.name = byDisplayName.get(override.displayName) ?? "";
  return named;
}

const placeOf = (webhook: string): string => `webhookOverrides[${JSON.stringify(webhook)}]`;

/**
 * The values of an environment, its overrides by the display names of their
 * webhooks. Of an override only the service counts: the platform reads nothing else.
 */
function environmentLeaves(
  environment: Environment,
  names: ReadonlyMap<string, string>,
): Map<string, Leaf> {
  const rest = clone(EnvironmentSchema, environment);
  rest.name = "";
  delete rest.updateTime;
  if (rest.webhookConfig !== undefined)
    rest.webhookConfig = create(Environment_WebhookConfigSchema);
  const leaves = new Map(
    [...leavesOf(EnvironmentSchema, rest)].filter(([path]) => path !== "webhookConfig"),
  );
  for (const override of overridesOf(environment)) {
    const place = placeOf(displayNameOf(override, names));
    const service = create(WebhookSchema, { webhook: override.webhook });
    const inner = leavesOf(WebhookSchema, service);
    if (inner.size === 0) leaves.set(place, { value: {}, secret: false });
    for (const [path, leaf] of inner) leaves.set(`${place}.${path}`, leaf);
  }
  return leaves;
}

function writtenOf(
  { message, written }: ResourceEntry<Environment>,
  { path }: Change,
  names: ReadonlyMap<string, string>,
): string | undefined {
  for (const [index, override] of overridesOf(message).entries()) {
    const place = `${placeOf(displayNameOf(override, names))}.`;
    if (path.startsWith(place))
      return written.get(`webhookConfig.webhookOverrides[${index}].${path.slice(place.length)}`);
  }
  return written.get(path);
}

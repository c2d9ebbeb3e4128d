/** What it takes to make an agent what a file says. Pure: the caller reads both. */
import { clone } from "@bufbuild/protobuf";
import type { Environment } from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  WebhookSchema,
  type Webhook,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { secretsOf } from "../../management/secret-fields.ts";
import { restoreSecrets, secretMask } from "../../management/stored-message.ts";
import { changesBetween, leavesOf, withWritten } from "../resources/changes.ts";
import { overridesOf } from "../resources/overrides.ts";
import type { ResourceEntry, ResourceFile } from "../resources/resource-file.ts";
import { updateMaskOf } from "../resources/update-mask.ts";
import { environmentSteps } from "./environment-steps.ts";
import { keepHidden } from "./keep-hidden.ts";
import type { AgentState, Plan, Step } from "./step.ts";

/** How to plan. */
export interface PlanOptions {
  /** Delete webhooks that the file does not have. */
  readonly prune: boolean;
  /** Delete them even if something uses them. */
  readonly force: boolean;
}

/**
 * Plans. Webhooks become what the file says; an environment's fields that the
 * file does not give stay. A collection that the file does not have is left alone.
 *
 * @throws WebhookError INVALID_ARGUMENT where the file has the mask of a secret that is not there
 */
export function planChanges(file: ResourceFile, state: AgentState, options: PlanOptions): Plan {
  const webhooks = (file.webhooks ?? []).flatMap((entry) => webhookStep(entry, state));
  const listed = new Set(file.webhooks?.map(({ message }) => message.displayName));
  const unlisted =
    file.webhooks === undefined
      ? []
      : state.webhooks.filter(({ displayName }) => !listed.has(displayName));
  const pruned = options.prune ? unlisted : [];
  const environments = environmentSteps(file, state, { pruned });
  const stuck = options.force ? [] : inUse(pruned, environments.after);
  return {
    steps: [...webhooks, ...environments.steps, ...pruned.map(deletion)],
    notes: [
      ...(options.prune ? [] : unlisted.map(({ displayName }) => unlistedNote(displayName))),
      ...environments.notes,
      ...maskNotes(state),
    ],
    problems: [...environments.problems, ...stuck],
  };
}

const deletion = ({ name, displayName }: Webhook): Step => ({
  action: "delete",
  kind: "webhook",
  name,
  displayName,
  changes: [],
});

const unlistedNote = (displayName: string): string =>
  `webhook ${displayName} is not in the file, and is left alone; --prune deletes it.`;

function webhookStep(entry: ResourceEntry<Webhook>, { webhooks }: AgentState): Step[] {
  const { displayName } = entry.message;
  const current = webhooks.find((one) => one.displayName === displayName);
  const resource = clone(WebhookSchema, entry.message);
  resource.name = current?.name ?? "";
  restoreSecrets(WebhookSchema, {
    wanted: resource,
    field: "webhook",
    ...(current && { current }),
  });
  if (current !== undefined) keepHidden(WebhookSchema, resource, current);
  const before = current === undefined ? new Map() : leavesOf(WebhookSchema, current);
  const changes = changesBetween(before, leavesOf(WebhookSchema, resource)).map((change) =>
    withWritten(change, entry.written.get(change.path)),
  );
  if (current === undefined)
    return [{ action: "create", kind: "webhook", displayName, resource, changes }];
  const paths = updateMaskOf(WebhookSchema, { before: current, after: resource });
  return paths.length === 0
    ? []
    : [{ action: "update", kind: "webhook", displayName, resource, paths, changes }];
}

function maskNotes({ webhooks }: AgentState): string[] {
  const hides = webhooks.some((webhook) =>
    [...secretsOf(WebhookSchema, webhook).values()].includes(secretMask),
  );
  return hides ? ["The server hides secrets: whether those that it has differ can't be told."] : [];
}

/** Webhooks that are to go, and environments that will still override them. */
function inUse(pruned: readonly Webhook[], environments: readonly Environment[]): string[] {
  return pruned.flatMap(({ name, displayName }) => {
    const users = environments
      .filter((environment) => overridesOf(environment).some((one) => one.name === name))
      .map((environment) => environment.displayName);
    if (users.length === 0) return [];
    return [
      `webhook ${displayName} can't be deleted: ${users.join(", ")} overrides it. Give --force, or put its overrides into the file.`,
    ];
  });
}

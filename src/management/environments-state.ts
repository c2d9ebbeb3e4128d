/**
 * Environments in the store, and the history that every change adds to.
 */
import { clone, type JsonObject } from "@bufbuild/protobuf";
import { timestampFromMs, type Timestamp } from "@bufbuild/protobuf/wkt";
import {
  EnvironmentSchema,
  type Environment,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { WebhookError } from "../errors.ts";
import type { StoredResource, StoreReader } from "../storage/store.ts";
import type { ManagementContext, ManagementParts } from "./context.ts";
import { errorResource, explainWrite, resourceNotFound } from "./failures.ts";
import type { OperationRun } from "./operations-run.ts";
import { parentOf } from "./resource-name.ts";
import { fromBody, hideSecrets, toBody } from "./stored-message.ts";
import { overriddenWebhooks } from "./webhook-overrides.ts";

const kind = "environment";

/** Kinds of what is stored under an environment, and goes with it. */
export const environmentChildren = {
  snapshot: "environment-snapshot",
  deployment: "deployment",
  testResult: "continuous-test-result",
} as const;

/**
 * A stored environment. In a transaction it is locked.
 *
 * @throws WebhookError NOT_FOUND, reason RESOURCE_NOT_FOUND
 */
export async function requireEnvironment(
  reader: StoreReader,
  name: string,
): Promise<StoredResource> {
  const stored = await reader.get({ kind, name });
  if (stored === undefined) throw resourceNotFound(kind, name);
  return stored;
}

/** A stored environment, or its snapshot, with its secrets in clear text. */
export function readEnvironment({ secrets }: ManagementParts, stored: StoredResource): Environment {
  return fromBody(secrets, EnvironmentSchema, stored);
}

/** A stored environment, or its snapshot, as it is answered: with its secrets, or their mask. */
export function answerEnvironment(context: ManagementContext, stored: StoredResource): Environment {
  const environment = readEnvironment(context, stored);
  if (context.options.maskSecrets) hideSecrets(EnvironmentSchema, environment);
  return environment;
}

/** The time now, as messages have it. */
export function timeNow({ clock }: ManagementParts): Timestamp {
  return timestampFromMs(clock.now());
}

/** Stores a new environment, and begins its history. Returns it with the time of the change. */
export async function insertEnvironment(
  run: OperationRun,
  environment: Environment,
): Promise<Environment> {
  const { parts, writer } = run;
  const { name, displayName } = environment;
  const message = touched(parts, environment);
  const parent = parentOf(name);
  await refuseTooMany(run, parent);
  const body = toBody(parts.secrets, EnvironmentSchema, { name, message });
  const references = overriddenWebhooks(message);
  await explained(
    environment,
    writer.insert({ kind, name, parent, displayName, body, references }),
  );
  await addToHistory(run, message);
  return message;
}

/** Stores a changed environment, and adds to its history. Returns it with the time of the change. */
export async function updateEnvironment(
  run: OperationRun,
  environment: Environment,
): Promise<Environment> {
  const { parts, writer } = run;
  const { name, displayName } = environment;
  const message = touched(parts, environment);
  const body = toBody(parts.secrets, EnvironmentSchema, { name, message });
  const references = overriddenWebhooks(message);
  await explained(environment, writer.update({ kind, name, displayName, body, references }));
  await addToHistory(run, message);
  return message;
}

/** Deletes an environment and all that is under it. */
export async function deleteEnvironment({ store }: ManagementParts, name: string): Promise<void> {
  await store.transaction(async (writer) => {
    await requireEnvironment(writer, name);
    await writer.delete({ kind, name });
    for (const child of Object.values(environmentChildren))
      await writer.deleteChildren({ kind: child, parent: name });
  });
}

function touched(parts: ManagementParts, environment: Environment): Environment {
  return { ...clone(EnvironmentSchema, environment), updateTime: timeNow(parts) };
}

async function explained<T>({ name, displayName }: Environment, write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (thrown) {
    throw explainWrite(thrown, { kind, name, displayName });
  }
}

/** What the environment is like after a change, under the name of the change. */
async function addToHistory(run: OperationRun, message: Environment): Promise<void> {
  const name = `${message.name}/history/${run.id}`;
  const body = toBody(run.parts.secrets, EnvironmentSchema, { name, message });
  await addChild(run, { child: "snapshot", parent: message.name, name, body });
}

/** Something new under an environment. */
export interface EnvironmentChild {
  readonly child: keyof typeof environmentChildren;
  /** The environment. */
  readonly parent: string;
  readonly name: string;
  readonly body: JsonObject;
}

const keptOption = {
  snapshot: "keptHistoryEntries",
  deployment: "keptDeployments",
  testResult: "keptTestResults",
} as const;

/**
 * Stores what an environment gets, and drops the oldest of its kind beyond the
 * number that is kept. Read the environment with the same writer first: then
 * nobody else adds to it meanwhile.
 */
export async function addChild(
  { parts, writer }: Pick<OperationRun, "parts" | "writer">,
  { child, parent, name, body }: EnvironmentChild,
): Promise<void> {
  const childKind = environmentChildren[child];
  await writer.insert({ kind: childKind, name, parent, body });
  const keep = parts.options[keptOption[child]];
  if (keep !== Infinity) await writer.deleteOldest({ kind: childKind, parent, keep });
}

async function refuseTooMany({ parts, writer }: OperationRun, parent: string): Promise<void> {
  const limit = parts.options.maxEnvironmentsPerAgent;
  if (limit === Infinity || (await writer.count({ kind, parent })) < limit) return;
  throw new WebhookError("RESOURCE_EXHAUSTED", {
    reason: "TOO_MANY_RESOURCES",
    message: `${parent} has ${limit} environments already, and may have no more.`,
    metadata: { limit: String(limit) },
    resource: errorResource("agent", parent),
  });
}

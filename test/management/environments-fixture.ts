/** Environments, and calls that end in operations, for tests. */
import {
  create,
  type DescMessage,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import { anyUnpack, type Any } from "@bufbuild/protobuf/wkt";
import { afterEach } from "vitest";
import {
  EnvironmentSchema,
  Environments,
  type Environment,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { Operations, type Operation } from "../../gen/es/google/longrunning/operations_pb.ts";
import type { ManagementDeps } from "../../src/management/context.ts";
import { agent, serveFixture, type Fixture } from "./fixture.ts";

/** Fields of an environment. */
export type EnvironmentInit = Exclude<MessageInitShape<typeof EnvironmentSchema>, Environment>;

const open: Fixture[] = [];

/** A served management API; its store is closed after the test. */
export async function serve(deps: Partial<ManagementDeps> = {}): Promise<Fixture> {
  const fixture = await serveFixture(deps);
  open.push(fixture);
  return fixture;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ store }) => store.close()));
});

/** A flow's version in the agent. */
export function version(flow: string, number: number, of = agent): string {
  return `${of}/flows/${flow}/versions/${number}`;
}

/** An environment that is accepted. */
export function sampleEnvironment(more: EnvironmentInit = {}): Environment {
  return create(EnvironmentSchema, {
    displayName: "production",
    versionConfigs: [{ version: version("start", 1) }],
    ...more,
  });
}

/** A message in an Any; throws if another one is in it. */
export function unpacked<Desc extends DescMessage>(
  any: Any | undefined,
  schema: Desc,
): MessageShape<Desc> {
  const message = any && anyUnpack(any, schema);
  if (message === undefined) throw new Error(`Holds ${any?.typeUrl ?? "nothing"}.`);
  return message;
}

/** What an operation has ended with; throws if it has not, or with an error. */
export function responseOf<Desc extends DescMessage>(
  { done, result }: Operation,
  schema: Desc,
): MessageShape<Desc> {
  if (!done || result.case !== "response")
    throw new Error(`The operation has no response: ${result.case ?? "it is unfinished"}.`);
  return unpacked(result.value, schema);
}

/** Creates an environment, and returns it. */
export async function created(
  fixture: Fixture,
  environment: Environment = sampleEnvironment(),
): Promise<Environment> {
  const operation = await fixture
    .client(Environments)
    .createEnvironment({ parent: agent, environment });
  return responseOf(operation, EnvironmentSchema);
}

/** Creates a webhook, and returns its name. */
export async function createdWebhook(fixture: Fixture, displayName = "balance"): Promise<string> {
  const value = { uri: "https://bank.example/hook" };
  const webhook = { displayName, webhook: { case: "genericWebService", value } } as const;
  const { name } = await fixture.webhooks.createWebhook({ parent: agent, webhook });
  return name;
}

/** Creates a webhook with two secrets in an agent, and returns its name. */
export async function createdSecret({ webhooks }: Fixture, displayName: string, parent = agent) {
  const value = {
    uri: "https://bank.example/hook",
    username: "bank",
    password: `password of ${displayName}`,
    requestHeaders: { Authorization: "Bearer 1" },
  };
  const webhook = { displayName, webhook: { case: "genericWebService", value } } as const;
  return (await webhooks.createWebhook({ parent, webhook })).name;
}

/** An override of a webhook. */
export function override(
  name: string,
  service: object = { uri: "https://staging.example/hook" },
): EnvironmentInit {
  return {
    webhookConfig: {
      webhookOverrides: [{ name, webhook: { case: "genericWebService", value: service } }],
    },
  };
}

export { Environments, EnvironmentSchema, Operations };

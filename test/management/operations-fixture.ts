/** Operations that were accepted and not done: what a crash leaves behind. */
import { create } from "@bufbuild/protobuf";
import { StructSchema } from "@bufbuild/protobuf/wkt";
import {
  CreateEnvironmentRequestSchema,
  type CreateEnvironmentRequest,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { createEnvironmentMethod } from "../../src/management/environments-change.ts";
import {
  asBody,
  operationKey,
  typedJson,
  workKey,
  workParent,
} from "../../src/management/operations-record.ts";
import { toBody } from "../../src/management/stored-message.ts";
import type { SecretBox } from "../../src/management/secret-box.ts";
import type { Store } from "../../src/storage/index.ts";
import { createdWebhook, override, sampleEnvironment } from "./environments-fixture.ts";
import { agent, type Fixture } from "./fixture.ts";

/** The location of the agent. */
export const location = "projects/p/locations/us-central1";

/** An accepted operation. */
export interface Accepted {
  readonly name: string;
  /** The id of what it will make. */
  readonly id: string;
  readonly method?: string;
  readonly request: CreateEnvironmentRequest;
}

/** Stores an accepted operation. */
export async function storeAccepted(
  { store, secrets }: { readonly store: Store; readonly secrets: SecretBox },
  { name, id, method = createEnvironmentMethod.name, request: message }: Accepted,
): Promise<void> {
  const metadata = { schema: StructSchema, message: create(StructSchema) };
  const request = toBody(secrets, CreateEnvironmentRequestSchema, { name, message });
  await store.transaction(async (writer) => {
    await writer.insert({
      ...operationKey(name),
      parent: location,
      body: asBody({
        version: "v3",
        done: false,
        metadata: typedJson(secrets, name, metadata),
      }),
    });
    await writer.insert({
      ...workKey(name),
      parent: workParent,
      body: asBody({ method, id, request }),
    });
  });
}

/** Accepts the creation of an environment that overrides a webhook, and returns the operation's name. */
export async function acceptOperation(
  fixture: Fixture,
  displayName = "production",
): Promise<string> {
  const name = `${location}/operations/${crypto.randomUUID()}`;
  const webhook = await createdWebhook(fixture, `w-${name.slice(-8)}`);
  const service = { uri: "https://staging.example/", password: "hunter2" };
  const environment = sampleEnvironment({ displayName, ...override(webhook, service) });
  await storeAccepted(fixture, {
    name,
    id: crypto.randomUUID(),
    request: create(CreateEnvironmentRequestSchema, { parent: agent, environment }),
  });
  return name;
}

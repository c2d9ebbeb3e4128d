/** Environments, for the commands that serve every kind of resource. */
import {
  EnvironmentSchema,
  type Environment,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { absoluteNames, relativeNames } from "../resources/agent-names.ts";
import { mergeEnvironment } from "../resources/merge-environment.ts";
import { bindOverrides, environmentToFile, overridesOf } from "../resources/overrides.ts";
import type { Session } from "./connection.ts";
import { at, cellText } from "./output.ts";
import { follow } from "./progress.ts";
import {
  collect,
  type CreateRequest,
  type ResourceType,
  type UpdateRequest,
} from "./resource-type.ts";

const count = (list: unknown): string => String(Array.isArray(list) ? list.length : 0);

const operations = {
  create({ client, call }: Session, request: CreateRequest<Environment>) {
    const { parent, resource: environment } = request;
    return client.environments.create({ parent, environment }, call);
  },
  update({ client, call }: Session, { resource: environment, paths }: UpdateRequest<Environment>) {
    // Paths computed from descriptors are of the message, which the compiler can't see.
    return client.environments.update({ environment, updateMask: paths as never }, call);
  },
};

/** Environments of an agent. */
export const environmentType: ResourceType = {
  kind: "environment",
  collection: "environments",
  one: "an environment",
  schema: EnvironmentSchema,
  columns: [
    { title: "ID", cell: ({ name }) => cellText(name).split("/").at(-1) ?? "" },
    { title: "DISPLAY NAME", cell: ({ displayName }) => cellText(displayName) },
    { title: "VERSIONS", cell: ({ versionConfigs }) => count(versionConfigs) },
    {
      title: "OVERRIDES",
      cell: (environment) => count(at(environment, "webhookConfig", "webhookOverrides")),
    },
    { title: "UPDATED", cell: ({ updateTime }) => cellText(updateTime) },
  ],
  entries: ({ environments = [] }) => environments,
  list: ({ client, call }, parent) => client.environments.list({ parent, pageSize: 100 }, call),
  get: ({ client, call }, name) => client.environments.get({ name }, call),
  create(session, request: CreateRequest<Environment>) {
    const label = `Creating environment ${request.resource.displayName}`;
    return follow(operations.create(session, request), { session, label });
  },
  update(session, request: UpdateRequest<Environment>) {
    const label = `Updating environment ${request.resource.displayName}`;
    return follow(operations.update(session, request), { session, label });
  },
  operations,
  remove: ({ client, call }, { name }) => client.environments.delete({ name }, call),
  async bind(session, resource: Environment, parent) {
    const full = absoluteNames(resource, parent);
    if (overridesOf(full).every(({ name }) => name !== "")) return full;
    const { client, call } = session;
    return bindOverrides(full, await collect(client.webhooks.list({ parent }, call)));
  },
  merge: (current: Environment, entry) => mergeEnvironment(current, entry),
  async toFile({ client, call }, json, parent) {
    const webhooks = await collect(client.webhooks.list({ parent, pageSize: 1000 }, call));
    return relativeNames(environmentToFile(json, webhooks), parent);
  },
};

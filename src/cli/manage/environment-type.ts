/** Environments, for the commands that serve every kind of resource. */
import {
  EnvironmentSchema,
  type Environment,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { absoluteNames, relativeNames } from "../resources/agent-names.ts";
import { mergeEnvironment } from "../resources/merge-environment.ts";
import { bindOverrides, environmentToFile, overridesOf } from "../resources/overrides.ts";
import { at, cellText } from "./output.ts";
import { follow } from "./progress.ts";
import { collect, type ResourceType } from "./resource-type.ts";

const count = (list: unknown): string => String(Array.isArray(list) ? list.length : 0);

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
  create(session, request: { readonly parent: string; readonly resource: Environment }) {
    const { parent, resource: environment } = request;
    const pending = session.client.environments.create({ parent, environment }, session.call);
    const label = `Creating environment ${environment.displayName}`;
    return follow(pending, { session, label });
  },
  update(session, request: { readonly resource: Environment; readonly paths: readonly string[] }) {
    const { resource: environment, paths } = request;
    // Paths computed from descriptors are of the message, which the compiler can't see.
    const update = { environment, updateMask: paths as never };
    const pending = session.client.environments.update(update, session.call);
    const label = `Updating environment ${environment.displayName}`;
    return follow(pending, { session, label });
  },
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

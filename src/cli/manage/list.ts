/** `list`, `get` and `export`: what is there. */
import { clone, toJson, type JsonObject } from "@bufbuild/protobuf";
import type { Environment } from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { mapSecrets } from "../../management/secret-fields.ts";
import { secretMask } from "../../management/stored-message.ts";
import { exitCodes, type Command } from "../command.ts";
import { parseOptions, type OptionTable } from "../options.ts";
import { leavesOf } from "../resources/changes.ts";
import { overridesOf } from "../resources/overrides.ts";
import type { Named } from "../resources/resource-file.ts";
import { toYaml } from "../resources/write-yaml.ts";
import {
  agentOf,
  agentOptions,
  connectionNotes,
  connectionOptions,
  fullName,
  onlyArgument,
  refuseArguments,
  withSession,
} from "./connection.ts";
import { formatOf, outputOptions, renderList, renderOne, secretOptions } from "./output.ts";
import { collect, shownJson, type ResourceType } from "./resource-type.ts";

const options = {
  ...agentOptions,
  ...outputOptions,
  ...secretOptions,
  ...connectionOptions,
} as const satisfies OptionTable;

/** Lists the resources of an agent. */
export function listCommand(type: ResourceType): Command {
  return {
    usage: "[options]",
    summary: `List the ${type.collection} of an agent, in the order of their creation.`,
    details: `${connectionNotes}

Examples:
  fulfillkit ${type.collection} list --agent projects/p/locations/us-central1/agents/a
  fulfillkit ${type.collection} list --endpoint google --output json`,
    options,
    async run(context) {
      const { values, positionals } = parseOptions(options, context);
      refuseArguments(positionals);
      const [format, parent] = [formatOf(values), agentOf(values)];
      const showSecrets = values["show-secrets"] ?? false;
      const found = await withSession(values, context, (session) =>
        collect(type.list(session, parent)),
      );
      const shown = found.map((one) => shownJson(type.schema, one, { showSecrets }));
      context.print(renderList(shown, { format, columns: type.columns }));
      return exitCodes.done;
    },
  };
}

/** Shows one resource. */
export function getCommand(type: ResourceType): Command {
  return {
    usage: `<${type.kind}> [options]`,
    summary: `Show ${type.one}.`,
    details: `${connectionNotes}

Examples:
  fulfillkit ${type.collection} get 00000000-0000-4000-8000-000000000000
  fulfillkit ${type.collection} get projects/p/locations/l/agents/a/${type.collection}/x --output yaml`,
    options,
    async run(context) {
      const { values, positionals } = parseOptions(options, context);
      const format = formatOf(values);
      const name = fullName(type.kind, onlyArgument(positionals, type.kind), values);
      const showSecrets = values["show-secrets"] ?? false;
      const found = await withSession(values, context, (session) => type.get(session, name));
      context.print(printed(type, found, { format, showSecrets }));
      return exitCodes.done;
    },
  };
}

/** One resource, as the options want it printed. */
function printed(
  type: ResourceType,
  resource: Named,
  options: { readonly format: ReturnType<typeof formatOf>; readonly showSecrets: boolean },
): string {
  const values = new Map(
    [...leavesOf(type.schema, resource)].map(([path, { value, secret }]) => [
      path,
      secret && !options.showSecrets ? secretMask : value,
    ]),
  );
  return renderOne(shownJson(type.schema, resource, options), { ...options, values });
}

const exportOptions = {
  ...agentOptions,
  ...secretOptions,
  ...connectionOptions,
} as const satisfies OptionTable;

/** Writes all resources of an agent as a file. */
export function exportCommand(type: ResourceType): Command {
  return {
    usage: "[options]",
    summary: `Write all ${type.collection} of an agent as YAML, for import, plan and apply.`,
    details: `Secrets are written as \${env:NAME}, and the names are told on standard error;
--show-secrets writes the secrets themselves. ${type.kind === "environment" ? "Overrides have the display names of\ntheir webhooks; versions and tests of the agent are written without it, so that the file fits others.\n" : ""}
${connectionNotes}

Examples:
  fulfillkit ${type.collection} export > ${type.collection}.yaml
  fulfillkit ${type.collection} export --endpoint google --agent projects/p/locations/l/agents/a`,
    options: exportOptions,
    async run(context) {
      const { values, positionals } = parseOptions(exportOptions, context);
      refuseArguments(positionals);
      const parent = agentOf(values);
      const references = new Map<string, string>();
      const { resources, endpoint } = await withSession(values, context, async (session) => {
        const list: JsonObject[] = [];
        for (const one of await collect(type.list(session, parent))) {
          const safe = values["show-secrets"] === true ? one : referred(type, one, references);
          list.push(await type.toFile(session, toJson(type.schema, safe) as JsonObject, parent));
        }
        return { resources: list, endpoint: session.endpoint };
      });
      const known = new Set(references.keys());
      context.print(
        `# The ${type.collection} of ${parent} at ${endpoint}.\n${toYaml({ [type.collection]: resources }, known)}`,
      );
      if (references.size > 0)
        context.printError(
          `Secrets are not in the file. It needs the variables ${[...references.values()].join(", ")}.\n`,
        );
      return exitCodes.done;
    },
  };
}

/** The resource with a reference in place of each secret; a name of a variable is used once. */
function referred(type: ResourceType, resource: Named, references: Map<string, string>): Named {
  const copy = clone(type.schema, resource) as Named;
  mapSecrets(type.schema, copy, (_, { path }) => {
    const base = variableName(resource, path);
    let name = base;
    for (let twin = 2; references.has(`\${env:${name}}`); twin++) name = `${base}_${twin}`;
    references.set(`\${env:${name}}`, name);
    return `\${env:${name}}`;
  });
  return copy;
}

/** `STAGING_PAYMENTS_PASSWORD`: the resource, the webhook that it overrides, and the field. */
function variableName(resource: Named, path: string): string {
  const place = path
    .replace(/webhook_config\.webhook_overrides\[(\d+)\]/, (_, index: string) => {
      const override = overridesOf(resource as Environment)[Number(index)];
      return override === undefined || override.displayName === "" ? index : override.displayName;
    })
    .replaceAll(/generic_web_service|service_directory|request_headers/g, "");
  const name = `${resource.displayName}_${place}`
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .toUpperCase();
  return /^\d/.test(name) ? `_${name}` : name || "SECRET";
}

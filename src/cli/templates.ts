/** `fulfillkit templates …`: webhooks from predefined configurations. */
import { fromJson, type JsonObject } from "@bufbuild/protobuf";
import { WebhookSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { webhookViolations } from "../management/webhook-rules.ts";
import { exitCodes, type Command, type CommandContext, type CommandGroup } from "./command.ts";
import { CommandError } from "./failure.ts";
import { chosenFormat, renderTable } from "./manage/output.ts";
import { textOrJsonOptions } from "./option-groups.ts";
import { type OptionTable, type OptionValues, parseOptions, UsageError } from "./options.ts";
import { fillTemplate } from "./presets/fill.ts";
import { findTemplates } from "./presets/find.ts";
import type { TemplateParameter, WebhookTemplate } from "./presets/template.ts";
import { hasReferences } from "./resources/references.ts";
import { toYaml } from "./resources/write-yaml.ts";

const folderOptions = {
  templates: {
    kind: "text",
    value: "<folder>",
    multiple: true,
    env: "FULFILLKIT_TEMPLATES",
    help: "A folder with templates of your own, one in each .yaml or .json file",
  },
} as const satisfies OptionTable;

const listOptions = {
  ...folderOptions,
  output: {
    kind: "text",
    short: "o",
    value: "<format>",
    help: "table or json",
    shownDefault: "table",
  },
} as const satisfies OptionTable;

const showOptions = {
  ...folderOptions,
  ...textOrJsonOptions,
} as const satisfies OptionTable;

const applyOptions = {
  ...folderOptions,
  set: {
    kind: "text",
    value: "<name>=<value>",
    multiple: true,
    help: "The value of a parameter",
  },
  output: {
    kind: "text",
    short: "o",
    value: "<format>",
    help: "yaml or json",
    shownDefault: "yaml",
  },
} as const satisfies OptionTable;

const listCommand: Command = {
  usage: "[options]",
  summary: "List the templates.",
  details: `Examples:
  fulfillkit templates list
  fulfillkit templates list --templates ./webhook-templates`,
  options: listOptions,
  async run(context) {
    const { values, positionals } = parseOptions(listOptions, context);
    const format = chosenFormat(values.output ?? "table", ["table", "json"]);
    if (positionals.length > 0) throw new UsageError("templates list takes no arguments.");
    const all = [...(await findTemplates(values.templates ?? [], context.cwd)).values()];
    const rows = all.map(({ name, service, summary }) => ({ name, service, summary }));
    context.print(
      format === "json"
        ? `${JSON.stringify(rows, undefined, 2)}\n`
        : renderTable(["NAME", "SERVICE", "SUMMARY"], rows.map(Object.values<string>)),
    );
    return exitCodes.done;
  },
};

const showCommand: Command = {
  usage: "<name> [options]",
  summary: "Show a template and its parameters.",
  details: `Examples:
  fulfillkit templates show salesforce-query`,
  options: showOptions,
  async run(context) {
    const { values, positionals } = parseOptions(showOptions, context);
    const format = chosenFormat(values.output ?? "text", ["text", "json"]);
    const template = await namedTemplate(positionals, { values, context });
    const plain = {
      ...template,
      parameters: template.parameters.map(({ pattern, ...rest }) => ({
        ...rest,
        ...(pattern && { pattern: pattern.source }),
      })),
    };
    context.print(
      format === "json" ? `${JSON.stringify(plain, undefined, 2)}\n` : renderTemplate(template),
    );
    return exitCodes.done;
  },
};

const applyCommand: Command = {
  usage: "<name> --set <name>=<value> … [options]",
  summary: "Print the webhook that a template makes, ready for a file of resources.",
  details: `References such as $session.params.company in values are filled in at each call of the webhook;
\${env:NAME} is when the file is read. Secrets stay where they are: give the name of a version.

Examples:
  fulfillkit templates apply salesforce-query --set domain=example.my.salesforce.com \\
    --set clientId=3MVG9… --set clientSecret=projects/p/secrets/salesforce/versions/latest \\
    --set 'soql=SELECT Id FROM Account WHERE Id = '"'"'$session.params.accountId'"'" \\
    | fulfillkit webhooks create -f -`,
  options: applyOptions,
  async run(context) {
    const { values, positionals } = parseOptions(applyOptions, context);
    const format = chosenFormat(values.output ?? "yaml", ["yaml", "json"]);
    const template = await namedTemplate(positionals, { values, context });
    const webhook = fillTemplate(template, assignments(values.set ?? []));
    const references = new Set(textsOf(webhook).filter((text) => hasReferences(text)));
    if (references.size === 0) checkWebhook(webhook, template);
    context.print(
      format === "json"
        ? `${JSON.stringify(webhook, undefined, 2)}\n`
        : toYaml(webhook, references),
    );
    return exitCodes.done;
  },
};

const load = (command: Command) => (): Promise<Command> => Promise.resolve(command);

/** Predefined configurations of webhooks. */
export const templatesGroup: CommandGroup = {
  summary: "Webhooks for well-known services, made from predefined configurations.",
  details: `A template is a file: name, service, summary, parameters by name (description, required or
default, type: text, query, json or map, pattern, expects) and a webhook with \${parameter} in
its texts. --templates, or FULFILLKIT_TEMPLATES, adds folders of your own.`,
  commands: {
    list: { summary: listCommand.summary, load: load(listCommand) },
    show: { summary: showCommand.summary, load: load(showCommand) },
    apply: { summary: applyCommand.summary, load: load(applyCommand) },
  },
};

async function namedTemplate(
  positionals: readonly string[],
  from: { readonly values: OptionValues<typeof folderOptions>; readonly context: CommandContext },
): Promise<WebhookTemplate> {
  const [name] = positionals;
  if (name === undefined || positionals.length > 1)
    throw new UsageError(`It takes the name of one template, not ${positionals.length}.`);
  const all = await findTemplates(from.values.templates ?? [], from.context.cwd);
  const template = all.get(name);
  if (template === undefined)
    throw new UsageError(
      `There is no template ${JSON.stringify(name)}; there are ${[...all.keys()].join(", ")}.`,
    );
  return template;
}

function assignments(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    texts.map((text) => {
      const equals = text.indexOf("=");
      if (equals < 1) throw new UsageError(`--set takes <name>=<value>, not "${text}".`);
      return [text.slice(0, equals), text.slice(equals + 1)] as const;
    }),
  );
}

/** Says now what the management API would refuse later. */
function checkWebhook(json: JsonObject, { name }: WebhookTemplate): void {
  const rules = { field: "webhook", location: "global", allowLoopbackHttp: true };
  let lines: readonly string[];
  try {
    lines = webhookViolations(fromJson(WebhookSchema, json), rules).map(
      ({ field, description }) => `${field}: ${description}`,
    );
  } catch (error) {
    lines = [error instanceof Error ? error.message : String(error)];
  }
  if (lines.length > 0)
    throw new CommandError(`What ${name} comes to is no webhook:\n${lines.join("\n")}`);
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null
    ? Object.values(value).flatMap((item: unknown) => textsOf(item))
    : [];
}

function renderTemplate({ name, service, summary, parameters, webhook }: WebhookTemplate): string {
  const rows = parameters.map((parameter) => [
    parameter.name,
    usual(parameter),
    parameter.description.replaceAll(/\s+/g, " "),
    parameter.expects ?? "",
  ]);
  const table = renderTable(["PARAMETER", "DEFAULT", "WHAT IT IS", "TAKES"], rows);
  return `${name} (${service}): ${summary}.\n\n${table}\n${toYaml(webhook as JsonObject)}`;
}

function usual({ required, default: value }: TemplateParameter): string {
  if (required) return "(required)";
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `environments effective-webhooks`: which URL an environment calls, and who decided so. */
import { toJson, type JsonObject, type JsonValue } from "@bufbuild/protobuf";
import { EffectiveWebhookSchema } from "../../../gen/es/fulfillkit/v1/effective_webhook_pb.ts";
import { exitCodes, type Command } from "../command.ts";
import { parseOptions, type OptionTable, type OptionValues } from "../options.ts";
import {
  agentOptions,
  connectionNotes,
  connectionOptions,
  fullName,
  onlyArgument,
  refuseArguments,
  withSession,
  type Session,
} from "./connection.ts";
import {
  at,
  cellText,
  formatOf,
  outputOptions,
  renderList,
  renderTable,
  type Column,
} from "./output.ts";
import { collect } from "./resource-type.ts";

const options = {
  ...agentOptions,
  ...outputOptions,
  ...connectionOptions,
} as const satisfies OptionTable;

const listed = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? value : [];

const columns: readonly Column[] = [
  { title: "WEBHOOK", cell: ({ settings }) => cellText(at(settings, "displayName")) },
  { title: "URI", cell: ({ uri }) => cellText(uri) },
  { title: "OVERRIDDEN", cell: ({ overridden }) => (overridden === true ? "yes" : "no") },
  {
    title: "CREDENTIALS",
    cell: ({ credentials }) =>
      listed(credentials)
        .map((one) =>
          cellText(at(one, "kind"))
            .replace(/^KIND_/, "")
            .toLowerCase(),
        )
        .join(", "),
  },
];

/** The webhooks of an agent as an environment calls them. */
export const effectiveWebhooksCommand: Command = {
  usage: "<environment> [<webhook>] [options]",
  summary: "Show which URL an environment calls, with which credentials, and who decided so.",
  details: `With a webhook, every value is shown with its source: the webhook, the environment's
override, or the platform's default. The environment draft has no overrides. Secrets are
hidden by the server. The real service has no such method.

${connectionNotes}

Examples:
  fulfillkit environments effective-webhooks 00000000-0000-4000-8000-000000000000
  fulfillkit environments effective-webhooks draft 11111111-0000-4000-8000-000000000000`,
  options,
  async run(context) {
    const { values, positionals } = parseOptions(options, context);
    const [environmentGiven, webhook, ...rest] = positionals;
    refuseArguments(rest);
    const format = formatOf(values);
    const given = onlyArgument(
      environmentGiven === undefined ? [] : [environmentGiven],
      "environment",
    );
    const environment = fullName("environment", given, values);
    const found = await withSession(values, context, (session) =>
      webhook === undefined
        ? all(session, environment)
        : one(session, { environment, webhook, values }),
    );
    context.print(
      webhook === undefined || format !== "table"
        ? renderList(found, { format, columns })
        : fieldTable(found),
    );
    return exitCodes.done;
  },
};

async function all({ client, call }: Session, parent: string): Promise<JsonObject[]> {
  const list = await collect(client.effectiveWebhooks.list({ parent }, call));
  return list.map((webhook) => toJson(EffectiveWebhookSchema, webhook) as JsonObject);
}

interface One {
  readonly environment: string;
  readonly webhook: string;
  readonly values: OptionValues<typeof agentOptions>;
}

async function one(
  { client, call }: Session,
  { environment, webhook, values }: One,
): Promise<JsonObject[]> {
  const id = fullName("webhook", webhook, values).split("/").at(-1) ?? "";
  const name = `${environment}/effectiveWebhooks/${id}`;
  const found = await client.effectiveWebhooks.get({ name }, call);
  return [toJson(EffectiveWebhookSchema, found) as JsonObject];
}

function fieldTable([webhook]: readonly JsonObject[]): string {
  const rows = listed(webhook?.["fields"]).map((field) => [
    cellText(at(field, "path")),
    cellText(at(field, "value")),
    cellText(at(field, "source"))
      .replace(/^VALUE_SOURCE_/, "")
      .toLowerCase(),
  ]);
  return renderTable(["FIELD", "VALUE", "SOURCE"], rows);
}

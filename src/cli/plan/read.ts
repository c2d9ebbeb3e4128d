/** What `plan` and `apply` begin with: the file, the agent, and the plan. */
import {
  agentOptions,
  connectionOptions,
  refuseArguments,
  type Session,
} from "../manage/connection.ts";
import { collect } from "../manage/resource-type.ts";
import { agentForFile } from "../manage/write.ts";
import type { CommandContext } from "../command.ts";
import { CommandError } from "../failure.ts";
import { UsageError, type OptionTable, type OptionValues } from "../options.ts";
import { absoluteNames } from "../resources/agent-names.ts";
import { fileOptions, loadResourceFile } from "../resources/read-file.ts";
import { painter } from "../resources/render-changes.ts";
import type { ResourceFile } from "../resources/resource-file.ts";
import { planChanges } from "./plan.ts";
import { textOrJsonOptions } from "../option-groups.ts";
import { renderPlan } from "./render.ts";
import type { Plan } from "./step.ts";

/** The options that `plan` and `apply` share. */
export const planOptions = {
  ...fileOptions,
  ...textOrJsonOptions,
  prune: { kind: "flag", help: "Delete webhooks that the file does not have" },
  force: { kind: "flag", help: "Delete them even if something uses them" },
  ...agentOptions,
  ...connectionOptions,
} as const satisfies OptionTable;

/** The format of the file, for the help pages. */
export const planFileNotes = `The file, in YAML:
  agent: projects/P/locations/L/agents/A     # or --agent
  webhooks:                                  # each a Webhook, known by its displayName
    - displayName: Payments
      genericWebService:
        uri: https://pay.example.com/webhook
        requestHeaders: { authorization: "Bearer \${env:PAY_TOKEN}" }
      timeout: 10s
  environments:                              # fields that are not given stay as they are
    - displayName: staging
      versionConfigs: [{ version: flows/F/versions/V }]
      webhookOverrides:                      # by the display name of the webhook
        - displayName: Payments
          genericWebService: { uri: https://pay.staging.example.com/webhook }

\${env:NAME} and \${file:path} stand for a variable and for a file beside it, so that the file
need not hold secrets. A collection that the file does not have is left alone; environments
are never deleted. Secrets are never printed.`;

/** A file and the agent that it is about. */
export interface PlanSource {
  readonly file: ResourceFile;
  readonly agent: string;
}

/** Reads the file. @throws UsageError without one or without an agent; CommandError for mistakes in it */
export async function readPlanSource(
  values: OptionValues<typeof planOptions>,
  positionals: readonly string[],
  context: CommandContext,
): Promise<PlanSource> {
  refuseArguments(positionals);
  if (values.file === undefined)
    throw new UsageError("Which file? Give it by -f, or - for standard input.");
  const file = await loadResourceFile(values.file, context);
  const agent = agentForFile(values, file);
  const { environments } = file;
  if (environments === undefined) return { file, agent };
  const full = environments.map((entry) => ({
    ...entry,
    message: absoluteNames(entry.message, agent),
  }));
  return { file: { ...file, environments: full }, agent };
}

/** Reads the agent and plans. @throws CommandError with a line for each reason why it can't be done */
export async function makePlan(
  session: Session,
  { file, agent }: PlanSource,
  values: OptionValues<typeof planOptions>,
): Promise<{ readonly plan: Plan; readonly text: string }> {
  const { client, call, context, endpoint } = session;
  const [webhooks, environments] = await Promise.all([
    collect(client.webhooks.list({ parent: agent, pageSize: 1000 }, call)),
    collect(client.environments.list({ parent: agent, pageSize: 100 }, call)),
  ]);
  const plan = planChanges(
    file,
    { webhooks, environments },
    { prune: values.prune ?? false, force: values.force ?? false },
  );
  if (plan.problems.length > 0) throw new CommandError(plan.problems.join("\n"));
  return { plan, text: renderPlan(plan, { agent, endpoint, paint: painter(context) }) };
}

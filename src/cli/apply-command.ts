/** `fulfillkit apply`: makes an agent what a file says. */
import { exitCodes, type Command, type CommandContext } from "./command.ts";
import { CommandError } from "./failure.ts";
import { connectionNotes, withSession, type Session } from "./manage/connection.ts";
import { parseOptions, UsageError, type OptionTable, type OptionValues } from "./options.ts";
import { applyPlan } from "./plan/apply.ts";
import { planOutputNotes, renderPlanJson, wantsJson, type Outcome } from "./plan/plan-json.ts";
import {
  makePlan,
  planFileNotes,
  planOptions,
  readPlanSource,
  type PlanSource,
} from "./plan/read.ts";

const options = {
  ...planOptions,
  yes: { kind: "flag", short: "y", help: "Do not ask" },
} as const satisfies OptionTable;

/** Applies a file. */
export const applyCommand: Command = {
  usage: "-f <file> [--prune [--force]] [--yes] [options]",
  summary: "Make an agent's webhooks and overrides what a file says.",
  details: `${planFileNotes}

Shows the plan and asks; with --yes it does not ask, and without a terminal it has to be given.
Webhooks come first, then the environments that override them, deletions last. It stops at the
first step that fails, and can be run again. If the agent changes while it asks, nothing is done.

${planOutputNotes}
Each change also has its "outcome", done, failed or not-tried; nothing is asked, so --yes is needed.

Exit codes: ${exitCodes.done} done, or nothing to do; ${exitCodes.failed} it failed, or the answer was no; ${exitCodes.usage} the command line is wrong.

${connectionNotes}

Examples:
  fulfillkit apply -f webhooks.yaml
  fulfillkit apply -f webhooks.yaml --prune --yes --endpoint google
  fulfillkit apply -f webhooks.yaml --yes --output json`,
  options,
  async run(context) {
    const { values, positionals } = parseOptions(options, context);
    const json = wantsJson(values);
    if (json && values.yes !== true)
      throw new UsageError("With --output json nothing is asked: give --yes.");
    const source = await readPlanSource(values, positionals, context);
    if (values.yes !== true && !context.terminal.input)
      throw new UsageError("There is no terminal to ask at: give --yes.");
    return withSession(values, context, (session) =>
      json ? applyAsJson(session, source, values) : apply(session, source, values),
    );
  },
};

async function apply(
  session: Session,
  source: PlanSource,
  values: OptionValues<typeof options>,
): Promise<number> {
  const { context } = session;
  const { plan, text } = await makePlan(session, source, values);
  context.print(text);
  if (plan.steps.length === 0) return exitCodes.done;
  if (values.yes !== true) {
    if (!(await agreed(context))) {
      context.printError("Nothing is changed.\n");
      return exitCodes.failed;
    }
    const { text: now } = await makePlan(session, source, values);
    if (now !== text)
      throw new CommandError("The agent has changed since this plan was made. Apply again.");
  }
  await applyPlan(session, plan, {
    agent: source.agent,
    force: values.force ?? false,
    onDone: (sentence) => context.print(`${sentence}\n`),
  });
  return exitCodes.done;
}

/** Prints one JSON document, whether all of it is done or not; what fails is thrown then. */
async function applyAsJson(
  session: Session,
  source: PlanSource,
  values: OptionValues<typeof options>,
): Promise<number> {
  const { plan } = await makePlan(session, source, values);
  const { agent } = source;
  const { context, endpoint } = session;
  const outcomes: Outcome[] = [];
  try {
    const force = values.force ?? false;
    await applyPlan(session, plan, { agent, force, onDone: () => outcomes.push("done") });
    return exitCodes.done;
  } finally {
    const [, ...others] = plan.steps.slice(outcomes.length);
    if (outcomes.length < plan.steps.length)
      outcomes.push("failed", ...others.map((): Outcome => "not-tried"));
    context.print(renderPlanJson(plan, { agent, endpoint, outcomes }));
  }
}

async function agreed(context: CommandContext): Promise<boolean> {
  const answer = await context.ask("Do this? Only yes is a yes: ");
  return answer.trim().toLowerCase() === "yes";
}

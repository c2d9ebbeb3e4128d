/** `fulfillkit plan`: what `apply` would do. */
import { exitCodes, type Command } from "./command.ts";
import { connectionNotes, withSession } from "./manage/connection.ts";
import { parseOptions } from "./options.ts";
import { planOutputNotes, renderPlanJson, wantsJson } from "./plan/plan-json.ts";
import { makePlan, planFileNotes, planOptions, readPlanSource } from "./plan/read.ts";

/** Shows a plan. */
export const planCommand: Command = {
  usage: "-f <file> [--prune [--force]] [options]",
  summary: "Show what differs between a file and an agent's webhooks and overrides.",
  details: `${planFileNotes}

What the agent has beside the file is listed, so that changes made by hand are seen.

${planOutputNotes}

Exit codes: ${exitCodes.done} nothing differs, ${exitCodes.changes} something differs, ${exitCodes.failed} it failed, ${exitCodes.usage} the command line is wrong.

${connectionNotes}

Examples:
  fulfillkit plan -f webhooks.yaml
  fulfillkit plan -f webhooks.yaml --prune --endpoint google
  fulfillkit plan -f webhooks.yaml --output json | jq '.changes[].resource.displayName'`,
  options: planOptions,
  async run(context) {
    const { values, positionals } = parseOptions(planOptions, context);
    const json = wantsJson(values);
    const source = await readPlanSource(values, positionals, context);
    return withSession(values, context, async (session) => {
      const { plan, text } = await makePlan(session, source, values);
      const { agent } = source;
      const { endpoint } = session;
      context.print(json ? renderPlanJson(plan, { agent, endpoint }) : text);
      return plan.steps.length === 0 ? exitCodes.done : exitCodes.changes;
    });
  },
};

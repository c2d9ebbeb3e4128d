/** `fulfillkit migrate`: the schema of the management API's database. */
import { exitCodes, type Command } from "./command.ts";
import { refuseArguments } from "./manage/connection.ts";
import { parseOptions, UsageError, type OptionTable } from "./options.ts";

const options = {
  store: {
    kind: "text",
    env: "FULFILLKIT_STORE",
    value: "<url>",
    help: "The database: a file, or postgres://user@host/database",
  },
  plan: { kind: "flag", help: "Change nothing, and show what would be done" },
  to: {
    kind: "number",
    value: "<version>",
    help: "The version to go to, up or down; 0 undoes everything, and all data is lost",
    shownDefault: "the newest",
  },
} as const satisfies OptionTable;

/** Migrates a store's database. */
export const migrateCommand: Command = {
  usage: "--store <url> [--plan] [--to <version>]",
  summary: "Bring the database of the management API to the schema of this release.",
  details: `All of it happens in one transaction, under a lock, or nothing does. With --plan the exit
code is 0 if there is nothing to do and ${exitCodes.changes} if there is something.

Examples:
  fulfillkit migrate --store fulfillkit.db --plan
  fulfillkit migrate --store postgres://fulfillkit@localhost/fulfillkit
  fulfillkit migrate --store fulfillkit.db --to 0`,
  options,
  async run(context) {
    const { values, positionals } = parseOptions(options, context);
    refuseArguments(positionals);
    const { store, plan = false, to } = values;
    if (store === undefined)
      throw new UsageError(
        "Which database? Give --store, a file or postgres://user@host/database.",
      );
    const { migrate } = await import("../storage/index.ts");
    const report = await migrate({ url: store, plan, ...(to !== undefined && { to }) });
    for (const { summary, sql } of report.steps) {
      context.print(`${summary}\n`);
      if (plan) context.print(sql.map((statement) => `  ${statement};\n`).join(""));
    }
    context.print(`${report.summary}\n`);
    return plan && report.steps.length > 0 ? exitCodes.changes : exitCodes.done;
  },
};

/** `fulfillkit reseal`: the second half of a rotation of the keys that seal secrets. */
import type { KeyRing } from "../management/key-ring.ts";
import type { ResealReport } from "../management/reseal.ts";
import { exitCodes, type Command, type CommandContext } from "./command.ts";
import { refuseArguments } from "./manage/connection.ts";
import { parseOptions, type OptionTable } from "./options.ts";
import { databaseOf, keyOptions, ringOf, storeOptions, withStore } from "./store-options.ts";

const options = {
  ...storeOptions,
  ...keyOptions,
  plan: { kind: "flag", help: "Change nothing, and count what older keys have sealed" },
} as const satisfies OptionTable;

/** Seals a store's secrets with the newest key. */
export const resealCommand: Command = {
  usage: "--store <url> [--key-file <file>] [--plan]",
  summary: "Seal all stored secrets with the newest key, so that older ones can go.",
  details: `To rotate: add a line with a new key to the end of the key file, restart every server on
the database, run this, and take the old line out once --plan finds nothing under it.
Servers may go on meanwhile. After an interruption, run it again. With --plan the exit code
is 0 if there is nothing to do and ${exitCodes.changes} if there is something; where secrets can't be
read it is ${exitCodes.failed}.

Examples:
  fulfillkit reseal --store fulfillkit.db --plan
  fulfillkit reseal --store postgres://fulfillkit@localhost/fulfillkit --key-file keys`,
  options,
  async run(context) {
    const { values, positionals } = parseOptions(options, context);
    refuseArguments(positionals);
    const { plan = false } = values;
    const store = databaseOf(values);
    const ring = await ringOf(values, context, { url: store });
    const report = await run(context, { store, ring, plan });
    return tell(context, { report, ring, plan });
  },
};

/** What to do. */
interface Task {
  readonly store: string;
  readonly ring: KeyRing;
  readonly plan: boolean;
}

async function run(
  context: CommandContext,
  { store: url, ring, plan }: Task,
): Promise<ResealReport> {
  const { createSecretBox, reseal } = await import("../management/index.ts");
  return withStore({ url }, async (store) => {
    const progress = progressOn(context);
    try {
      const secrets = createSecretBox(ring);
      return await reseal({ store, secrets, plan, signal: context.stop, progress: progress.show });
    } finally {
      progress.end();
    }
  });
}

/** How many resources make another line where there is no terminal. */
const lineEvery = 10_000;

function progressOn({ terminal, printError }: CommandContext): {
  readonly show: (resources: number) => void;
  readonly end: () => void;
} {
  let lines = 0;
  return {
    show(resources) {
      const text = `${resources} resources looked at`;
      if (terminal.errors) printError(`\r\u001B[K${text}`);
      else if (Math.floor(resources / lineEvery) > lines) {
        lines = Math.floor(resources / lineEvery);
        printError(`${text}\n`);
      }
    },
    end() {
      if (terminal.errors) printError("\r\u001B[K");
    },
  };
}

interface Result {
  readonly report: ResealReport;
  readonly ring: KeyRing;
  readonly plan: boolean;
}

/** Prints what has come of it, and gives the exit code. */
function tell(context: CommandContext, { report, ring, plan }: Result): number {
  const newest = ring.newest.id;
  for (const { key, resources, secrets } of report.resealed)
    context.print(
      `${amount(secrets, "secret")} in ${amount(resources, "resource")}: sealed with ${key}, ${plan ? "would be sealed anew" : "now"} with ${newest}.\n`,
    );
  if (!report.complete) {
    context.printError("Stopped. Run it again: it goes on with what is left.\n");
    return exitCodes.failed;
  }
  context.print(
    `${amount(report.resources, "resource")} looked at; ${amount(report.current, "secret")} had been sealed with ${newest} before.\n`,
  );
  const problems = problemsOf(report, ring);
  context.printError(problems.map((problem) => `${problem}\n`).join(""));
  if (problems.length > 0) return exitCodes.failed;
  if (plan && report.resealed.length > 0) return exitCodes.changes;
  context.print(`No stored secret needs another key than ${newest}.\n`);
  return exitCodes.done;
}

function problemsOf({ unreadable, unknown }: ResealReport, ring: KeyRing): readonly string[] {
  const problems = unreadable.map(({ key, missing, secrets, resources, example }) => {
    const what = `${amount(secrets, "secret")} in ${amount(resources, "resource")}, such as ${example}, can't be read`;
    if (key === "") return `${what}: they are no sealed texts.`;
    return missing
      ? `${what}: the key ${key} is not in the key file. Put its line back, before the one of ${ring.newest.id}, and run this again.`
      : `${what}: they were changed, or sealed with another key that was called ${key}.`;
  });
  if (unknown)
    problems.push(
      `${amount(unknown.resources, "resource")}, such as ${unknown.example}: left alone, since this release can't make sense of what is stored there.`,
    );
  return problems;
}

function amount(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

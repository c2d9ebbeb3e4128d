/** `fulfillkit behaviours`: what calling a webhook comes to where the platform's documentation leaves room. */
import { type Behaviour, behaviours } from "../dispatch/behaviours.ts";
import { exitCodes, type Command } from "./command.ts";
import { chosenFormat } from "./manage/output.ts";
import { textOrJsonOptions } from "./option-groups.ts";
import { parseOptions, UsageError } from "./options.ts";

/** Prints the table of behaviours. */
export const behavioursCommand: Command = {
  usage: "[<name> …] [options]",
  summary: "Show what a call does where the platform's documentation leaves room, and why.",
  details: `The evidence of a default is documented (a page or a comment of the API says so), observed
(captured calls or agents show it) or assumed.

Examples:
  fulfillkit behaviours
  fulfillkit behaviours overrideMerge redirects
  fulfillkit behaviours --output json | jq '.[] | select(.evidence == "assumed").name'`,
  options: textOrJsonOptions,
  run(context) {
    const { values, positionals } = parseOptions(textOrJsonOptions, context);
    const format = chosenFormat(values.output ?? "text", ["text", "json"]);
    const rows = chosenRows(positionals);
    context.print(
      format === "json"
        ? `${JSON.stringify(rows, undefined, 2)}\n`
        : rows.map((row) => renderBehaviour(row)).join("\n"),
    );
    return Promise.resolve(exitCodes.done);
  },
};

/** A row of the table, with its name. */
type NamedBehaviour = { readonly name: string } & Behaviour;

function chosenRows(names: readonly string[]): readonly NamedBehaviour[] {
  const rows = Object.entries<Behaviour>(behaviours).map(([name, row]) => ({ name, ...row }));
  const unknown = names.find((name) => !rows.some((row) => row.name === name));
  if (unknown !== undefined)
    throw new UsageError(
      `There is no behaviour ${JSON.stringify(unknown)}; there are ${rows.map(({ name }) => name).join(", ")}.`,
    );
  return names.length === 0 ? rows : rows.filter(({ name }) => names.includes(name));
}

function renderBehaviour({ name, about, why, evidence, ...row }: NamedBehaviour): string {
  const choices = describeChoices(row).join(" | ");
  return `${name}: ${choices} (default ${String(row.default)}, ${evidence})\n  ${about}\n  ${why}\n`;
}

/** The values that a behaviour takes, each as text; a range is one of them. */
export function describeChoices({ choices }: Pick<Behaviour, "choices">): readonly string[] {
  return "min" in choices ? [`${choices.min} to ${choices.max}`] : choices.map(String);
}

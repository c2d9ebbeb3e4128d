/**
 * Writes docs/behaviours.md: the table of src/dispatch/behaviours.ts, and the system functions.
 * `npm run generate` runs it.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeChoices } from "../src/cli/behaviours.ts";
import { type Behaviour, behaviours } from "../src/dispatch/behaviours.ts";
import { functionDescriptions } from "../src/dispatch/functions/table.ts";
import { root } from "./run.ts";

/** Where the page is, from the repository's root. */
export const behavioursPagePath = "docs/behaviours.md";

/** The page, in Markdown. */
export function behavioursPage(): string {
  const rows = Object.entries<Behaviour>(behaviours).map(
    ([name, { about, default: usual, evidence, why, ...rest }]) =>
      row([
        `\`${name}\``,
        about,
        describeChoices(rest).map(code).join(" "),
        code(String(usual)),
        evidence,
        why,
      ]),
  );
  const functions = functionDescriptions.map(({ signature, summary }) =>
    row([code(signature), summary]),
  );
  return `# Behaviours of the platform

Where the platform's documentation is silent or leaves room, what a call does is an option. \`documented\` defaults follow a page or a comment of the API, \`observed\` ones follow captured calls or agents, and \`assumed\` ones are our reading. \`fulfillkit behaviours\` prints the same table.

| behaviour | what it decides | choices | default | evidence | why |
|---|---|---|---|---|---|
${rows.join("\n")}

## System functions

What can be called as \`$sys.func.NAME(…)\` in URLs, headers and bodies of flexible webhooks. Arguments in brackets may be left out.

| function | what it does |
|---|---|
${functions.join("\n")}

This page is generated from \`src/dispatch/behaviours.ts\` and \`src/dispatch/functions/\` by \`npm run generate\`.
`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function code(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

if (import.meta.main) writeFileSync(join(root, behavioursPagePath), behavioursPage());

/** A plan as a person reads it. */
import { changeLines, type Painter, type Sign } from "../resources/render-changes.ts";
import { printable } from "../text.ts";
import type { Plan, Step } from "./step.ts";

const signs: Readonly<Record<Step["action"], Sign>> = { create: "+", update: "~", delete: "-" };

/** The plan, ending in a newline: each step with its changes, what is left alone, and the sum. */
export function renderPlan(
  { steps, notes }: Plan,
  about: { readonly agent: string; readonly endpoint: string; readonly paint: Painter },
): string {
  const { agent, endpoint, paint } = about;
  const blocks = steps.map(({ action, kind, displayName, changes }) => {
    const sign = signs[action];
    const title = paint(sign, `${sign} ${kind} ${printable(displayName)}`);
    return [title, ...changeLines(changes, { paint, indent: "    " })].join("\n");
  });
  const drift = notes.map((note) => `  ${printable(note)}`);
  return [
    `${agent} at ${endpoint}`,
    ...blocks,
    ...(drift.length > 0 ? [["Beside the file:", ...drift].join("\n")] : []),
    sumOf(steps),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

function sumOf(steps: readonly Step[]): string {
  const count = (action: Step["action"]): number =>
    steps.filter((step) => step.action === action).length;
  return steps.length === 0
    ? "Nothing to do: the agent is what the file says."
    : `${count("create")} to create, ${count("update")} to change, ${count("delete")} to delete.`;
}

/** A plan as a program reads it. */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { secretMask } from "../../management/stored-message.ts";
import { chosenFormat } from "../manage/output.ts";
import type { textOrJsonOptions } from "../option-groups.ts";
import type { OptionValues } from "../options.ts";
import type { Change } from "../resources/changes.ts";
import type { Plan, Step } from "./step.ts";

/** The shape of the JSON, for the help pages. */
export const planOutputNotes = `With --output json:
  { "agent": "projects/…", "endpoint": "http://…",
    "changes": [{ "action": "create", "update" or "delete",
                  "resource": { "kind": "webhook" or "environment", "displayName": "…", "name": "…" },
                  "fields": [{ "path": "timeout", "from": "5s", "to": "10s", "secret": false }] }],
    "notes": ["what the agent has beside the file"] }
in the order in which apply goes. A resource to be created has no name yet; a field without "from"
is added, one without "to" is cleared. Secrets are ${secretMask}, or what the file has in their place.`;

/** Whether JSON is asked for. @throws UsageError for a format that there is not */
export function wantsJson({ output = "text" }: OptionValues<typeof textOrJsonOptions>): boolean {
  return chosenFormat(output, ["text", "json"]) === "json";
}

/** What became of a step. */
export type Outcome = "done" | "failed" | "not-tried";

/** Where a plan is about, and what became of its steps, in their order. */
export interface PlanContext {
  readonly agent: string;
  readonly endpoint: string;
  /** Default: the plan is only a plan, and says nothing of it. */
  readonly outcomes?: readonly Outcome[];
}

/**
 * The plan in the shape that the help pages tell, ending in a newline. Members may
 * be added to it, but none is taken away or changes its meaning.
 */
export function renderPlanJson({ steps, notes }: Plan, about: PlanContext): string {
  const { agent, endpoint, outcomes } = about;
  const changes = steps.map((step, index): JsonObject => {
    const outcome = outcomes?.[index];
    return { ...stepJson(step), ...(outcome !== undefined && { outcome }) };
  });
  const json: JsonObject = { agent, endpoint, changes, notes: [...notes] };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}

function stepJson(step: Step): JsonObject {
  const { action, kind, displayName, changes } = step;
  const name = step.action === "delete" ? step.name : step.resource.name;
  return {
    action,
    resource: { kind, displayName, ...(name !== "" && { name }) },
    fields: changes.map(fieldJson),
  };
}

function fieldJson({ path, before, after, secret, written }: Change): JsonObject {
  // What a file has by reference is not meant for eyes, so neither is what it replaces.
  const hidden = secret || written !== undefined;
  const shown = (value: JsonValue): JsonValue => (hidden ? secretMask : value);
  return {
    path,
    ...(before !== undefined && { from: shown(before) }),
    ...(after !== undefined && { to: written ?? shown(after) }),
    secret: hidden,
  };
}

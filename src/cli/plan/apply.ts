/** Carries a plan out. */
import { environmentType } from "../manage/environment-type.ts";
import type { Session } from "../manage/connection.ts";
import { webhookType } from "../manage/webhook-type.ts";
import { CommandError, describeFailure } from "../failure.ts";
import type { Plan, Step } from "./step.ts";

const verbs: Readonly<Record<Step["action"], string>> = {
  create: "Created",
  update: "Updated",
  delete: "Deleted",
};

/** Where, and how. */
export interface ApplyOptions {
  readonly agent: string;
  readonly force: boolean;
  /** Is told of each step that is done, in a sentence. */
  readonly onDone: (sentence: string) => void;
}

/**
 * Takes the steps one by one.
 *
 * @throws CommandError for the first that fails, saying how far it came; running
 *   it again goes on from there
 */
export async function applyPlan(
  session: Session,
  { steps }: Plan,
  options: ApplyOptions,
): Promise<void> {
  for (const [done, step] of steps.entries()) {
    const what = `${step.kind} ${step.displayName}`;
    try {
      await take(session, step, options);
    } catch (error) {
      throw new CommandError(
        `${step.action} ${what}: ${describeFailure(error)}\n${done} of ${steps.length} steps are done, the others were not tried. Apply again to go on.`,
      );
    }
    options.onDone(`${verbs[step.action]} ${what}`);
  }
}

async function take(session: Session, step: Step, { agent, force }: ApplyOptions): Promise<void> {
  const type = step.kind === "webhook" ? webhookType : environmentType;
  if (step.action === "delete") {
    await type.remove(session, { name: step.name, force });
    return;
  }
  // Overrides may be of webhooks that have got their names just now.
  const resource = await type.bind(session, step.resource, agent);
  if (step.action === "create") await type.create(session, { parent: agent, resource });
  else await type.update(session, { resource, paths: step.paths });
}

/** `fulfillkit webhooks …` */
import type { CommandGroup } from "./command.ts";
import { exportCommand, getCommand, listCommand } from "./manage/list.ts";
import { updateCommand } from "./manage/update.ts";
import { webhookType } from "./manage/webhook-type.ts";
import { createCommand, deleteCommand, importCommand } from "./manage/write.ts";

const load = (command: ReturnType<typeof listCommand>) => (): Promise<typeof command> =>
  Promise.resolve(command);

/** The webhooks of an agent. */
export const webhooksGroup: CommandGroup = {
  summary: "The webhooks of an agent: where each one is, and how it is called.",
  details: `FULFILLKIT_AGENT and FULFILLKIT_ENDPOINT save typing --agent and --endpoint.`,
  commands: {
    list: { summary: "List them.", load: load(listCommand(webhookType)) },
    get: { summary: "Show one.", load: load(getCommand(webhookType)) },
    create: { summary: "Create those of a file.", load: load(createCommand(webhookType)) },
    update: {
      summary: "Change one: fields, the whole, or in $EDITOR.",
      load: load(updateCommand(webhookType)),
    },
    delete: { summary: "Delete some.", load: load(deleteCommand(webhookType)) },
    export: { summary: "Write all of them as a file.", load: load(exportCommand(webhookType)) },
    import: {
      summary: "Create or update those of a file, by display name.",
      load: load(importCommand(webhookType)),
    },
  },
};

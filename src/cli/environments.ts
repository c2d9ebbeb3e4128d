/** `fulfillkit environments …` */
import type { CommandGroup } from "./command.ts";
import { environmentType } from "./manage/environment-type.ts";
import { exportCommand, getCommand, listCommand } from "./manage/list.ts";
import { updateCommand } from "./manage/update.ts";
import { createCommand, deleteCommand, importCommand } from "./manage/write.ts";

const load = (command: ReturnType<typeof listCommand>) => (): Promise<typeof command> =>
  Promise.resolve(command);

/** The environments of an agent. */
export const environmentsGroup: CommandGroup = {
  summary: "The environments of an agent: which versions they serve, and with which webhooks.",
  details: `FULFILLKIT_AGENT and FULFILLKIT_ENDPOINT save typing --agent and --endpoint.`,
  commands: {
    list: { summary: "List them.", load: load(listCommand(environmentType)) },
    get: { summary: "Show one.", load: load(getCommand(environmentType)) },
    create: { summary: "Create those of a file.", load: load(createCommand(environmentType)) },
    update: {
      summary: "Change one: fields, the whole, or in $EDITOR.",
      load: load(updateCommand(environmentType)),
    },
    delete: { summary: "Delete some.", load: load(deleteCommand(environmentType)) },
    history: {
      summary: "Show what one was like after each change.",
      load: async () => (await import("./manage/environment-lists.ts")).historyCommand,
    },
    "deploy-flow": {
      summary: "Put a version of a flow into one.",
      load: async () => (await import("./manage/deploy.ts")).deployFlowCommand,
    },
    "run-continuous-test": {
      summary: "Run the tests of one.",
      load: async () => (await import("./manage/deploy.ts")).runContinuousTestCommand,
    },
    results: {
      summary: "List the results of its tests.",
      load: async () => (await import("./manage/environment-lists.ts")).resultsCommand,
    },
    "effective-webhooks": {
      summary: "Show which URL it calls, with which credentials, and who decided so.",
      load: async () => (await import("./manage/effective.ts")).effectiveWebhooksCommand,
    },
    export: {
      summary: "Write all of them as a file.",
      load: load(exportCommand(environmentType)),
    },
    import: {
      summary: "Create or update those of a file, by display name.",
      load: load(importCommand(environmentType)),
    },
  },
};

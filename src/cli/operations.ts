/** `fulfillkit operations …` */
import type { Command, CommandGroup } from "./command.ts";

const from = (name: "list" | "get" | "cancel" | "delete" | "wait") => async (): Promise<Command> =>
  (await import("./manage/operations.ts")).operationCommands[name];

/** Long-running operations of a location. */
export const operationsGroup: CommandGroup = {
  summary: "Long-running operations, which belong to the agent's location.",
  details: `FULFILLKIT_AGENT and FULFILLKIT_ENDPOINT save typing --agent and --endpoint.`,
  commands: {
    list: { summary: "List them.", load: from("list") },
    get: { summary: "Show one.", load: from("get") },
    cancel: { summary: "Ask the server to end one.", load: from("cancel") },
    delete: { summary: "Forget one, with its result.", load: from("delete") },
    wait: { summary: "Wait until one is done.", load: from("wait") },
  },
};

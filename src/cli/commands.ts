/** The table of commands: a name, and the module that has it, loaded when it is called. */
import type { CommandTable } from "./command.ts";

/** Every command of `fulfillkit`. */
export const commands: CommandTable = {
  serve: {
    summary: "Serve a router as JSON, Connect, gRPC-Web and gRPC on one port.",
    load: async () => (await import("./serve.ts")).serveCommand,
  },
  verify: {
    summary: "Call a webhook as the platform would, and judge its answers.",
    load: async () => (await import("./verify.ts")).verifyCommand,
  },
  call: {
    summary: "Call a webhook as the platform does, and show what came of it.",
    load: async () => (await import("./call.ts")).callCommand,
  },
  webhooks: {
    summary: "List, read, create, change and delete the webhooks of an agent.",
    load: async () => (await import("./webhooks.ts")).webhooksGroup,
  },
  environments: {
    summary: "The same for environments, and deploy to them and test them.",
    load: async () => (await import("./environments.ts")).environmentsGroup,
  },
  operations: {
    summary: "Follow, cancel and forget long-running operations.",
    load: async () => (await import("./operations.ts")).operationsGroup,
  },
  plan: {
    summary: "Show what differs between a file and an agent's webhooks and overrides.",
    load: async () => (await import("./plan-command.ts")).planCommand,
  },
  apply: {
    summary: "Make an agent's webhooks and overrides what a file says.",
    load: async () => (await import("./apply-command.ts")).applyCommand,
  },
  migrate: {
    summary: "Bring the database of the management API to the schema of this release.",
    load: async () => (await import("./migrate.ts")).migrateCommand,
  },
  reseal: {
    summary: "Seal all stored secrets with the newest key, so that older ones can go.",
    load: async () => (await import("./reseal.ts")).resealCommand,
  },
  secrets: {
    summary: "Keep the secrets that webhooks refer to by name, sealed in the database.",
    load: async () => (await import("./secrets.ts")).secretsGroup,
  },
  behaviours: {
    summary: "Show what a call does where the platform's documentation leaves room, and why.",
    load: async () => (await import("./behaviours.ts")).behavioursCommand,
  },
  templates: {
    summary: "Webhooks for well-known services, made from predefined configurations.",
    load: async () => (await import("./templates.ts")).templatesGroup,
  },
  issuer: {
    summary: "Serve an issuer of ID tokens for trying a webhook's verification, or print a token.",
    load: async () => (await import("./issuer.ts")).issuerCommand,
  },
  mock: {
    summary: "Serve a mock webhook that answers by the rules of a file, rightly or wrongly.",
    load: async () => (await import("./mock.ts")).mockCommand,
  },
};

/** The options by which every management command finds its server, and the client that they make. */
import type { CallOptions, ManagementClient, Protocol } from "../../client/index.ts";
import { matchName, type ResourceKind, resourceKinds } from "../../management/resource-name.ts";
import type { CommandContext } from "../command.ts";
import { asUsage, type OptionTable, type OptionValues, UsageError } from "../options.ts";
import { readAuthorities } from "./authorities.ts";

/** Where the server is, and who calls. */
export const connectionOptions = {
  endpoint: {
    kind: "text",
    env: "FULFILLKIT_ENDPOINT",
    value: "<url>",
    help: "The management API; google is the real service, at the agent's location",
    shownDefault: "http://localhost:8080",
  },
  protocol: {
    kind: "text",
    env: "FULFILLKIT_PROTOCOL",
    value: "<name>",
    help: "How calls travel: grpc, connect or rest",
    shownDefault: "grpc",
  },
  token: {
    kind: "text",
    env: "FULFILLKIT_TOKEN",
    help: "A bearer token; the real service otherwise gets Application Default Credentials",
  },
  ca: {
    kind: "text",
    env: "FULFILLKIT_CA",
    value: "<file>",
    help: "Authorities to trust over TLS, in PEM, in place of the public ones",
  },
} as const satisfies OptionTable;

/** Which agent it is about. */
export const agentOptions = {
  agent: {
    kind: "text",
    env: "FULFILLKIT_AGENT",
    value: "<name>",
    help: "The agent, projects/P/locations/L/agents/A",
  },
} as const satisfies OptionTable;

/** A note for the help pages of all commands that call a server. */
export const connectionNotes = `A resource is given by its id, with --agent, or by its full name. --endpoint google calls
the real service; any other endpoint is a URL such as http://localhost:8080, or over TLS
https://api.example.com, with --ca for certificates of an authority of your own.`;

type ConnectionValues = OptionValues<typeof connectionOptions>;

/** What a command works with while it is connected. */
export interface Session {
  readonly client: ManagementClient;
  readonly context: CommandContext;
  /** Goes with every call: it ends when the command is asked to stop. */
  readonly call: CallOptions;
  /** The server, as it is shown to a person. */
  readonly endpoint: string;
}

const protocols: readonly Protocol[] = ["grpc", "connect", "rest"];

/**
 * Connects, works and disconnects.
 *
 * @throws UsageError for an endpoint or a protocol that there is not, CommandError for a file of
 *   certificates that is none, and whatever the work throws
 */
export async function withSession<T>(
  values: ConnectionValues,
  context: CommandContext,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { endpoint = "http://localhost:8080", token, protocol = "grpc" } = values;
  const known = protocols.find((one) => one === protocol);
  if (known === undefined)
    throw new UsageError(`--protocol takes ${protocols.join(", ")}, not "${protocol}".`);
  const ca = values.ca === undefined ? undefined : await readAuthorities(values.ca, context);
  const isReal = endpoint === "google";
  const { createManagementClient } = await import("../../client/index.ts");
  const client = asUsage(() =>
    createManagementClient({
      protocol: known,
      // A person who mistyped the address should not wait until all tries are over.
      ...(!isReal && { endpoint, retry: false }),
      ...(token !== undefined && { credentials: { token } }),
      ...(ca !== undefined && { tls: { ca } }),
    }),
  );
  try {
    const shown = isReal ? "dialogflow.googleapis.com" : endpoint;
    return await work({ client, context, call: { signal: context.stop }, endpoint: shown });
  } finally {
    await client.close();
  }
}

/** The agent that is given. @throws UsageError if there is none, or it is no agent's name */
export function agentOf({ agent }: OptionValues<typeof agentOptions>): string {
  if (agent === undefined)
    throw new UsageError(
      "Which agent? Give --agent projects/P/locations/L/agents/A, or set FULFILLKIT_AGENT.",
    );
  if (matchName("agent", agent) === undefined)
    throw new UsageError(
      `"${agent}" is no agent's name: it has the form ${resourceKinds.agent.pattern}.`,
    );
  return agent;
}

/** The location of an agent, `projects/P/locations/L`: operations belong to it. */
export function locationOf(agent: string): string {
  return agent.split("/").slice(0, 4).join("/");
}

/**
 * The full name of a resource.
 *
 * @param kind what it is
 * @param given its id or its full name; an id needs the agent
 * @throws UsageError for an id without an agent, or a full name of another kind
 */
export function fullName(
  kind: ResourceKind & ("webhook" | "environment" | "operation"),
  given: string,
  values: OptionValues<typeof agentOptions>,
): string {
  const parent = (): string =>
    kind === "operation" ? locationOf(agentOf(values)) : agentOf(values);
  const name = given.includes("/") ? given : `${parent()}/${kind}s/${given}`;
  if (matchName(kind, name) === undefined)
    throw new UsageError(
      `"${given}" is no ${kind}: give its id, or a name of the form ${resourceKinds[kind].pattern}.`,
    );
  return name;
}

/** The only positional argument of a command. @throws UsageError if there is none or more than one */
export function onlyArgument(positionals: readonly string[], what: string): string {
  const [first, ...rest] = positionals;
  if (first === undefined) throw new UsageError(`Which ${what}? Give its id or full name.`);
  refuseArguments(rest);
  return first;
}

/** For commands without arguments, and for what follows the last one. @throws UsageError if there is any */
export function refuseArguments(positionals: readonly string[]): void {
  if (positionals.length === 0) return;
  throw new UsageError(
    `There ${positionals.length === 1 ? "is an argument" : "are arguments"} too many: ${positionals.join(" ")}.`,
  );
}

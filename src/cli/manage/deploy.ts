/** `environments deploy-flow` and `environments run-continuous-test`: what takes its time. */
import { toJson, type DescMessage, type JsonObject, type Message } from "@bufbuild/protobuf";
import {
  ContinuousTestResult_AggregatedTestResult,
  DeployFlowResponseSchema,
  RunContinuousTestResponseSchema,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import type { PendingOperation } from "../../client/index.ts";
import { hideSecrets } from "../../management/stored-message.ts";
import { matchName, resourceKinds } from "../../management/resource-name.ts";
import { exitCodes, type Command } from "../command.ts";
import { parseOptions, UsageError, type OptionTable, type OptionValues } from "../options.ts";
import { leavesOf } from "../resources/changes.ts";
import {
  agentOf,
  agentOptions,
  connectionNotes,
  connectionOptions,
  fullName,
  onlyArgument,
  withSession,
  type Session,
} from "./connection.ts";
import { formatOf, outputOptions, renderOne } from "./output.ts";
import { follow, printStarted, waitOptions } from "./progress.ts";

const operationOptions = {
  ...waitOptions,
  ...agentOptions,
  ...outputOptions,
  ...connectionOptions,
} as const satisfies OptionTable;

interface Started<T extends Message> {
  readonly session: Session;
  readonly label: string;
  readonly schema: DescMessage;
  readonly pending: PendingOperation<T>;
}

/** Waits for an operation and prints what it ends with, or prints its name; undefined then. */
async function printOutcome<T extends Message>(
  { session, label, schema, pending }: Started<T>,
  values: OptionValues<typeof operationOptions>,
): Promise<T | undefined> {
  const { context } = session;
  if (values.wait === false) {
    await printStarted(pending, context);
    return undefined;
  }
  const response = await follow(pending, { session, label });
  hideSecrets(schema, response);
  context.print(
    renderOne(toJson(schema, response) as JsonObject, {
      format: formatOf(values),
      values: new Map([...leavesOf(schema, response)].map(([path, { value }]) => [path, value])),
    }),
  );
  return response;
}

const deployOptions = {
  "flow-version": {
    kind: "text",
    value: "<version>",
    help: "The version: flows/F/versions/V, or its full name",
  },
  ...operationOptions,
} as const satisfies OptionTable;

/** Puts a version of a flow into an environment. */
export const deployFlowCommand: Command = {
  usage: "<environment> --flow-version <version> [options]",
  summary: "Put a version of a flow into an environment, in place of the present one.",
  details: `${connectionNotes}

Examples:
  fulfillkit environments deploy-flow x --flow-version flows/f/versions/3
  fulfillkit environments deploy-flow x --flow-version flows/f/versions/3 --no-wait`,
  options: deployOptions,
  async run(context) {
    const { values, positionals } = parseOptions(deployOptions, context);
    formatOf(values);
    const environment = fullName("environment", onlyArgument(positionals, "environment"), values);
    const flowVersion = versionName(values["flow-version"], values);
    await withSession(values, context, async (session) => {
      const { client, call } = session;
      const pending = client.environments.deployFlow({ environment, flowVersion }, call);
      const label = `Deploying ${flowVersion.split("/").slice(6).join("/")}`;
      const started = { session, label, schema: DeployFlowResponseSchema, pending };
      await printOutcome(started, values);
    });
    return exitCodes.done;
  },
};

function versionName(given: string | undefined, values: OptionValues<typeof agentOptions>): string {
  if (given === undefined)
    throw new UsageError("Which version? Give --flow-version flows/F/versions/V.");
  const name = given.startsWith("flows/") ? `${agentOf(values)}/${given}` : given;
  if (matchName("flowVersion", name) === undefined)
    throw new UsageError(
      `"${given}" is no version: give flows/F/versions/V, or a name of the form ${resourceKinds.flowVersion.pattern}.`,
    );
  return name;
}

/** Runs the tests of an environment. */
export const runContinuousTestCommand: Command = {
  usage: "<environment> [options]",
  summary: "Run the tests of an environment.",
  details: `The exit code is 0 if all of them passed, and 1 if one did not.

${connectionNotes}

Examples:
  fulfillkit environments run-continuous-test 00000000-0000-4000-8000-000000000000`,
  options: operationOptions,
  async run(context) {
    const { values, positionals } = parseOptions(operationOptions, context);
    formatOf(values);
    const environment = fullName("environment", onlyArgument(positionals, "environment"), values);
    return withSession(values, context, async (session) => {
      const pending = session.client.environments.runContinuousTest({ environment }, session.call);
      const started = {
        session,
        label: "Running the tests",
        schema: RunContinuousTestResponseSchema,
        pending,
      };
      const response = await printOutcome(started, values);
      const failed = ContinuousTestResult_AggregatedTestResult.FAILED;
      return response?.continuousTestResult?.result === failed ? exitCodes.failed : exitCodes.done;
    });
  },
};

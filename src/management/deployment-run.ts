/**
 * DeployFlow, as the work of an operation.
 */
import { clone, create } from "@bufbuild/protobuf";
import {
  Deployment_State,
  DeploymentSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/deployment_pb.ts";
import {
  DeployFlowMetadataSchema,
  DeployFlowRequestSchema,
  DeployFlowResponseSchema,
  EnvironmentSchema,
  type Environment,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { runTestCases } from "./continuous-test-run.ts";
import {
  addChild,
  readEnvironment,
  requireEnvironment,
  timeNow,
  updateEnvironment,
} from "./environments-state.ts";
import type { OperationMethod } from "./operations-run.ts";
import { parentOf } from "./resource-name.ts";
import { toBody } from "./stored-message.ts";

/**
 * Puts a flow's version into an environment. Where the environment asks for tests
 * before a deployment and one of them fails, the environment stays as it is, the
 * deployment is FAILED, and the metadata say why.
 */
export const deployFlowMethod: OperationMethod<typeof DeployFlowRequestSchema> = {
  name: "DeployFlow",
  request: DeployFlowRequestSchema,
  metadata: DeployFlowMetadataSchema,
  async perform({ environment: parent, flowVersion }, run) {
    const { parts, writer, id } = run;
    const startTime = timeNow(parts);
    const current = readEnvironment(parts, await requireEnvironment(writer, parent));
    const testErrors = current.testCasesConfig?.enablePredeploymentRun
      ? runTestCases(parts, current)
      : [];
    const refused = testErrors.length > 0;
    const environment = refused
      ? current
      : await updateEnvironment(run, withVersion(current, flowVersion));
    const name = `${parent}/deployments/${id}`;
    const deployment = create(DeploymentSchema, {
      name,
      flowVersion,
      state: refused ? Deployment_State.FAILED : Deployment_State.SUCCEEDED,
      result: {},
      startTime,
      endTime: timeNow(parts),
    });
    const body = toBody(parts.secrets, DeploymentSchema, { name, message: deployment });
    await addChild(run, { child: "deployment", parent, name, body });
    return {
      response: {
        schema: DeployFlowResponseSchema,
        message: create(DeployFlowResponseSchema, { environment, deployment: name }),
      },
      metadata: {
        schema: DeployFlowMetadataSchema,
        message: create(DeployFlowMetadataSchema, { testErrors }),
      },
    };
  },
};

/** The environment with a flow's version in place of the one it had, or behind the others if it had none. */
function withVersion(current: Environment, flowVersion: string): Environment {
  const environment = clone(EnvironmentSchema, current);
  const flow = parentOf(flowVersion);
  const config = environment.versionConfigs.find(({ version }) => parentOf(version) === flow);
  if (config) config.version = flowVersion;
  else
    environment.versionConfigs.push({
      $typeName: "google.cloud.dialogflow.cx.v3.Environment.VersionConfig",
      version: flowVersion,
    });
  return environment;
}

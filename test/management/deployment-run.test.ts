import { timestampMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import {
  Deployment_State,
  Deployments,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/deployment_pb.ts";
import {
  DeployFlowMetadataSchema,
  DeployFlowResponseSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { createFakeClock } from "../../src/testing/clock.ts";
import {
  created,
  Environments,
  responseOf,
  sampleEnvironment,
  serve,
  unpacked,
  version,
} from "./environments-fixture.ts";
import { agent, failure } from "./fixture.ts";

describe("DeployFlow", () => {
  it("puts the version in place of the flow's other one, and leaves other flows alone", async () => {
    const clock = createFakeClock();
    const fixture = await serve({ clock });
    const environments = fixture.client(Environments);
    const versionConfigs = [{ version: version("start", 1) }, { version: version("other", 7) }];
    const { name } = await created(fixture, sampleEnvironment({ versionConfigs }));
    const flowVersion = version("start", 2);
    const operation = await environments.deployFlow({ environment: name, flowVersion });
    const { environment, deployment } = responseOf(operation, DeployFlowResponseSchema);
    expect(environment).toEqual(await environments.getEnvironment({ name }));
    expect(environment?.versionConfigs.map((config) => config.version)).toEqual([
      version("start", 2),
      version("other", 7),
    ]);
    expect(unpacked(operation.metadata, DeployFlowMetadataSchema).testErrors).toEqual([]);
    const record = await fixture.client(Deployments).getDeployment({ name: deployment });
    expect(deployment).toContain(`${name}/deployments/`);
    expect(record).toMatchObject({ flowVersion, state: Deployment_State.SUCCEEDED });
    expect(record.startTime && timestampMs(record.startTime)).toBe(clock.now());
    expect(record.endTime).toBeDefined();
  });

  it("adds the version of a flow that had none", async () => {
    const fixture = await serve();
    const { name } = await created(fixture);
    const flowVersion = version("new", 1);
    const operation = await fixture
      .client(Environments)
      .deployFlow({ environment: name, flowVersion });
    expect(
      responseOf(operation, DeployFlowResponseSchema).environment?.versionConfigs.map(
        (config) => config.version,
      ),
    ).toEqual([version("start", 1), flowVersion]);
  });

  it("deploys nothing when the tests before it fail, and says which", async () => {
    const fixture = await serve();
    const testCases = [`${agent}/testCases/a`, `${agent}/testCases/b`];
    const before = await created(
      fixture,
      sampleEnvironment({ testCasesConfig: { testCases, enablePredeploymentRun: true } }),
    );
    const environments = fixture.client(Environments);
    const { name } = before;
    const operation = await environments.deployFlow({
      environment: name,
      flowVersion: version("start", 2),
    });
    const { environment, deployment } = responseOf(operation, DeployFlowResponseSchema);
    expect(environment).toEqual(before);
    expect(await environments.getEnvironment({ name })).toEqual(before);
    const { testErrors } = unpacked(operation.metadata, DeployFlowMetadataSchema);
    expect(testErrors.map(({ testCase, status }) => [testCase, status?.code])).toEqual(
      testCases.map((testCase) => [testCase, 5]),
    );
    const record = await fixture.client(Deployments).getDeployment({ name: deployment });
    expect(record.state).toBe(Deployment_State.FAILED);
    const history = await environments.lookupEnvironmentHistory({ name });
    expect(history.environments).toHaveLength(1);
  });

  it("runs no tests unless the environment asks for them", async () => {
    const fixture = await serve();
    const testCasesConfig = { testCases: [`${agent}/testCases/a`] };
    const { name } = await created(fixture, sampleEnvironment({ testCasesConfig }));
    const operation = await fixture
      .client(Environments)
      .deployFlow({ environment: name, flowVersion: version("start", 2) });
    expect(unpacked(operation.metadata, DeployFlowMetadataSchema).testErrors).toEqual([]);
  });

  it.each([
    { why: "no version", flowVersion: "", field: "flow_version" },
    {
      why: "a playbook's version",
      flowVersion: `${agent}/playbooks/p/versions/1`,
      field: "flow_version",
    },
    {
      why: "another agent's version",
      flowVersion: version("start", 1, `${agent}2`),
      field: "flow_version",
    },
  ])("refuses $why", async ({ flowVersion, field }) => {
    const fixture = await serve();
    const { name } = await created(fixture);
    const call = fixture.client(Environments).deployFlow({ environment: name, flowVersion });
    expect(await failure(call)).toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ field }],
    });
  });

  it("refuses an environment that is not there", async () => {
    const { client } = await serve();
    const call = client(Environments).deployFlow({
      environment: `${agent}/environments/none`,
      flowVersion: version("start", 1),
    });
    expect(await failure(call)).toMatchObject({ code: "NOT_FOUND" });
  });
});

import { timestampMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import {
  ContinuousTestResult_AggregatedTestResult as Result,
  RunContinuousTestMetadataSchema,
  RunContinuousTestResponseSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  Environments as BetaEnvironments,
  RunContinuousTestMetadataSchema as BetaMetadataSchema,
  RunContinuousTestResponseSchema as BetaResponseSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/environment_pb.ts";
import { createFakeClock } from "../../src/testing/clock.ts";
import {
  created,
  Environments,
  responseOf,
  sampleEnvironment,
  serve,
  unpacked,
} from "./environments-fixture.ts";
import { agent, failure } from "./fixture.ts";

describe("RunContinuousTest", () => {
  it("passes an environment without test cases", async () => {
    const clock = createFakeClock();
    const fixture = await serve({ clock });
    const { name } = await created(fixture);
    const operation = await fixture.client(Environments).runContinuousTest({ environment: name });
    const { continuousTestResult: result } = responseOf(operation, RunContinuousTestResponseSchema);
    expect(result).toMatchObject({ result: Result.PASSED, testCaseResults: [] });
    expect(result?.name).toContain(`${name}/continuousTestResults/`);
    expect(result?.runTime && timestampMs(result.runTime)).toBe(clock.now());
    expect(unpacked(operation.metadata, RunContinuousTestMetadataSchema).errors).toEqual([]);
  });

  it("fails one whose test cases cannot be found, and names each in the metadata", async () => {
    const fixture = await serve();
    const testCases = [`${agent}/testCases/a`, `${agent}/testCases/b`];
    const { name } = await created(fixture, sampleEnvironment({ testCasesConfig: { testCases } }));
    const operation = await fixture.client(Environments).runContinuousTest({ environment: name });
    expect(
      responseOf(operation, RunContinuousTestResponseSchema).continuousTestResult?.result,
    ).toBe(Result.FAILED);
    const { errors } = unpacked(operation.metadata, RunContinuousTestMetadataSchema);
    expect(errors).toMatchObject(
      testCases.map((testCase) => ({
        testCase,
        status: { code: 5, message: `${testCase} does not exist.` },
      })),
    );
    expect(errors.every(({ testTime }) => testTime !== undefined)).toBe(true);
  });

  it("answers v3beta1 with messages of v3beta1", async () => {
    const fixture = await serve();
    const { name } = await created(fixture);
    const operation = await fixture
      .client(BetaEnvironments)
      .runContinuousTest({ environment: name });
    const response = responseOf(operation, BetaResponseSchema);
    expect(response.continuousTestResult?.result).toBe(Result.PASSED);
    expect(unpacked(operation.metadata, BetaMetadataSchema).errors).toEqual([]);
  });

  it("refuses an environment that is not there", async () => {
    const { client } = await serve();
    const environment = `${agent}/environments/none`;
    expect(await failure(client(Environments).runContinuousTest({ environment }))).toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("ListContinuousTestResults", () => {
  it("lists the results in the order of their runs, a page at a time", async () => {
    const fixture = await serve();
    const environments = fixture.client(Environments);
    const { name: parent } = await created(fixture);
    const made = [];
    for (let run = 0; run < 3; run += 1) {
      const operation = await environments.runContinuousTest({ environment: parent });
      made.push(responseOf(operation, RunContinuousTestResponseSchema).continuousTestResult);
    }
    const first = await environments.listContinuousTestResults({ parent, pageSize: 2 });
    const { nextPageToken: pageToken } = first;
    const rest = await environments.listContinuousTestResults({ parent, pageSize: 2, pageToken });
    expect([...first.continuousTestResults, ...rest.continuousTestResults]).toEqual(made);
  });

  it("refuses an environment that is not there", async () => {
    const { client } = await serve();
    const parent = `${agent}/environments/none`;
    const call = client(Environments).listContinuousTestResults({ parent });
    expect(await failure(call)).toMatchObject({ code: "NOT_FOUND" });
  });
});

/**
 * RunContinuousTest, as the work of an operation. This server holds no test cases,
 * so a test case that an environment names is one that cannot be found.
 */
import { create } from "@bufbuild/protobuf";
import {
  ContinuousTestResult_AggregatedTestResult,
  ContinuousTestResultSchema,
  RunContinuousTestMetadataSchema,
  RunContinuousTestRequestSchema,
  RunContinuousTestResponseSchema,
  type Environment,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  TestErrorSchema,
  type TestError,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/test_case_pb.ts";
import { codes } from "../errors.ts";
import type { ManagementParts } from "./context.ts";
import { addChild, readEnvironment, requireEnvironment, timeNow } from "./environments-state.ts";
import type { OperationMethod } from "./operations-run.ts";
import { toBody } from "./stored-message.ts";

/** What comes of running an environment's test cases: an error for each of them. */
export function runTestCases(
  parts: ManagementParts,
  { testCasesConfig }: Environment,
): TestError[] {
  const testTime = timeNow(parts);
  return (testCasesConfig?.testCases ?? []).map((testCase) =>
    create(TestErrorSchema, {
      testCase,
      testTime,
      status: { code: codes.NOT_FOUND.grpc, message: `${testCase} does not exist.` },
    }),
  );
}

/** Runs the test cases of an environment. Without any, it passes. */
export const runContinuousTestMethod: OperationMethod<typeof RunContinuousTestRequestSchema> = {
  name: "RunContinuousTest",
  request: RunContinuousTestRequestSchema,
  metadata: RunContinuousTestMetadataSchema,
  async perform({ environment: parent }, { parts, writer, id }) {
    const environment = readEnvironment(parts, await requireEnvironment(writer, parent));
    const errors = runTestCases(parts, environment);
    const { PASSED, FAILED } = ContinuousTestResult_AggregatedTestResult;
    const name = `${parent}/continuousTestResults/${id}`;
    const result = create(ContinuousTestResultSchema, {
      name,
      result: errors.length === 0 ? PASSED : FAILED,
      runTime: timeNow(parts),
    });
    const body = toBody(parts.secrets, ContinuousTestResultSchema, { name, message: result });
    await addChild({ parts, writer }, { child: "testResult", parent, name, body });
    return {
      response: {
        schema: RunContinuousTestResponseSchema,
        message: create(RunContinuousTestResponseSchema, { continuousTestResult: result }),
      },
      metadata: {
        schema: RunContinuousTestMetadataSchema,
        message: create(RunContinuousTestMetadataSchema, { errors }),
      },
    };
  },
};

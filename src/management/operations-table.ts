/** Every method that runs as a long-running operation: what unfinished work may name. */
import { runContinuousTestMethod } from "./continuous-test-run.ts";
import { deployFlowMethod } from "./deployment-run.ts";
import { createEnvironmentMethod, updateEnvironmentMethod } from "./environments-change.ts";
import type { OperationMethod } from "./operations-run.ts";

/** The methods, in no order. */
export const operationMethodTable: readonly OperationMethod[] = [
  createEnvironmentMethod,
  updateEnvironmentMethod,
  deployFlowMethod,
  runContinuousTestMethod,
];

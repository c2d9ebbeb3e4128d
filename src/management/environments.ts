/**
 * The methods of google.cloud.dialogflow.cx.v3.Environments.
 *
 * As for webhooks, every agent with a valid name exists. So do flows, playbooks,
 * tools and their versions: this server keeps none of them, and checks the form
 * of their names.
 */
import { fromJson } from "@bufbuild/protobuf";
import {
  ContinuousTestResultSchema,
  CreateEnvironmentRequestSchema,
  DeleteEnvironmentRequestSchema,
  DeployFlowRequestSchema,
  GetEnvironmentRequestSchema,
  ListContinuousTestResultsRequestSchema,
  ListEnvironmentsRequestSchema,
  LookupEnvironmentHistoryRequestSchema,
  RunContinuousTestRequestSchema,
  type Environment,
  type Environments,
  type UpdateEnvironmentRequest,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import type { FieldViolation } from "../errors.ts";
import type { ManagementContext } from "./context.ts";
import { runContinuousTestMethod } from "./continuous-test-run.ts";
import { deployFlowMethod } from "./deployment-run.ts";
import {
  createEnvironmentMethod,
  normalMask,
  updateEnvironmentMethod,
} from "./environments-change.ts";
import {
  answerEnvironment,
  deleteEnvironment,
  environmentChildren,
  requireEnvironment,
} from "./environments-state.ts";
import { refuseViolations } from "./failures.ts";
import { missingFields } from "./field-behavior.ts";
import type { Methods } from "./methods.ts";
import { startOperation } from "./operations-run.ts";
import { readPage, type PageLimits } from "./page.ts";
import { checkRequest } from "./proto-rules.ts";
import { parentOf, parseName } from "./resource-name.ts";
import { noticeExpiry } from "./webhook-rules.ts";

/** Sizes of pages, as the platform documents them. */
const environmentPages: PageLimits = { standard: 20, max: 100 };
const historyPages: PageLimits = { standard: 100, max: 1000 };

/** Every method of Environments, on messages of v3. */
export const environmentMethods: Methods<typeof Environments> = {
  async listEnvironments(request, context) {
    checkRequest(ListEnvironmentsRequestSchema, request);
    const { parent } = request;
    parseName("agent", parent, "parent");
    const query = { kind: "environment", parent, limits: environmentPages };
    const { resources, nextPageToken } = await readPage(context, request, query);
    const environments = resources.map((stored) => answerEnvironment(context, stored));
    return { environments, nextPageToken };
  },

  async getEnvironment(request, context) {
    checkRequest(GetEnvironmentRequestSchema, request);
    parseName("environment", request.name);
    return answerEnvironment(context, await requireEnvironment(context.store, request.name));
  },

  async createEnvironment(request, context) {
    refuseViolations(missingOfCreate(missingFields(CreateEnvironmentRequestSchema, request)));
    const location = parseName("agent", request.parent, "parent");
    const operation = await startOperation(context, createEnvironmentMethod, { request, location });
    noticeOverrides(request.environment, context);
    return operation;
  },

  async updateEnvironment(request, context) {
    refuseViolations(missingOfUpdate(request));
    const location = parseName("environment", request.environment?.name ?? "", "environment.name");
    const updateMask = normalMask(request.updateMask);
    const operation = await startOperation(context, updateEnvironmentMethod, {
      request: { ...request, updateMask },
      location,
    });
    noticeOverrides(request.environment, context);
    return operation;
  },

  async deleteEnvironment(request, context) {
    checkRequest(DeleteEnvironmentRequestSchema, request);
    parseName("environment", request.name);
    await deleteEnvironment(context, request.name);
    return {};
  },

  async lookupEnvironmentHistory(request, context) {
    checkRequest(LookupEnvironmentHistoryRequestSchema, request);
    const parent = request.name;
    parseName("environment", parent);
    await requireEnvironment(context.store, parent);
    const kind = environmentChildren.snapshot;
    const query = { kind, parent, newestFirst: true, limits: historyPages };
    const { resources, nextPageToken } = await readPage(context, request, query);
    const environments = resources.map((stored) => answerEnvironment(context, stored));
    return { environments, nextPageToken };
  },

  async runContinuousTest(request, context) {
    checkRequest(RunContinuousTestRequestSchema, request);
    const location = parseName("environment", request.environment, "environment");
    return startOperation(context, runContinuousTestMethod, { request, location });
  },

  async listContinuousTestResults(request, context) {
    checkRequest(ListContinuousTestResultsRequestSchema, request);
    const { parent } = request;
    parseName("environment", parent, "parent");
    await requireEnvironment(context.store, parent);
    const query = { kind: environmentChildren.testResult, parent, limits: historyPages };
    const { resources, nextPageToken } = await readPage(context, request, query);
    const continuousTestResults = resources.map(({ body }) =>
      fromJson(ContinuousTestResultSchema, body),
    );
    return { continuousTestResults, nextPageToken };
  },

  async deployFlow(request, context) {
    checkRequest(DeployFlowRequestSchema, request);
    const location = parseName("environment", request.environment, "environment");
    parseName("flowVersion", request.flowVersion, "flow_version");
    refuseViolations(foreignVersion(request));
    return startOperation(context, deployFlowMethod, { request, location });
  },
};

/** What is missing within the environment itself is refused with all else that is wrong with it. */
function missingOfCreate(violations: readonly FieldViolation[]): FieldViolation[] {
  return violations.filter(({ field }) => !field.startsWith("environment."));
}

/** The environment itself is checked once it is merged; the request has to say which one it is. */
function missingOfUpdate({ environment }: UpdateEnvironmentRequest): FieldViolation[] {
  if (environment === undefined) return [{ field: "environment", description: "Required." }];
  return environment.name === "" ? [{ field: "environment.name", description: "Required." }] : [];
}

function foreignVersion(request: {
  readonly environment: string;
  readonly flowVersion: string;
}): FieldViolation[] {
  const agent = parentOf(request.environment);
  if (request.flowVersion.startsWith(`${agent}/`)) return [];
  return [{ field: "flow_version", description: `Should be a version of a flow of ${agent}.` }];
}

/** Gives notice of certificates in overrides, as for webhooks. */
function noticeOverrides(environment: Environment | undefined, context: ManagementContext): void {
  for (const override of environment?.webhookConfig?.webhookOverrides ?? [])
    noticeExpiry(override, context);
}

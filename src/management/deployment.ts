/** The methods of google.cloud.dialogflow.cx.v3.Deployments. DeployFlow makes what they read. */
import { fromJson } from "@bufbuild/protobuf";
import {
  DeploymentSchema,
  GetDeploymentRequestSchema,
  ListDeploymentsRequestSchema,
  type Deployments,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/deployment_pb.ts";
import { environmentChildren, requireEnvironment } from "./environments-state.ts";
import { resourceNotFound } from "./failures.ts";
import type { Methods } from "./methods.ts";
import { readPage, type PageLimits } from "./page.ts";
import { checkRequest } from "./proto-rules.ts";
import { parseName } from "./resource-name.ts";

const kind = environmentChildren.deployment;

/** Sizes of pages of deployments, as the platform documents them. */
const pageLimits: PageLimits = { standard: 20, max: 100 };

/** Every method of Deployments, on messages of v3. */
export const deploymentMethods: Methods<typeof Deployments> = {
  async listDeployments(request, context) {
    checkRequest(ListDeploymentsRequestSchema, request);
    const { parent } = request;
    parseName("environment", parent, "parent");
    await requireEnvironment(context.store, parent);
    const page = await readPage(context, request, { kind, parent, limits: pageLimits });
    return {
      deployments: page.resources.map(({ body }) => fromJson(DeploymentSchema, body)),
      nextPageToken: page.nextPageToken,
    };
  },

  async getDeployment(request, { store }) {
    checkRequest(GetDeploymentRequestSchema, request);
    const { name } = request;
    parseName("deployment", name);
    const stored = await store.get({ kind, name });
    if (stored === undefined) throw resourceNotFound("deployment", name);
    return fromJson(DeploymentSchema, stored.body);
  },
};

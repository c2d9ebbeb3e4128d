/**
 * The services of one version of the API, loaded with the first call.
 */
import type * as effectiveWebhookFile from "../../gen/es/fulfillkit/v1/effective_webhook_pb.ts";
import type * as deploymentFile from "../../gen/es/google/cloud/dialogflow/cx/v3/deployment_pb.ts";
import type * as environmentFile from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import type * as webhookFile from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type * as locationFile from "../../gen/es/google/cloud/location/locations_pb.ts";
import type * as operationFile from "../../gen/es/google/longrunning/operations_pb.ts";
import type { ApiVersion } from "./options.ts";

/** Generated files of one version. Those of v3beta1 have the same shape and other names; v3 stands for both. */
export interface Services {
  readonly webhook: typeof webhookFile;
  readonly environment: typeof environmentFile;
  readonly deployment: typeof deploymentFile;
  readonly operation: typeof operationFile;
  readonly location: typeof locationFile;
  readonly effectiveWebhook: typeof effectiveWebhookFile;
}

/** Loads the generated files of a version. */
export async function loadServices(version: ApiVersion): Promise<Services> {
  const [versioned, operation, location, effectiveWebhook] = await Promise.all([
    version === "v3" ? loadV3() : loadV3Beta1(),
    import("../../gen/es/google/longrunning/operations_pb.ts"),
    import("../../gen/es/google/cloud/location/locations_pb.ts"),
    import("../../gen/es/fulfillkit/v1/effective_webhook_pb.ts"),
  ]);
  return { ...versioned, operation, location, effectiveWebhook };
}

type VersionedServices = Pick<Services, "webhook" | "environment" | "deployment">;

async function loadV3(): Promise<VersionedServices> {
  const [webhook, environment, deployment] = await Promise.all([
    import("../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts"),
    import("../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts"),
    import("../../gen/es/google/cloud/dialogflow/cx/v3/deployment_pb.ts"),
  ]);
  return { webhook, environment, deployment };
}

async function loadV3Beta1(): Promise<VersionedServices> {
  const [webhook, environment, deployment] = await Promise.all([
    import("../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts"),
    import("../../gen/es/google/cloud/dialogflow/cx/v3beta1/environment_pb.ts"),
    import("../../gen/es/google/cloud/dialogflow/cx/v3beta1/deployment_pb.ts"),
  ]);
  return { webhook, environment, deployment } as unknown as VersionedServices;
}

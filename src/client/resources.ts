/**
 * Messages of the API by version.
 */
import type { MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type * as deploymentV3 from "../../gen/es/google/cloud/dialogflow/cx/v3/deployment_pb.ts";
import type * as environmentV3 from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import type * as webhookV3 from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type * as deploymentV3Beta1 from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/deployment_pb.ts";
import type * as environmentV3Beta1 from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/environment_pb.ts";
import type * as webhookV3Beta1 from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import type { ApiVersion } from "./options.ts";

interface Schemas {
  readonly v3: typeof deploymentV3 & typeof environmentV3 & typeof webhookV3;
  readonly v3beta1: typeof deploymentV3Beta1 & typeof environmentV3Beta1 & typeof webhookV3Beta1;
}

/** Messages of which the client gives or takes. */
type MessageName =
  | "ContinuousTestResult"
  | "DeployFlowResponse"
  | "Deployment"
  | "Environment"
  | "ListContinuousTestResultsResponse"
  | "ListDeploymentsResponse"
  | "ListEnvironmentsResponse"
  | "ListWebhooksResponse"
  | "LookupEnvironmentHistoryResponse"
  | "RunContinuousTestResponse"
  | "Webhook";

/** A message as the server answers with it: `Resource<"v3", "Webhook">` is cx.v3's Webhook. */
export type Resource<V extends ApiVersion, Name extends MessageName> = MessageShape<
  Schemas[V][`${Name}Schema`]
>;

/** A message as it is sent: every field may be left out. */
export type ResourceInit<V extends ApiVersion, Name extends MessageName> = MessageInitShape<
  Schemas[V][`${Name}Schema`]
>;

/** What is listed, and how much of it at a time. */
export interface ListRequest {
  /** Resource name of what it is listed under. */
  readonly parent: string;
  /** Items per page. Default: the server's. */
  readonly pageSize?: number;
  /** Where to begin: `nextPageToken` of a page. Default: at the beginning. */
  readonly pageToken?: string;
}

/** Which resource is meant. */
export interface NameRequest {
  /** Its resource name. */
  readonly name: string;
}

/** A list that hangs on a single resource. */
export interface NamedListRequest extends Omit<ListRequest, "parent">, NameRequest {}

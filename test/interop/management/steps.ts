/**
 * What every official client should see, step by step: the same in all languages, so that a
 * difference between two of them is a difference of the clients, and is written down here.
 *
 * Projects are `projects/p`, and IDs that the server made are `ID`.
 */
import { codes, type Code, type Reason } from "../../../src/errors.ts";

/** A client: a language's, over one transport. */
export interface Client {
  readonly language: "node" | "python" | "go" | "java";
  readonly transport: "grpc" | "rest";
}

/** Steps by their names, with what should be seen. */
export type Steps = Readonly<Record<string, unknown>>;

const location = "projects/p/locations/global";
const agent = `${location}/agents/a`;
const webhookName = `${agent}/webhooks/ID`;
const missingWebhook = `${agent}/webhooks/missing`;
const environmentName = `${agent}/environments/ID`;

/** All steps, in their order. */
export function expectedSteps(client: Client): Steps {
  return {
    ...webhookSteps,
    ...webhookRefusals(client),
    ...environmentSteps(client),
    ...operationSteps(client),
    "list locations": { first: "global", count: 17 },
    "get a location": { name: "projects/p/locations/us-central1", displayName: "Iowa" },
  };
}

const webhook = {
  name: webhookName,
  displayName: "one",
  disabled: false,
  seconds: 7,
  uri: "https://example.com/one",
  method: "PUT",
  headers: { "x-team": "bank" },
  mapping: { balance: "$.balance" },
};
const renamed = { ...webhook, displayName: "renamed", disabled: true };
const moved = { ...renamed, uri: "https://example.com/changed" };

const webhookSteps: Steps = {
  "create a webhook": webhook,
  "get a webhook": webhook,
  "list webhooks": { page: ["one", "two"], all: ["one", "two", "three", "four", "five"] },
  "update fields of a webhook": renamed,
  "update a nested field of a webhook": moved,
  "update all of a webhook": {
    ...moved,
    seconds: 9,
    method: "HTTP_METHOD_UNSPECIFIED",
    headers: {},
    mapping: {},
  },
  "delete a webhook": 4,
};

/** What an error holds. */
interface Refused {
  readonly code: Code;
  readonly reason: Reason;
  readonly resource?: readonly [type: string, name: string];
  readonly fields?: readonly string[];
}

/**
 * What a client shows of an error. Over REST it shows the HTTP status, and the clients for Node
 * (google-gax 5.0) and Java (gax 2.76) do not read the details.
 */
function refused({ language, transport }: Client, { code, ...details }: Refused): unknown {
  if (transport === "grpc") return { code, domain: "fulfillkit.dev", ...details };
  const status = codes[code].http;
  return language === "node" || language === "java"
    ? { code: status }
    : { code: status, domain: "fulfillkit.dev", ...details };
}

function webhookRefusals(client: Client): Steps {
  return {
    "get a webhook that is not there": refused(client, {
      code: "NOT_FOUND",
      reason: "RESOURCE_NOT_FOUND",
      resource: ["dialogflow.googleapis.com/Webhook", missingWebhook],
    }),
    "create a webhook that breaks rules": refused(client, {
      code: "INVALID_ARGUMENT",
      reason: "INVALID_RESOURCE",
      fields: ["webhook.timeout", "webhook.generic_web_service.uri"],
    }),
    "create a webhook of a taken name": refused(client, {
      code: "ALREADY_EXISTS",
      reason: "DISPLAY_NAME_TAKEN",
      resource: ["dialogflow.googleapis.com/Webhook", "two"],
      fields: ["webhook.display_name"],
    }),
    "update a webhook by a wrong mask": refused(client, {
      code: "INVALID_ARGUMENT",
      reason: "INVALID_UPDATE_MASK",
      fields: ["update_mask"],
    }),
    "list webhooks by a wrong token": refused(client, {
      code: "INVALID_ARGUMENT",
      reason: "INVALID_PAGE_TOKEN",
      fields: ["page_token"],
    }),
  };
}

const environment = {
  name: environmentName,
  displayName: "staging",
  description: "first",
  versions: [`${agent}/flows/main/versions/1`],
  overrides: ["https://staging.example.com"],
  updated: true,
};
const described = { ...environment, description: "second" };
const deployed = { ...described, versions: [`${agent}/flows/main/versions/2`] };
const failedTest = {
  result: "FAILED",
  errors: [[`${agent}/testCases/missing`, codes.NOT_FOUND.grpc]],
};

function environmentSteps(client: Client): Steps {
  return {
    "create an environment": environment,
    "get an environment": environment,
    "list environments": { page: ["staging", "test"], all: ["staging", "test", "production"] },
    "update a field of an environment": described,
    "update an environment without a mask": refused(client, {
      code: "INVALID_ARGUMENT",
      reason: "INVALID_RESOURCE",
      fields: ["update_mask"],
    }),
    "deploy a flow": {
      deployment: `${environmentName}/deployments/ID`,
      environment: deployed,
      errors: 0,
    },
    "read the deployment": {
      state: "SUCCEEDED",
      flowVersion: `${agent}/flows/main/versions/2`,
      listed: [`${environmentName}/deployments/ID`],
    },
    "look up the history": {
      page: ["second 2", "second 1"],
      all: ["second 2", "second 1", "first 1"],
    },
    "run no tests": { result: "PASSED", errors: [] },
    "run a test that is not there": failedTest,
    "run it again": failedTest,
    "list test results": { page: ["PASSED", "FAILED"], all: ["PASSED", "FAILED", "FAILED"] },
    "create an environment that breaks rules": refused(client, {
      code: "FAILED_PRECONDITION",
      reason: "UNKNOWN_WEBHOOK",
      resource: ["dialogflow.googleapis.com/Webhook", missingWebhook],
      fields: ["environment.webhook_config.webhook_overrides[0].name"],
    }),
    "delete a webhook in use": refused(client, {
      code: "FAILED_PRECONDITION",
      reason: "RESOURCE_IN_USE",
      resource: ["dialogflow.googleapis.com/Webhook", webhookName],
    }),
    "delete it with force": { ...deployed, overrides: [] },
    "delete an environment": refused(client, {
      code: "NOT_FOUND",
      reason: "RESOURCE_NOT_FOUND",
      resource: ["dialogflow.googleapis.com/Environment", environmentName],
    }),
  };
}

/**
 * Types of the details of an operation's error. Over REST the clients for Node and Java get each
 * of them as a Struct, since they refuse what holds any type that the API itself does not name.
 */
function detailTypes({ language, transport }: Client): readonly string[] {
  const types = ["google.rpc.ErrorInfo", "google.rpc.BadRequest", "google.rpc.ResourceInfo"];
  return transport === "rest" && (language === "node" || language === "java")
    ? types.map((type) => `google.protobuf.Struct of ${type}`)
    : types;
}

const operationSteps = (client: Client): Steps => ({
  "wait for an operation that succeeds": {
    ...environment,
    name: `${agent}/environments/succeeding`,
    displayName: "succeeding",
    description: "",
    overrides: [],
  },
  "wait for an operation that fails": {
    code: "FAILED_PRECONDITION",
    message: `${missingWebhook} does not exist, so no environment can override it.`,
  },
  "get the error of an operation": detailTypes(client),
  "get an operation": { done: false, metadata: "type.googleapis.com/google.protobuf.Struct" },
  "cancel an operation": {
    code: "CANCELLED",
    message: "The operation was cancelled before it was done.",
  },
  // Three environments, two updates, a deployment, three tests; and those that were there already.
  "list operations": { done: 12, failed: 2 },
});

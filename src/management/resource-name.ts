/**
 * Resource names (https://google.aip.dev/122): one table of patterns, read in
 * both directions.
 */
import { WebhookError } from "../errors.ts";

/** A kind of resource: the pattern of its names, and its type as errors give it. */
interface KindEntry {
  readonly pattern: string;
  /** As in google.api.resource. */
  readonly type: string;
}

/** Every kind of resource that requests name. Segments in braces are variables. */
export const resourceKinds = {
  project: { pattern: "projects/{project}", type: "cloudresourcemanager.googleapis.com/Project" },
  location: {
    pattern: "projects/{project}/locations/{location}",
    type: "locations.googleapis.com/Location",
  },
  operation: {
    pattern: "projects/{project}/locations/{location}/operations/{operation}",
    type: "longrunning.googleapis.com/Operation",
  },
  agent: {
    pattern: "projects/{project}/locations/{location}/agents/{agent}",
    type: "dialogflow.googleapis.com/Agent",
  },
  webhook: {
    pattern: "projects/{project}/locations/{location}/agents/{agent}/webhooks/{webhook}",
    type: "dialogflow.googleapis.com/Webhook",
  },
  environment: {
    pattern: "projects/{project}/locations/{location}/agents/{agent}/environments/{environment}",
    type: "dialogflow.googleapis.com/Environment",
  },
  continuousTestResult: {
    pattern:
      "projects/{project}/locations/{location}/agents/{agent}/environments/{environment}/continuousTestResults/{continuousTestResult}",
    type: "dialogflow.googleapis.com/ContinuousTestResult",
  },
  deployment: {
    pattern:
      "projects/{project}/locations/{location}/agents/{agent}/environments/{environment}/deployments/{deployment}",
    type: "dialogflow.googleapis.com/Deployment",
  },
  flow: {
    pattern: "projects/{project}/locations/{location}/agents/{agent}/flows/{flow}",
    type: "dialogflow.googleapis.com/Flow",
  },
  flowVersion: {
    pattern:
      "projects/{project}/locations/{location}/agents/{agent}/flows/{flow}/versions/{version}",
    type: "dialogflow.googleapis.com/Version",
  },
  playbookVersion: {
    pattern:
      "projects/{project}/locations/{location}/agents/{agent}/playbooks/{playbook}/versions/{version}",
    type: "dialogflow.googleapis.com/PlaybookVersion",
  },
  toolVersion: {
    pattern:
      "projects/{project}/locations/{location}/agents/{agent}/tools/{tool}/versions/{version}",
    type: "dialogflow.googleapis.com/ToolVersion",
  },
  testCase: {
    pattern: "projects/{project}/locations/{location}/agents/{agent}/testCases/{testCase}",
    type: "dialogflow.googleapis.com/TestCase",
  },
  secret: {
    pattern: "projects/{project}/secrets/{secret}",
    type: "secretmanager.googleapis.com/Secret",
  },
  secretVersion: {
    pattern: "projects/{project}/secrets/{secret}/versions/{version}",
    type: "secretmanager.googleapis.com/SecretVersion",
  },
  directoryService: {
    pattern: "projects/{project}/locations/{location}/namespaces/{namespace}/services/{service}",
    type: "servicedirectory.googleapis.com/Service",
  },
} as const satisfies Record<string, KindEntry>;

/** A kind of resource. */
export type ResourceKind = keyof typeof resourceKinds;

type Variables<Pattern extends string> = Pattern extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Variables<Rest>
  : never;

/** What a kind's names are made of: `NameParts<"agent">` has project, location and agent. */
export type NameParts<Kind extends ResourceKind> = {
  readonly [Name in Variables<(typeof resourceKinds)[Kind]["pattern"]>]: string;
};

// A segment is one path segment: no slash, and nothing that could break a log line or a header.
const segment = String.raw`[^/\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+`;

const expressions = new Map<ResourceKind, RegExp>(
  (Object.keys(resourceKinds) as ResourceKind[]).map((kind) => [kind, expressionOf(kind)]),
);

function expressionOf(kind: ResourceKind): RegExp {
  const source = resourceKinds[kind].pattern.replaceAll(/\{(\w+)\}/g, `(?<$1>${segment})`);
  return new RegExp(`^${source}$`, "u");
}

/** The parts of a name, or undefined if it is no name of that kind. The wildcard `-` is no part. */
export function matchName<Kind extends ResourceKind>(
  kind: Kind,
  name: string,
): NameParts<Kind> | undefined {
  const groups = expressions.get(kind)?.exec(name)?.groups;
  if (groups === undefined || Object.values(groups).includes("-")) return undefined;
  return { ...groups } as NameParts<Kind>;
}

/**
 * The parts of a name.
 *
 * @param kind what the name should name
 * @param name as a request has it
 * @param field where it stands in the request, for the error: `webhook.name`
 * @throws WebhookError INVALID_ARGUMENT, reason INVALID_RESOURCE_NAME, if it is none of that kind
 */
export function parseName<Kind extends ResourceKind>(
  kind: Kind,
  name: string,
  field = "name",
): NameParts<Kind> {
  const parts = matchName(kind, name);
  if (parts !== undefined) return parts;
  const form = resourceKinds[kind].pattern;
  throw new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_RESOURCE_NAME",
    message: `${field} is no name of the form ${form}.`,
    violations: [{ field, description: `Should have the form ${form}.` }],
  });
}

/**
 * The name of a resource.
 *
 * @throws TypeError if a part is missing, empty, the wildcard, or not one path segment
 */
export function formatName<Kind extends ResourceKind>(kind: Kind, parts: NameParts<Kind>): string {
  const values: Readonly<Record<string, string>> = parts;
  const { pattern } = resourceKinds[kind];
  const name = pattern.replaceAll(/\{(\w+)\}/g, (_, variable: string) => values[variable] ?? "");
  if (matchName(kind, name) === undefined)
    throw new TypeError(
      `The parts of ${JSON.stringify(name)} make no name of the form ${pattern}.`,
    );
  return name;
}

/** The name that a resource is listed under: its own without the last two segments. */
export function parentOf(name: string): string {
  return name.split("/").slice(0, -2).join("/");
}

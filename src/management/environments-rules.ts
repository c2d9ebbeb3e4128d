/**
 * What an environment has to be like.
 */
import {
  EnvironmentSchema,
  type Environment,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { WebhookError, type FieldViolation } from "../errors.ts";
import type { StoreWriter } from "../storage/store.ts";
import type { ResolvedManagementOptions } from "./context.ts";
import { besides, errorResource, refuseViolations } from "./failures.ts";
import { missingFields } from "./field-behavior.ts";
import { ruleViolations } from "./proto-rules.ts";
import { matchName, parentOf, resourceKinds, type ResourceKind } from "./resource-name.ts";
import { overriddenWebhooks } from "./webhook-overrides.ts";
import { reachViolations } from "./webhook-rules.ts";

/** The kinds of versions that an environment may serve. */
const versionKinds = ["flowVersion", "playbookVersion", "toolVersion"] as const;

/**
 * Refuses an environment that breaks a rule which needs nothing but itself.
 * Paths in the error begin with `environment.`.
 *
 * @throws WebhookError INVALID_ARGUMENT, reason INVALID_RESOURCE, with every violation
 */
export function checkEnvironment(
  environment: Environment,
  { allowLoopbackHttp }: ResolvedManagementOptions,
): void {
  const agent = parentOf(environment.name);
  const byProto = [...missing(environment), ...ruleViolations(EnvironmentSchema, environment)];
  const violations = besides(byProto, [
    ...versions(environment, agent),
    ...testCases(environment, agent),
    ...overrides(environment, { agent, allowLoopbackHttp }),
  ]);
  refuseViolations(
    violations.map(({ field, description }) => ({ field: `environment.${field}`, description })),
  );
}

/** An override goes by the name of its webhook, so its display name may be left out. */
const overrideDisplayName = /^webhook_config\.webhook_overrides\[\d+\]\.display_name$/;

function missing(environment: Environment): FieldViolation[] {
  return missingFields(EnvironmentSchema, environment).filter(
    ({ field }) => !overrideDisplayName.test(field),
  );
}

/** Whether a name is of one of these kinds, and in the agent. */
function isOfAgent(name: string, kinds: readonly ResourceKind[], agent: string): boolean {
  return name.startsWith(`${agent}/`) && kinds.some((kind) => matchName(kind, name) !== undefined);
}

function versions({ versionConfigs }: Environment, agent: string): FieldViolation[] {
  const owners = new Set<string>();
  return versionConfigs.flatMap(({ version }, index) => {
    const field = `version_configs[${index}].version`;
    if (version === "") return [];
    if (!isOfAgent(version, versionKinds, agent))
      return [
        {
          field,
          description: `Should be a version of ${agent}, of the form ${resourceKinds.flowVersion.pattern}, or of a playbook or a tool.`,
        },
      ];
    const owner = parentOf(version);
    if (owners.has(owner))
      return [{ field, description: `Is the second version of ${owner}; one is served.` }];
    owners.add(owner);
    return [];
  });
}

function testCases({ testCasesConfig }: Environment, agent: string): FieldViolation[] {
  const names = testCasesConfig?.testCases ?? [];
  return names.flatMap((name, index) =>
    isOfAgent(name, ["testCase"], agent)
      ? []
      : [
          {
            field: `test_cases_config.test_cases[${index}]`,
            description: `Should be a test case of ${agent}, of the form ${resourceKinds.testCase.pattern}.`,
          },
        ],
  );
}

function overridePath(index: number): string {
  return `webhook_config.webhook_overrides[${index}]`;
}

function overrides(
  environment: Environment,
  { agent, allowLoopbackHttp }: { readonly agent: string; readonly allowLoopbackHttp: boolean },
): FieldViolation[] {
  const seen = new Set<string>();
  const location = matchName("agent", agent)?.location ?? "";
  return (environment.webhookConfig?.webhookOverrides ?? []).flatMap((override, index) => {
    const field = overridePath(index);
    const { name } = override;
    const found: FieldViolation[] = [];
    if (!isOfAgent(name, ["webhook"], agent))
      found.push({
        field: `${field}.name`,
        description: `Should be a webhook of ${agent}, of the form ${resourceKinds.webhook.pattern}.`,
      });
    else if (seen.has(name))
      found.push({ field: `${field}.name`, description: "Is overridden twice; once is enough." });
    seen.add(name);
    return [...found, ...reachViolations(override, { field, location, allowLoopbackHttp })];
  });
}

/**
 * Refuses overrides of webhooks that do not exist; those that do are locked, so
 * that they stay until the environment is written.
 *
 * @throws WebhookError FAILED_PRECONDITION, reason UNKNOWN_WEBHOOK, with every such override
 */
export async function checkOverriddenWebhooks(
  writer: StoreWriter,
  environment: Environment,
): Promise<void> {
  const violations: FieldViolation[] = [];
  let first: string | undefined;
  for (const [index, name] of overriddenWebhooks(environment).entries()) {
    if ((await writer.get({ kind: "webhook", name })) !== undefined) continue;
    first ??= name;
    violations.push({
      field: `environment.${overridePath(index)}.name`,
      description: `${name} does not exist.`,
    });
  }
  if (first === undefined) return;
  throw new WebhookError("FAILED_PRECONDITION", {
    reason: "UNKNOWN_WEBHOOK",
    message: `${first} does not exist, so no environment can override it.`,
    violations,
    resource: errorResource("webhook", first),
  });
}

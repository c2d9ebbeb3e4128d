import { clone, create } from "@bufbuild/protobuf";
import { FieldMaskSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  EnvironmentSchema,
  type Environment,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  WebhookSchema,
  type Webhook,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { planChanges } from "../../../src/cli/plan/plan.ts";
import type { AgentState, Step } from "../../../src/cli/plan/step.ts";
import { bindOverrides } from "../../../src/cli/resources/overrides.ts";
import type { ResourceEntry, ResourceFile } from "../../../src/cli/resources/resource-file.ts";
import { FileProblems } from "../../../src/cli/resources/source.ts";
import { applyUpdateMask, parseUpdateMask } from "../../../src/management/update-mask.ts";

const displayNames = ["A", "B", "C"] as const;

const service = fc.record({
  uri: fc.constantFrom("https://1", "https://2"),
  password: fc.constantFrom("", "p1", "p2"),
});

const webhook = (displayName: string): fc.Arbitrary<Webhook> =>
  fc.record({ service, disabled: fc.boolean() }).map(({ service: value, disabled }) =>
    create(WebhookSchema, {
      displayName,
      disabled,
      webhook: { case: "genericWebService", value },
    }),
  );

/** Some of the webhooks A, B and C. */
const webhooks = fc
  .subarray([...displayNames])
  .chain((names) => fc.tuple(...names.map((name) => webhook(name))));

/** Environments X and Y, each with overrides of some of the webhooks. */
const environmentsOf = (names: readonly string[]): fc.Arbitrary<Environment[]> =>
  fc.subarray(["X", "Y"]).chain((own) =>
    fc.tuple(
      ...own.map((displayName) =>
        fc
          .record({ overridden: fc.subarray([...names]), service, description: fc.string() })
          .map(({ overridden, service: value, description }) =>
            create(EnvironmentSchema, {
              displayName,
              description,
              webhookConfig: {
                webhookOverrides: overridden.map((name) => ({
                  displayName: name,
                  webhook: { case: "genericWebService" as const, value },
                })),
              },
            }),
          ),
      ),
    ),
  );

interface Both {
  readonly webhooks: readonly Webhook[];
  readonly environments: readonly Environment[];
}

const both: fc.Arbitrary<Both> = webhooks.chain((list) =>
  environmentsOf(list.map(({ displayName }) => displayName)).map((environments) => ({
    webhooks: list,
    environments,
  })),
);

/** What a server makes of it: everything has a name. */
function served({ webhooks: list, environments }: Both): AgentState {
  const named = list.map((one) => ({ ...clone(WebhookSchema, one), name: `w/${one.displayName}` }));
  return {
    webhooks: named,
    environments: environments.map((one) => ({
      ...bindOverrides(one, named),
      name: `e/${one.displayName}`,
    })),
  };
}

const entry = <Resource extends Webhook | Environment>(
  message: Resource,
): ResourceEntry<Resource> => ({
  message,
  written: new Map(),
  at: { line: 1, column: 1 },
  given: new Set(["display_name", "description", "webhook_config"]),
});

const fileOf = ({ webhooks: list, environments }: Both): ResourceFile => ({
  problems: new FileProblems("f.yaml"),
  webhooks: list.map(entry),
  environments: environments.map(entry),
});

/** A server that does what a step asks; deleting by force takes the overrides with it. */
function take(state: AgentState, step: Step): AgentState {
  if (step.action === "delete")
    return {
      webhooks: state.webhooks.filter(({ name }) => name !== step.name),
      environments: state.environments.map((one) => {
        const left = clone(EnvironmentSchema, one);
        const config = left.webhookConfig;
        if (config)
          config.webhookOverrides = config.webhookOverrides.filter(
            ({ name }) => name !== step.name,
          );
        return left;
      }),
    };
  if (step.kind === "webhook")
    return { ...state, webhooks: write(WebhookSchema, state.webhooks, { step, prefix: "w" }) };
  const resource = bindOverrides(step.resource, state.webhooks);
  const bound = { ...step, resource };
  return {
    ...state,
    environments: write(EnvironmentSchema, state.environments, { step: bound, prefix: "e" }),
  };
}

function write<
  Schema extends typeof WebhookSchema | typeof EnvironmentSchema,
  Resource extends Webhook | Environment,
>(
  schema: Schema,
  list: readonly Resource[],
  { step, prefix }: { readonly step: Exclude<Step, { action: "delete" }>; readonly prefix: string },
): Resource[] {
  const { resource } = step;
  if (step.action === "create")
    return [...list, { ...resource, name: `${prefix}/${resource.displayName}` } as Resource];
  const mask = parseUpdateMask(schema, create(FieldMaskSchema, { paths: [...step.paths] }));
  return list.map((current) =>
    current.name === resource.name
      ? (applyUpdateMask(schema, mask, {
          current: current as never,
          wanted: resource as never,
        }) as unknown as Resource)
      : current,
  );
}

const options = { prune: true, force: true };

describe("planChanges", () => {
  it("leads from any agent to any file, after which there is nothing to do", () => {
    fc.assert(
      fc.property(both, both, (present, wanted) => {
        const start = served(present);
        const plan = planChanges(fileOf(wanted), start, options);
        expect(plan.problems).toEqual([]);
        const end = plan.steps.reduce(take, start);
        expect(planChanges(fileOf(wanted), end, options).steps).toEqual([]);
        expect(end.webhooks.map(({ displayName }) => displayName).toSorted()).toEqual(
          wanted.webhooks.map(({ displayName }) => displayName).toSorted(),
        );
      }),
    );
  });

  it("never shows a secret", () => {
    fc.assert(
      fc.property(both, both, (present, wanted) => {
        const { steps } = planChanges(fileOf(wanted), served(present), options);
        const shown = steps.flatMap(({ changes }) => changes).filter(({ secret }) => !secret);
        expect(JSON.stringify(shown)).not.toMatch(/"p[12]"/);
      }),
    );
  });

  it("puts webhooks before environments, and deletions last", () => {
    fc.assert(
      fc.property(both, both, (present, wanted) => {
        const { steps } = planChanges(fileOf(wanted), served(present), options);
        const ranks = steps.map(({ action, kind }) =>
          action === "delete" ? 2 : kind === "environment" ? 1 : 0,
        );
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      }),
    );
  });

  it("leaves alone what the file does not speak of", () => {
    fc.assert(
      fc.property(both, (present) => {
        const file = { problems: new FileProblems("f.yaml") };
        expect(planChanges(file, served(present), options)).toEqual({
          steps: [],
          notes: [],
          problems: [],
        });
      }),
    );
  });
});

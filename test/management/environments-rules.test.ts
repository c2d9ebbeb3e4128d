import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveParts } from "../../src/management/context.ts";
import {
  checkEnvironment,
  checkOverriddenWebhooks,
} from "../../src/management/environments-rules.ts";
import { WebhookError } from "../../src/errors.ts";
import { openStore } from "../../src/storage/index.ts";
import {
  createdWebhook,
  override,
  sampleEnvironment,
  serve,
  version,
  type EnvironmentInit,
} from "./environments-fixture.ts";
import { agent, newSecretBox } from "./fixture.ts";

const name = `${agent}/environments/e`;
const store = await openStore();
const { options } = resolveParts({ store, secrets: newSecretBox() });
await store.close();

/** The paths that are wrong about an environment with these fields. */
function wrong(more: EnvironmentInit): readonly string[] {
  try {
    checkEnvironment(sampleEnvironment({ name, ...more }), options);
    return [];
  } catch (thrown) {
    if (!WebhookError.is(thrown) || thrown.reason !== "INVALID_RESOURCE") throw thrown;
    return thrown.violations.map(({ field }) => field);
  }
}

/** Version configs of these versions. */
function serving(...versions: readonly string[]): EnvironmentInit {
  return { versionConfigs: versions.map((one) => ({ version: one })) };
}

const webhook = `${agent}/webhooks/w`;
const overrides = "environment.webhook_config.webhook_overrides";
const testCases = "environment.test_cases_config.test_cases";
const versions = "environment.version_configs";

describe("checkEnvironment", () => {
  it.each<{ why: string; more: EnvironmentInit; fields: readonly string[] }>([
    { why: "the sample", more: {}, fields: [] },
    { why: "no display name", more: { displayName: "" }, fields: ["environment.display_name"] },
    { why: "64 characters", more: { displayName: "é".repeat(64) }, fields: [] },
    {
      why: "65 characters",
      more: { displayName: "é".repeat(65) },
      fields: ["environment.display_name"],
    },
    {
      why: "characters beyond 16 bits count once",
      more: { displayName: "😀".repeat(64) },
      fields: [],
    },
    { why: "500 characters of description", more: { description: "d".repeat(500) }, fields: [] },
    {
      why: "501 characters of description",
      more: { description: "d".repeat(501) },
      fields: ["environment.description"],
    },
    { why: "no versions", more: serving(), fields: [versions] },
    { why: "an empty version", more: serving(""), fields: [`${versions}[0].version`] },
    {
      why: "versions of a flow, a playbook and a tool",
      more: serving(
        version("f", 1),
        `${agent}/playbooks/p/versions/1`,
        `${agent}/tools/t/versions/1`,
      ),
      fields: [],
    },
    {
      why: "a flow instead of a version",
      more: serving(`${agent}/flows/f`),
      fields: [`${versions}[0].version`],
    },
    {
      why: "another agent's version",
      more: serving(version("f", 1), version("f", 1, `${agent}2`)),
      fields: [`${versions}[1].version`],
    },
    {
      why: "two versions of one flow",
      more: serving(version("f", 1), version("g", 1), version("f", 2)),
      fields: [`${versions}[2].version`],
    },
    {
      why: "a test case of the agent",
      more: { testCasesConfig: { testCases: [`${agent}/testCases/t`] } },
      fields: [],
    },
    {
      why: "a test case of another agent",
      more: { testCasesConfig: { testCases: [`${agent}/testCases/t`, `${agent}2/testCases/t`] } },
      fields: [`${testCases}[1]`],
    },
    { why: "an override without a display name", more: override(webhook), fields: [] },
    {
      why: "an override of no webhook",
      more: override("w"),
      fields: [`${overrides}[0].name`],
    },
    {
      why: "an override of another agent's webhook",
      more: override(`${agent}2/webhooks/w`),
      fields: [`${overrides}[0].name`],
    },
    {
      why: "an override that says nothing",
      more: { webhookConfig: { webhookOverrides: [{ name: webhook }] } },
      fields: [`${overrides}[0]`],
    },
    {
      why: "an override without an address",
      more: override(webhook, {}),
      fields: [`${overrides}[0].generic_web_service.uri`],
    },
    {
      why: "an override with an address that is not secure",
      more: override(webhook, { uri: "http://bank.example/" }),
      fields: [`${overrides}[0].generic_web_service.uri`],
    },
    {
      why: "a service of Service Directory in another location",
      more: {
        webhookConfig: {
          webhookOverrides: [
            {
              name: webhook,
              webhook: {
                case: "serviceDirectory",
                value: {
                  service: "projects/p/locations/eu/namespaces/n/services/s",
                  genericWebService: { uri: "https://bank.example/" },
                },
              },
            },
          ],
        },
      },
      fields: [`${overrides}[0].service_directory.service`],
    },
    {
      why: "all at once",
      more: { displayName: "", description: "d".repeat(501), versionConfigs: [] },
      fields: ["environment.display_name", "environment.description", versions],
    },
  ])("judges $why", ({ more, fields }) => {
    expect(wrong(more)).toEqual(fields);
  });

  it("refuses a webhook that is overridden twice", () => {
    const one = override(webhook).webhookConfig?.webhookOverrides ?? [];
    expect(wrong({ webhookConfig: { webhookOverrides: [...one, ...one] } })).toEqual([
      `${overrides}[1].name`,
    ]);
  });

  it("takes any number of flows, as long as each has one version", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 })), { minLength: 1 }),
        (pairs) => {
          const flows = pairs.map(([flow]) => flow);
          const fields = wrong(serving(...pairs.map(([flow, one]) => version(`f${flow}`, one))));
          expect(fields).toHaveLength(flows.length - new Set(flows).size);
        },
      ),
    );
  });
});

describe("checkOverriddenWebhooks", () => {
  it("names every override of a webhook that does not exist", async () => {
    const fixture = await serve();
    const known = await createdWebhook(fixture);
    const all = [known, `${agent}/webhooks/x`, `${agent}/webhooks/y`];
    const webhookOverrides = all.flatMap(
      (one) => override(one).webhookConfig?.webhookOverrides ?? [],
    );
    const environment = sampleEnvironment({ webhookConfig: { webhookOverrides } });
    const check = fixture.store.transaction((writer) =>
      checkOverriddenWebhooks(writer, environment),
    );
    await expect(check).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      reason: "UNKNOWN_WEBHOOK",
      resource: { type: "dialogflow.googleapis.com/Webhook", name: `${agent}/webhooks/x` },
      violations: [{ field: `${overrides}[1].name` }, { field: `${overrides}[2].name` }],
    });
  });
});

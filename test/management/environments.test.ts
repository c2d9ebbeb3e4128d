import { StructSchema, timestampMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { EnvironmentSchema as BetaEnvironmentSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/environment_pb.ts";
import { Environments as BetaEnvironments } from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/environment_pb.ts";
import { createFakeClock } from "../../src/testing/clock.ts";
import {
  created,
  createdWebhook,
  Environments,
  EnvironmentSchema,
  Operations,
  override,
  responseOf,
  sampleEnvironment,
  serve,
  unpacked,
  version,
} from "./environments-fixture.ts";
import { agent, failure } from "./fixture.ts";

const uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

describe("CreateEnvironment", () => {
  it("yields an operation of the agent's location that has ended with the environment", async () => {
    const fixture = await serve();
    const operation = await fixture
      .client(Environments)
      .createEnvironment({ parent: agent, environment: sampleEnvironment() });
    const { name, updateTime, ...rest } = responseOf(operation, EnvironmentSchema);
    expect(operation.name).toMatch(
      new RegExp(`^projects/p/locations/us-central1/operations/${uuid}$`),
    );
    expect(unpacked(operation.metadata, StructSchema).fields).toEqual({});
    expect(name).toMatch(new RegExp(`^${agent}/environments/${uuid}$`));
    expect(updateTime).toBeDefined();
    expect({ ...rest, name: "" }).toEqual(sampleEnvironment());
  });

  it("passes over the name and the time that a caller sends", async () => {
    const clock = createFakeClock();
    const fixture = await serve({ clock });
    const environment = sampleEnvironment({ name: `${agent}/environments/mine`, updateTime: {} });
    const made = await created(fixture, environment);
    expect(made.name).not.toContain("mine");
    expect(made.updateTime && timestampMs(made.updateTime)).toBe(clock.now());
  });

  it("refuses a display name that the agent has, at once and with its resource", async () => {
    const fixture = await serve();
    await created(fixture);
    const call = fixture
      .client(Environments)
      .createEnvironment({ parent: agent, environment: sampleEnvironment() });
    expect(await failure(call)).toMatchObject({
      code: "ALREADY_EXISTS",
      reason: "DISPLAY_NAME_TAKEN",
      resource: { type: "dialogflow.googleapis.com/Environment", owner: agent },
    });
  });

  it("leaves nothing behind of what it refuses", async () => {
    const { client, store } = await serve();
    const environment = sampleEnvironment(override(`${agent}/webhooks/none`));
    await failure(client(Environments).createEnvironment({ parent: agent, environment }));
    expect(await store.count({ kind: "environment", parent: agent })).toBe(0);
    const { operations } = await client(Operations).listOperations({
      name: "projects/p/locations/us-central1",
    });
    expect(operations).toEqual([]);
  });

  it("keeps the limit of environments per agent", async () => {
    const fixture = await serve({ options: { maxEnvironmentsPerAgent: 1 } });
    await created(fixture);
    const second = created(fixture, sampleEnvironment({ displayName: "second" }));
    expect(await failure(second)).toMatchObject({
      code: "RESOURCE_EXHAUSTED",
      reason: "TOO_MANY_RESOURCES",
      metadata: { limit: "1" },
    });
  });

  it("answers v3beta1 with messages of v3beta1", async () => {
    const { client } = await serve();
    const operation = await client(BetaEnvironments).createEnvironment({
      parent: agent,
      environment: { displayName: "beta", versionConfigs: [{ version: version("start", 1) }] },
    });
    expect(responseOf(operation, BetaEnvironmentSchema).displayName).toBe("beta");
    const again = await client(Operations).getOperation({ name: operation.name });
    expect(again).toEqual(operation);
  });
});

describe("GetEnvironment and ListEnvironments", () => {
  it("give what was created, in the order of creation, a page at a time", async () => {
    const fixture = await serve();
    const made = [];
    for (const displayName of ["a", "b", "c"])
      made.push(await created(fixture, sampleEnvironment({ displayName })));
    const environments = fixture.client(Environments);
    expect(await environments.getEnvironment({ name: made[1]?.name ?? "" })).toEqual(made[1]);
    const first = await environments.listEnvironments({ parent: agent, pageSize: 2 });
    expect(first.environments).toEqual(made.slice(0, 2));
    const pageToken = first.nextPageToken;
    const second = await environments.listEnvironments({ parent: agent, pageSize: 2, pageToken });
    expect(second.environments).toEqual(made.slice(2));
    expect(second.nextPageToken).toBe("");
  });

  it("show at most 100, and 20 unless asked", async () => {
    const fixture = await serve({ options: { maxEnvironmentsPerAgent: 101 } });
    for (let index = 0; index < 101; index += 1)
      await created(fixture, sampleEnvironment({ displayName: `e${index}` }));
    const environments = fixture.client(Environments);
    const standard = await environments.listEnvironments({ parent: agent });
    expect(standard.environments).toHaveLength(20);
    const most = await environments.listEnvironments({ parent: agent, pageSize: 1000 });
    expect(most.environments).toHaveLength(100);
  });

  it("know no environment that is not there", async () => {
    const { client } = await serve();
    const name = `${agent}/environments/none`;
    expect(await failure(client(Environments).getEnvironment({ name }))).toMatchObject({
      code: "NOT_FOUND",
      reason: "RESOURCE_NOT_FOUND",
      resource: { name },
    });
  });
});

describe("UpdateEnvironment", () => {
  it("writes what the mask names, and nothing else", async () => {
    const fixture = await serve();
    const before = await created(fixture, sampleEnvironment({ description: "kept" }));
    const operation = await fixture.client(Environments).updateEnvironment({
      environment: { name: before.name, displayName: "renamed", description: "not named" },
      updateMask: { paths: ["display_name"] },
    });
    const after = responseOf(operation, EnvironmentSchema);
    expect(after).toEqual({
      ...before,
      displayName: "renamed",
      updateTime: expect.anything() as unknown,
    });
    expect(await fixture.client(Environments).getEnvironment({ name: before.name })).toEqual(after);
  });

  it.each([
    { why: "as in the proto", path: "test_cases_config.enable_continuous_run" },
    { why: "as in JSON", path: "testCasesConfig.enableContinuousRun" },
  ])("takes a nested path $why", async ({ path }) => {
    const fixture = await serve();
    const testCases = [`${agent}/testCases/t`];
    const { name } = await created(fixture, sampleEnvironment({ testCasesConfig: { testCases } }));
    const operation = await fixture.client(Environments).updateEnvironment({
      environment: { name, testCasesConfig: { enableContinuousRun: true } },
      updateMask: { paths: [path] },
    });
    expect(responseOf(operation, EnvironmentSchema).testCasesConfig).toMatchObject({
      testCases,
      enableContinuousRun: true,
    });
  });

  it("replaces all fields with *", async () => {
    const fixture = await serve();
    const { name } = await created(fixture, sampleEnvironment({ description: "goes" }));
    const operation = await fixture.client(Environments).updateEnvironment({
      environment: sampleEnvironment({ name, displayName: "other" }),
      updateMask: { paths: ["*"] },
    });
    expect(responseOf(operation, EnvironmentSchema)).toMatchObject({
      name,
      displayName: "other",
      description: "",
    });
  });

  it("changes nothing but the time when the mask names only what the server writes", async () => {
    const fixture = await serve();
    const before = await created(fixture);
    const operation = await fixture.client(Environments).updateEnvironment({
      environment: { name: before.name },
      updateMask: { paths: ["update_time"] },
    });
    expect({ ...responseOf(operation, EnvironmentSchema), updateTime: before.updateTime }).toEqual(
      before,
    );
  });

  it.each([
    { why: "no mask", mask: undefined, code: "INVALID_ARGUMENT", field: "update_mask" },
    { why: "an empty mask", mask: { paths: [] }, code: "INVALID_ARGUMENT", field: "update_mask" },
    {
      why: "an unknown path",
      mask: { paths: ["colour"] },
      code: "INVALID_ARGUMENT",
      field: "update_mask",
    },
    {
      why: "clearing what is required",
      mask: { paths: ["version_configs"] },
      code: "INVALID_ARGUMENT",
      field: "environment.version_configs",
    },
  ])("refuses $why", async ({ mask, code, field }) => {
    const fixture = await serve();
    const { name } = await created(fixture);
    const call = fixture
      .client(Environments)
      .updateEnvironment({ environment: { name }, ...(mask && { updateMask: mask }) });
    expect(await failure(call)).toMatchObject({ code, violations: [{ field }] });
  });

  it("refuses an environment that is not there", async () => {
    const { client } = await serve();
    const name = `${agent}/environments/none`;
    const call = client(Environments).updateEnvironment({
      environment: { name, displayName: "x" },
      updateMask: { paths: ["display_name"] },
    });
    expect(await failure(call)).toMatchObject({ code: "NOT_FOUND", resource: { name } });
  });
});

describe("LookupEnvironmentHistory", () => {
  it("holds a snapshot for every change, the newest first", async () => {
    const clock = createFakeClock();
    const fixture = await serve({ clock });
    const environments = fixture.client(Environments);
    const first = await created(fixture);
    const { name } = first;
    clock.advance(1000);
    const second = responseOf(
      await environments.updateEnvironment({
        environment: { name, description: "second" },
        updateMask: { paths: ["description"] },
      }),
      EnvironmentSchema,
    );
    clock.advance(1000);
    await environments.deployFlow({ environment: name, flowVersion: version("start", 2) });
    const third = await environments.getEnvironment({ name });
    const page = await environments.lookupEnvironmentHistory({ name, pageSize: 2 });
    expect(page.environments).toEqual([third, second]);
    const { nextPageToken: pageToken } = page;
    const rest = await environments.lookupEnvironmentHistory({ name, pageSize: 2, pageToken });
    expect(rest.environments).toEqual([first]);
  });

  it("gets no entry from a change that is refused", async () => {
    const fixture = await serve();
    const { name } = await created(fixture);
    const environments = fixture.client(Environments);
    const updateMask = { paths: ["display_name"] };
    await failure(environments.updateEnvironment({ environment: { name }, updateMask }));
    const { environments: history } = await environments.lookupEnvironmentHistory({ name });
    expect(history).toHaveLength(1);
  });
});

describe("DeleteEnvironment", () => {
  it("deletes the environment and all that is under it, and frees its display name", async () => {
    const fixture = await serve();
    const environments = fixture.client(Environments);
    const { name } = await created(fixture);
    await environments.deployFlow({ environment: name, flowVersion: version("start", 2) });
    await environments.runContinuousTest({ environment: name });
    await environments.deleteEnvironment({ name });
    expect(await failure(environments.getEnvironment({ name }))).toMatchObject({
      code: "NOT_FOUND",
    });
    for (const kind of ["environment-snapshot", "deployment", "continuous-test-result"])
      expect(await fixture.store.count({ kind, parent: name })).toBe(0);
    await expect(created(fixture)).resolves.toBeDefined();
  });

  it("refuses one that is not there", async () => {
    const { client } = await serve();
    const call = client(Environments).deleteEnvironment({ name: `${agent}/environments/none` });
    expect(await failure(call)).toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("overrides", () => {
  it("hold a webhook that they override until it is deleted with force", async () => {
    const fixture = await serve();
    const webhook = await createdWebhook(fixture);
    const { name } = await created(fixture, sampleEnvironment(override(webhook)));
    expect(await failure(fixture.webhooks.deleteWebhook({ name: webhook }))).toMatchObject({
      code: "FAILED_PRECONDITION",
      reason: "RESOURCE_IN_USE",
      metadata: { referrers: name },
    });
    await fixture.webhooks.deleteWebhook({ name: webhook, force: true });
    const after = await fixture.client(Environments).getEnvironment({ name });
    expect(after.webhookConfig?.webhookOverrides).toEqual([]);
  });

  it("keep their secrets sealed in the store, and return them", async () => {
    const fixture = await serve();
    const webhook = await createdWebhook(fixture);
    const service = { uri: "https://s.example/", password: "hunter2", username: "u" };
    const made = await created(fixture, sampleEnvironment(override(webhook, service)));
    const { store } = fixture;
    const stored = [
      await store.get({ kind: "environment", name: made.name }),
      ...(await store.list({ kind: "environment-snapshot", parent: made.name, limit: 9 })),
      ...(await store.list({
        kind: "operation",
        parent: "projects/p/locations/us-central1",
        limit: 9,
      })),
    ];
    expect(stored).toHaveLength(3);
    expect(JSON.stringify(stored)).not.toContain("hunter2");
    expect(made.webhookConfig?.webhookOverrides[0]?.webhook.value).toMatchObject(service);
  });

  it("show a mask for secrets when that is asked for, and take it back", async () => {
    const fixture = await serve({ options: { maskSecrets: true } });
    const webhook = await createdWebhook(fixture);
    const service = { uri: "https://s.example/", password: "hunter2" };
    const made = await created(fixture, sampleEnvironment(override(webhook, service)));
    expect(made.webhookConfig?.webhookOverrides[0]?.webhook.value).toMatchObject({
      password: "********",
    });
    const operation = await fixture.client(Environments).updateEnvironment({
      environment: { ...made, description: "changed" },
      updateMask: { paths: ["*"] },
    });
    expect(JSON.stringify(responseOf(operation, EnvironmentSchema).webhookConfig)).toContain(
      "********",
    );
    const other = `${agent}/webhooks/other`;
    const unknown = fixture.client(Environments).createEnvironment({
      parent: agent,
      environment: sampleEnvironment({
        displayName: "x",
        ...override(other, { uri: "https://s.example/", password: "********" }),
      }),
    });
    expect(await failure(unknown)).toMatchObject({
      violations: [
        {
          field: "environment.webhook_config.webhook_overrides[0].generic_web_service.password",
        },
      ],
    });
  });
});

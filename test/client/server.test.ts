import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManagementClient, type Protocol } from "../../src/client/index.ts";
import { createRouter } from "../../src/handler/router.ts";
import { serve, type Server } from "../../src/server/index.ts";
import { collect } from "./fixture.ts";

const web = (uri: string) => ({ case: "genericWebService" as const, value: { uri } });

describe.each<Protocol>(["grpc", "connect", "rest"])("our own server over %s", (protocol) => {
  const agent = "projects/p/locations/us-central1/agents/a";
  let server: Server;
  beforeAll(async () => {
    server = await serve(createRouter(), {
      port: 0,
      host: "127.0.0.1",
      management: {},
      logger: false,
    });
  });
  afterAll(async () => {
    await server.close({ graceMs: 0 });
  });

  it.each(["v3", "v3beta1"] as const)(
    "keeps webhooks of %s from birth to death",
    async (version) => {
      await using client = createManagementClient({ endpoint: server.url, protocol, version });
      const { webhooks } = client as unknown as ReturnType<typeof createManagementClient>;
      const created = await webhooks.create({
        parent: agent,
        webhook: { displayName: version, webhook: web("https://a.example/") },
      });
      expect(created.name.startsWith(`${agent}/webhooks/`)).toBe(true);
      const { name } = created;
      const changed = await webhooks.update({
        webhook: { name, disabled: true, webhook: web("https://b.example/") },
        updateMask: ["genericWebService.uri"],
      });
      expect(changed).toMatchObject({ disabled: false, webhook: web("https://b.example/") });
      expect(await webhooks.get({ name })).toEqual(changed);
      const { webhook } = await webhooks.update({
        webhook: {
          name,
          webhook: {
            case: "genericWebService",
            value: { uri: "", requestHeaders: { "x-team": "blue" } },
          },
        },
        updateMask: ["genericWebService.requestHeaders.x-team"],
      });
      const { uri, requestHeaders } =
        webhook.case === "genericWebService" ? webhook.value : { uri: "", requestHeaders: {} };
      expect([uri, requestHeaders]).toEqual(["https://b.example/", { "x-team": "blue" }]);
      expect(
        (await collect(webhooks.list({ parent: agent, pageSize: 1 }))).map((one) => one.name),
      ).toContain(name);
      await webhooks.delete({ name });
      await expect(webhooks.get({ name })).rejects.toMatchObject({
        code: "NOT_FOUND",
        reason: "RESOURCE_NOT_FOUND",
        resource: { name },
      });
    },
  );

  it("says which fields are wrong", async () => {
    await using client = createManagementClient({ endpoint: server.url, protocol });
    const webhook = { displayName: "", webhook: web("ftp://a.example/") };
    await expect(client.webhooks.create({ parent: agent, webhook })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: expect.arrayContaining([
        expect.objectContaining({ field: expect.stringMatching(/display_?name/i) as string }),
      ]) as unknown,
    });
  });

  it("works on environments until they are done", async () => {
    await using client = createManagementClient({ endpoint: server.url, protocol });
    const { environments } = client;
    const flowVersion = `${agent}/flows/f/versions/1`;
    const environment = {
      displayName: `live-${protocol}`,
      versionConfigs: [{ version: flowVersion }],
    };
    const created = await environments.create({ parent: agent, environment }).result();
    const { name } = created;
    const change = {
      environment: { name, description: "new" },
      updateMask: ["description"] as const,
    };
    expect((await environments.update(change).result()).description).toBe("new");
    const history = await collect(environments.history({ name }));
    expect(history.length).toBeGreaterThan(0);
    const deployed = await environments
      .deployFlow({ environment: name, flowVersion: `${agent}/flows/f/versions/2` })
      .result();
    const [deployment] = await collect(client.deployments.list({ parent: name }));
    expect(deployment?.name).toBe(deployed.deployment);
    expect(await client.deployments.get({ name: deployed.deployment })).toEqual(deployment);
    const run = await environments.runContinuousTest({ environment: name }).result();
    expect(run.continuousTestResult?.result).toBe(1);
    const location = agent.slice(0, agent.indexOf("/agents/"));
    const operations = await collect(client.operations.list({ name: location }));
    expect(operations.every(({ done }) => done)).toBe(true);
    const locations = await collect(client.locations.list({ name: "projects/p" }));
    expect(locations.map(({ locationId }) => locationId)).toContain("us-central1");
    const webhook = { displayName: `hook-${protocol}`, webhook: web("https://a.example/") };
    const hook = await client.webhooks.create({ parent: agent, webhook });
    const [effective] = await collect(client.effectiveWebhooks.list({ parent: name }));
    expect(effective).toMatchObject({ webhook: hook.name, uri: "https://a.example/" });
    await client.webhooks.delete({ name: hook.name });
    await environments.delete({ name });
    await expect(environments.get({ name })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

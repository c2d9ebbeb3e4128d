import { describe, expect, it } from "vitest";
import { createManagementClient, type ManagementClientOptions } from "../../src/client/index.ts";

/** The real service as far as a client sees it: a fetch that keeps what it was asked. */
function realService() {
  const requests: Request[] = [];
  const options: ManagementClientOptions = {
    protocol: "rest",
    credentials: { token: "t" },
    retry: false,
    async fetch(input, init) {
      requests.push(new Request(input, init));
      return Response.json({});
    },
  };
  return { requests, options };
}

describe("a client of the real service", () => {
  it("goes to the endpoint of each resource's location", async () => {
    const { requests, options } = realService();
    const client = createManagementClient(options);
    const agents = ["us-central1", "eu", "global"].map(
      (one) => `projects/p/locations/${one}/agents/a`,
    );
    for (const parent of agents) await client.webhooks.create({ parent, webhook: {} });
    await client.locations.get({ name: "projects/p/locations/asia-south1" });
    expect(requests.map(({ url }) => new URL(url).hostname)).toEqual([
      "us-central1-dialogflow.googleapis.com",
      "eu-dialogflow.googleapis.com",
      "dialogflow.googleapis.com",
      "asia-south1-dialogflow.googleapis.com",
    ]);
  });

  it("asks for operations and locations under the version that it speaks", async () => {
    const { requests, options } = realService();
    const client = createManagementClient({ ...options, version: "v3beta1" as "v3" });
    await client.locations.get({ name: "projects/p/locations/global" });
    await client.operations.get({ name: "projects/p/operations/o" });
    expect(requests.map(({ url }) => new URL(url).pathname)).toEqual([
      "/v3beta1/projects/p/locations/global",
      "/v3beta1/projects/p/operations/o",
    ]);
  });

  it("sends no credentials to a location that is none", async () => {
    const { requests, options } = realService();
    const client = createManagementClient(options);
    const name = "projects/p/locations/evil.example#/agents/a/webhooks/w";
    await expect(client.webhooks.get({ name })).rejects.toMatchObject({
      reason: "INVALID_RESOURCE_NAME",
    });
    expect(requests).toEqual([]);
  });

  it("does not wait at the server for operations, which is not offered there", async () => {
    const { requests, options } = realService();
    const client = createManagementClient(options);
    const environment = `projects/p/locations/eu/agents/a/environments/e`;
    const operation = client.environments.runContinuousTest({ environment });
    await expect(operation.result({ timeoutMs: 0 })).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
    });
    expect(requests.map(({ url }) => new URL(url).pathname)).toEqual([
      `/v3/${environment}:runContinuousTest`,
    ]);
  });

  it("says whom a request is about, for routing", async () => {
    const { requests, options } = realService();
    const client = createManagementClient(options);
    const environment = "projects/p/locations/eu/agents/a/environments/e";
    await client.environments.runContinuousTest({ environment }).started();
    expect(requests[0]?.headers.get("x-goog-request-params")).toBe(
      `environment=${encodeURIComponent(environment)}`,
    );
  });
});

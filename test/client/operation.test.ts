import { describe, expect, it } from "vitest";
import { createManagementClient } from "../../src/client/index.ts";
import { WebhookError } from "../../src/errors.ts";
import { agent, Backend, running, serveBackend, skippingClock, succeeded } from "./fixture.ts";

const request = { parent: agent, environment: { displayName: "live" } };

/** A client of a backend, over gRPC, whose waits take no time. */
async function connect(backend: Backend) {
  const server = await serveBackend(backend, { protocol: "grpc" });
  const clock = skippingClock();
  const client = createManagementClient({ endpoint: server.url, clock, retry: false });
  return {
    client,
    clock,
    async [Symbol.asyncDispose]() {
      await client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe("an operation", () => {
  it("may fail before anybody looks at it", async () => {
    const backend = new Backend();
    backend.failures.push(new WebhookError("ALREADY_EXISTS"));
    await using fixture = await connect(backend);
    const operation = fixture.client.environments.create(request);
    while (backend.calls.length === 0) await new Promise(setImmediate);
    await fixture.client.locations.get({ name: "projects/p/locations/l" });
    await expect(operation.started()).rejects.toMatchObject({ code: "ALREADY_EXISTS" });
    await expect(operation.result()).rejects.toMatchObject({ code: "ALREADY_EXISTS" });
  });

  it("may be awaited more than once", async () => {
    const backend = new Backend();
    backend.states = [running(1), succeeded("environment")];
    await using fixture = await connect(backend);
    const operation = fixture.client.environments.create(request);
    const [first, second] = [await operation.result(), await operation.result()];
    expect(second).toEqual(first);
  });

  it("fails with what a listener throws", async () => {
    const backend = new Backend();
    backend.states = [succeeded("environment")];
    await using fixture = await connect(backend);
    const operation = fixture.client.environments.create(request).onProgress(() => {
      throw new Error("a fault of the listener");
    });
    await expect(operation.result()).rejects.toThrow("a fault of the listener");
  });

  it("ends its waiting when the signal aborts, and goes on at the server", async () => {
    const backend = new Backend();
    backend.states = [running(1)];
    await using fixture = await connect(backend);
    const operation = fixture.client.environments.create(request);
    const signal = AbortSignal.abort();
    await expect(operation.result({ signal })).rejects.toMatchObject({ code: "CANCELLED" });
    expect(backend.methods).not.toContain("CancelOperation");
  });

  it("must end with the message that its method promises", async () => {
    const backend = new Backend();
    backend.states = [succeeded("deployment")];
    await using fixture = await connect(backend);
    await expect(fixture.client.environments.create(request).result()).rejects.toMatchObject({
      code: "INTERNAL",
      message: expect.stringContaining("cx.v3.Environment") as string,
    });
  });
});

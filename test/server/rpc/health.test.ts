import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  Health,
  type HealthCheckResponse,
  HealthCheckResponse_ServingStatus as Status,
} from "../../../gen/es/grpc/health/v1/health_pb.ts";
import { openDoor, type OpenDoor } from "./fixture.ts";

const service = "fulfillkit.v1.WebhookService";
let open: OpenDoor;
let client: ReturnType<typeof createClient<typeof Health>>;
beforeEach(async () => {
  open = await openDoor();
  client = createClient(Health, createGrpcTransport({ baseUrl: open.url }));
});
afterEach(() => open.close());

/** The next state of a Watch. */
async function next(states: AsyncIterator<HealthCheckResponse>): Promise<Status> {
  const result = await states.next();
  if (result.done) throw new Error("The stream has ended.");
  return result.value.status;
}

describe("grpc.health.v1.Health", () => {
  it.each([
    ["the server as a whole", ""],
    ["a service", service],
  ])("Check tells of %s, before and while it drains", async (_, name) => {
    expect((await client.check({ service: name })).status).toBe(Status.SERVING);
    open.health.drain();
    expect((await client.check({ service: name })).status).toBe(Status.NOT_SERVING);
  });

  it("Check answers NOT_FOUND for a service that is not here", async () => {
    const reason: unknown = await client
      .check({ service: "acme.v1.Thing" })
      .catch((thrown: unknown) => thrown);
    expect(ConnectError.from(reason).code).toBe(Code.NotFound);
  });

  it("List tells of every service that has a state", async () => {
    const { statuses } = await client.list({});
    expect(Object.entries(statuses).map(([name, { status }]) => [name, status])).toEqual([
      ["", Status.SERVING],
      [service, Status.SERVING],
    ]);
  });

  it("Watch tells the state at once, and again after each change", async () => {
    const states = client.watch({ service })[Symbol.asyncIterator]();
    expect(await next(states)).toBe(Status.SERVING);
    open.health.drain();
    expect(await next(states)).toBe(Status.NOT_SERVING);
  });

  it("Watch goes on for a service that is not here", async () => {
    const states = client.watch({ service: "acme.v1.Thing" })[Symbol.asyncIterator]();
    expect(await next(states)).toBe(Status.SERVICE_UNKNOWN);
  });

  it("Watch ends with UNAVAILABLE when the door closes", async () => {
    const states = client.watch({ service })[Symbol.asyncIterator]();
    await next(states);
    open.door.close();
    const reason: unknown = await next(states).catch((thrown: unknown) => thrown);
    expect(ConnectError.from(reason).code).toBe(Code.Unavailable);
  });
});

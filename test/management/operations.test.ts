import { describe, expect, it } from "vitest";
import { createFakeClock, type FakeClock } from "../../src/testing/clock.ts";
import {
  created,
  Environments,
  EnvironmentSchema,
  Operations,
  responseOf,
  sampleEnvironment,
  serve,
} from "./environments-fixture.ts";
import { acceptOperation, location } from "./operations-fixture.ts";
import { agent, failure, type Fixture } from "./fixture.ts";

/** A served API with an operation that was accepted and not done, as after a crash. */
async function withUnfinished(): Promise<{
  readonly fixture: Fixture;
  readonly name: string;
  readonly clock: FakeClock;
}> {
  const clock = createFakeClock(Date.now());
  const fixture = await serve({ clock });
  return { fixture, clock, name: await acceptOperation(fixture) };
}

describe("GetOperation", () => {
  it("gives what the method gave", async () => {
    const { client } = await serve();
    const operation = await client(Environments).createEnvironment({
      parent: agent,
      environment: sampleEnvironment(),
    });
    expect(await client(Operations).getOperation({ name: operation.name })).toEqual(operation);
  });

  it.each([
    { name: `${location}/operations/none`, code: "NOT_FOUND", why: "it is not there" },
    { name: "projects/p/operations/none", code: "NOT_FOUND", why: "none has no location" },
    { name: "operations/none", code: "INVALID_ARGUMENT", why: "it is no operation's name" },
    { name: "", code: "INVALID_ARGUMENT", why: "it is missing" },
  ])("refuses $name, since $why", async ({ name, code }) => {
    const { client } = await serve();
    expect(await failure(client(Operations).getOperation({ name }))).toMatchObject({ code });
  });

  it("shows an operation that is being done as unfinished", async () => {
    const { fixture, name } = await withUnfinished();
    const operation = await fixture.client(Operations).getOperation({ name });
    expect(operation).toMatchObject({ name, done: false, result: { case: undefined } });
  });

  it("ends one that its process has left behind for half a minute", async () => {
    const { fixture, name, clock } = await withUnfinished();
    clock.advance(31_000);
    const operation = await fixture.client(Operations).getOperation({ name });
    expect(responseOf(operation, EnvironmentSchema).displayName).toBe("production");
  });
});

describe("ListOperations", () => {
  it("lists a location's operations in pages, in the order of creation", async () => {
    const fixture = await serve();
    for (const displayName of ["a", "b", "c"])
      await created(fixture, sampleEnvironment({ displayName }));
    const operations = fixture.client(Operations);
    const first = await operations.listOperations({ name: location, pageSize: 2 });
    const { nextPageToken: pageToken } = first;
    const second = await operations.listOperations({ name: location, pageSize: 2, pageToken });
    expect(
      [...first.operations, ...second.operations].map(
        (operation) => responseOf(operation, EnvironmentSchema).displayName,
      ),
    ).toEqual(["a", "b", "c"]);
    expect(second.nextPageToken).toBe("");
  });

  it.each([
    { filter: "done", shows: ["ended"] },
    { filter: "done=true", shows: ["ended"] },
    { filter: "done = TRUE", shows: ["ended"] },
    { filter: "done:true", shows: ["ended"] },
    { filter: "done!=true", shows: ["unfinished"] },
    { filter: "done=false", shows: ["unfinished"] },
    { filter: "NOT done", shows: ["unfinished"] },
    { filter: "-done", shows: ["unfinished"] },
    { filter: "", shows: ["unfinished", "ended"] },
  ])("filters by $filter", async ({ filter, shows }) => {
    const { fixture } = await withUnfinished();
    await created(fixture, sampleEnvironment({ displayName: "ended" }));
    const { operations } = await fixture
      .client(Operations)
      .listOperations({ name: location, filter });
    expect(operations.map(({ done }) => (done ? "ended" : "unfinished"))).toEqual(shows);
  });

  it("looks for what the filter wants beyond a page without any", async () => {
    const fixture = await serve({ clock: createFakeClock(Date.now()) });
    for (const displayName of ["a", "b", "c"])
      await created(fixture, sampleEnvironment({ displayName }));
    const name = await acceptOperation(fixture);
    const page = await fixture
      .client(Operations)
      .listOperations({ name: location, filter: "done=false", pageSize: 1 });
    expect(page.operations.map((operation) => operation.name)).toEqual([name]);
  });

  it("has none that belong to a project as a whole", async () => {
    const fixture = await serve();
    await created(fixture);
    const page = await fixture.client(Operations).listOperations({ name: "projects/p" });
    expect(page.operations).toEqual([]);
  });

  it.each([
    { request: { name: location, filter: "state=DONE" }, reason: "INVALID_FILTER" },
    { request: { name: location, pageSize: -1 }, reason: "INVALID_PAGE_SIZE" },
    { request: { name: location, pageToken: "AA" }, reason: "INVALID_PAGE_TOKEN" },
    { request: { name: "nowhere" }, reason: "INVALID_RESOURCE_NAME" },
  ])("refuses with $reason", async ({ request, reason }) => {
    const { client } = await serve();
    expect(await failure(client(Operations).listOperations(request))).toMatchObject({
      code: "INVALID_ARGUMENT",
      reason,
    });
  });

  it("takes a token for the filter that it was given with alone", async () => {
    const fixture = await serve();
    for (const displayName of ["a", "b"])
      await created(fixture, sampleEnvironment({ displayName }));
    const operations = fixture.client(Operations);
    const { nextPageToken: pageToken } = await operations.listOperations({
      name: location,
      pageSize: 1,
    });
    const call = operations.listOperations({ name: location, filter: "done", pageToken });
    expect(await failure(call)).toMatchObject({ reason: "INVALID_PAGE_TOKEN" });
  });
});

describe("CancelOperation", () => {
  it("ends an unfinished operation with CANCELLED, and nothing is done", async () => {
    const { fixture, name, clock } = await withUnfinished();
    const operations = fixture.client(Operations);
    await operations.cancelOperation({ name });
    clock.advance(60_000);
    expect(await operations.getOperation({ name })).toMatchObject({
      done: true,
      result: { case: "error", value: { code: 1 } },
    });
    expect(await fixture.store.count({ kind: "environment", parent: agent })).toBe(0);
  });

  it("leaves one that has ended as it is", async () => {
    const { client } = await serve();
    const operation = await client(Environments).createEnvironment({
      parent: agent,
      environment: sampleEnvironment(),
    });
    await client(Operations).cancelOperation({ name: operation.name });
    expect(await client(Operations).getOperation({ name: operation.name })).toEqual(operation);
  });

  it("refuses one that is not there", async () => {
    const { client } = await serve();
    const call = client(Operations).cancelOperation({ name: `${location}/operations/none` });
    expect(await failure(call)).toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("DeleteOperation", () => {
  it("forgets an operation, not what it did", async () => {
    const { client } = await serve();
    const operation = await client(Environments).createEnvironment({
      parent: agent,
      environment: sampleEnvironment(),
    });
    const operations = client(Operations);
    await operations.deleteOperation({ name: operation.name });
    expect(await failure(operations.getOperation({ name: operation.name }))).toMatchObject({
      code: "NOT_FOUND",
      resource: { type: "longrunning.googleapis.com/Operation", name: operation.name },
    });
    const { name } = responseOf(operation, EnvironmentSchema);
    await expect(client(Environments).getEnvironment({ name })).resolves.toBeDefined();
  });

  it("refuses one that is not there", async () => {
    const { client } = await serve();
    const call = client(Operations).deleteOperation({ name: `${location}/operations/none` });
    expect(await failure(call)).toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("WaitOperation", () => {
  it("returns an operation that has ended at once", async () => {
    const { client } = await serve({ clock: createFakeClock() });
    const operation = await client(Environments).createEnvironment({
      parent: agent,
      environment: sampleEnvironment(),
    });
    expect(await client(Operations).waitOperation({ name: operation.name })).toEqual(operation);
  });

  it("returns the operation as it is when the time is over", async () => {
    const { fixture, name } = await withUnfinished();
    const operation = await fixture
      .client(Operations)
      .waitOperation({ name, timeout: { seconds: 0n, nanos: 0 } });
    expect(operation.done).toBe(false);
  });

  it("refuses a negative timeout", async () => {
    const { fixture, name } = await withUnfinished();
    const call = fixture
      .client(Operations)
      .waitOperation({ name, timeout: { seconds: -1n, nanos: 0 } });
    expect(await failure(call)).toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ field: "timeout" }],
    });
  });

  it("is told when another call ends the operation", async () => {
    const { fixture, name } = await withUnfinished();
    const operations = fixture.client(Operations);
    const waiting = operations.waitOperation({ name, timeout: { seconds: 600n } });
    await operations.cancelOperation({ name });
    expect(await waiting).toMatchObject({ done: true, result: { case: "error" } });
  });
});

describe("an accepted operation", () => {
  it("keeps the secrets of its request sealed", async () => {
    const { fixture, name } = await withUnfinished();
    const stored = await fixture.store.get({ kind: "operation-work", name });
    expect(JSON.stringify(stored?.body["request"])).toContain("staging.example");
    expect(JSON.stringify(stored)).not.toContain("hunter2");
  });
});

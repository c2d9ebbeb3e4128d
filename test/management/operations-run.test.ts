import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { CreateEnvironmentRequestSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { WebhookError } from "../../src/errors.ts";
import { resolveParts, type ManagementContext } from "../../src/management/context.ts";
import { createEnvironmentMethod } from "../../src/management/environments-change.ts";
import {
  performWork,
  startOperation,
  type OperationMethod,
} from "../../src/management/operations-run.ts";
import { openStore, type Store } from "../../src/storage/index.ts";
import { createFakeClock } from "../../src/testing/clock.ts";
import {
  created,
  EnvironmentSchema,
  Environments,
  Operations,
  responseOf,
  sampleEnvironment,
  serve,
} from "./environments-fixture.ts";
import { agent, type Fixture } from "./fixture.ts";
import { acceptOperation, location } from "./operations-fixture.ts";

type Create = OperationMethod<typeof CreateEnvironmentRequestSchema>;

function contextOf(fixture: Fixture, more: Partial<ManagementContext> = {}): ManagementContext {
  const { signal } = new AbortController();
  return { ...resolveParts(fixture), signal, apiVersion: "v3", ...more };
}

/** What is asked of CreateEnvironment in these tests. */
function call(): Parameters<typeof startOperation<typeof CreateEnvironmentRequestSchema>>[2] {
  return {
    request: create(CreateEnvironmentRequestSchema, {
      parent: agent,
      environment: sampleEnvironment(),
    }),
    location: { project: "p", location: "us-central1" },
  };
}

/** CreateEnvironment that meets something on one of its attempts; the first is the rehearsal. */
function meeting(attempt: number, meet: () => never): Create {
  let attempts = 0;
  return {
    ...createEnvironmentMethod,
    perform(request, run) {
      attempts += 1;
      return attempts === attempt ? meet() : createEnvironmentMethod.perform(request, run);
    },
  };
}

/** A store that cannot be reached in some of its transactions, counted from 1. */
function failingIn(store: Store, transactions: readonly number[]): Store {
  let count = 0;
  return {
    get: (key) => store.get(key),
    list: (query) => store.list(query),
    count: (query) => store.count(query),
    referrers: (to) => store.referrers(to),
    scan: (query) => store.scan(query),
    close: () => store.close(),
    transaction(work) {
      count += 1;
      return transactions.includes(count)
        ? Promise.reject(new WebhookError("UNAVAILABLE", { reason: "STORE_UNAVAILABLE" }))
        : store.transaction(work);
    },
  };
}

describe("startOperation", () => {
  it("refuses at once what cannot be done, and accepts nothing", async () => {
    const fixture = await serve();
    const method = meeting(1, () => {
      throw new WebhookError("FAILED_PRECONDITION", { reason: "NOT_NOW" });
    });
    await expect(startOperation(contextOf(fixture), method, call())).rejects.toMatchObject({
      reason: "NOT_NOW",
    });
    expect(await fixture.store.count({ kind: "operation", parent: location })).toBe(0);
  });

  it("ends the operation with an error when the work is refused after it was accepted", async () => {
    const fixture = await serve();
    const method = meeting(2, () => {
      throw new WebhookError("ALREADY_EXISTS", { reason: "DISPLAY_NAME_TAKEN", message: "Taken." });
    });
    const operation = await startOperation(contextOf(fixture), method, call());
    expect(operation).toMatchObject({
      done: true,
      result: { case: "error", value: { code: 6, message: "Taken." } },
    });
    expect(await fixture.store.count({ kind: "environment", parent: agent })).toBe(0);
  });

  it("says ABORTED, and nothing of the cause, when the work fails for a reason of the server's", async () => {
    const fixture = await serve();
    const method = meeting(2, () => {
      throw new Error("the secret plan");
    });
    const operation = await startOperation(contextOf(fixture), method, call());
    expect(operation).toMatchObject({ done: true, result: { case: "error", value: { code: 10 } } });
    expect(JSON.stringify(operation.result.value)).not.toContain("secret plan");
  });

  it("returns the operation unfinished when the store fails after it was accepted", async () => {
    const fixture = await serve();
    // The rehearsal, the acceptance, the work.
    const store = failingIn(fixture.store, [3]);
    const context = contextOf(fixture, { store });
    const operation = await startOperation(context, createEnvironmentMethod, call());
    expect(operation).toMatchObject({ done: false, result: { case: undefined } });
    const { name } = operation;
    expect(await performWork(context, [createEnvironmentMethod], name)).toBe("done");
    const ended = await fixture.client(Operations).getOperation({ name });
    expect(responseOf(ended, EnvironmentSchema).displayName).toBe("production");
  });

  it("fails when the store cannot even accept it", async () => {
    const fixture = await serve();
    const context = contextOf(fixture, { store: failingIn(fixture.store, [2]) });
    await expect(startOperation(context, createEnvironmentMethod, call())).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
  });

  it("gives the same id to the resource at every attempt", async () => {
    const fixture = await serve();
    const ids: string[] = [];
    const method: Create = {
      ...createEnvironmentMethod,
      perform(request, run) {
        ids.push(run.id);
        return createEnvironmentMethod.perform(request, run);
      },
    };
    const operation = await startOperation(contextOf(fixture), method, call());
    const { name } = responseOf(operation, EnvironmentSchema);
    expect(ids).toHaveLength(2);
    expect(new Set([...ids, name.slice(name.lastIndexOf("/") + 1)]).size).toBe(1);
  });

  it("forgets operations that ended more than a week ago, and keeps unfinished ones", async () => {
    const clock = createFakeClock(Date.now());
    const store = await openStore({ clock });
    const fixture = await serve({ clock, store });
    const unfinished = await acceptOperation(fixture);
    await created(fixture, sampleEnvironment({ displayName: "old" }));
    clock.advance(8 * 24 * 3_600_000);
    await created(fixture, sampleEnvironment({ displayName: "new" }));
    const kept = await store.list({ kind: "operation", parent: location, limit: 9 });
    expect(kept).toHaveLength(2);
    expect(kept[0]?.name).toBe(unfinished);
  });
});

describe("performWork", () => {
  it("does the work once, whoever tries", async () => {
    const fixture = await serve();
    const name = await acceptOperation(fixture);
    const context = contextOf(fixture);
    const tries = [1, 2, 3].map(() => performWork(context, [createEnvironmentMethod], name));
    expect((await Promise.all(tries)).toSorted()).toEqual(["done", "gone", "gone"]);
    const { environments } = await fixture.client(Environments).listEnvironments({ parent: agent });
    expect(environments).toHaveLength(1);
  });

  it("does the work of an operation whose record was deleted", async () => {
    const fixture = await serve();
    const name = await acceptOperation(fixture);
    await fixture.client(Operations).deleteOperation({ name });
    expect(await performWork(contextOf(fixture), [createEnvironmentMethod], name)).toBe("done");
    expect(await fixture.store.count({ kind: "environment", parent: agent })).toBe(1);
    expect(await fixture.store.count({ kind: "operation", parent: location })).toBe(0);
  });

  it("leaves the work when the store fails again while the failure is written down", async () => {
    const fixture = await serve();
    const name = await acceptOperation(fixture);
    const method = meeting(1, () => {
      throw new WebhookError("ABORTED");
    });
    const context = contextOf(fixture, { store: failingIn(fixture.store, [2]) });
    expect(await performWork(context, [method], name)).toBe("left");
    expect(await performWork(contextOf(fixture), [createEnvironmentMethod], name)).toBe("done");
  });
});

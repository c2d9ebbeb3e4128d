import { create } from "@bufbuild/protobuf";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CreateEnvironmentRequestSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { ErrorInfoSchema } from "../../gen/es/google/rpc/error_details_pb.ts";
import { recoverOperations } from "../../src/management/operations-recovery.ts";
import { openStore } from "../../src/storage/index.ts";
import {
  EnvironmentSchema,
  Environments,
  Operations,
  override,
  responseOf,
  sampleEnvironment,
  serve,
  unpacked,
} from "./environments-fixture.ts";
import { agent, newSecretBox, type Fixture } from "./fixture.ts";
import { acceptOperation, location, storeAccepted } from "./operations-fixture.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "fulfillkit-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** A server on a store that another one has left with these operations accepted. */
async function afterCrash(
  accept: (fixture: Fixture) => Promise<string>,
): Promise<{ readonly fixture: Fixture; readonly name: string }> {
  const url = join(directory, "store.db");
  const secrets = newSecretBox();
  const first = await openStore({ url });
  const name = await accept(await serve({ store: first, secrets }));
  await first.close();
  return { name, fixture: await serve({ store: await openStore({ url }), secrets }) };
}

const id = "11111111-1111-4111-8111-111111111111";
const name = `${location}/operations/crashed`;

describe("recoverOperations", () => {
  it("does, once, what was accepted before the crash", async () => {
    const { fixture, name: operation } = await afterCrash(acceptOperation);
    expect(await recoverOperations(fixture)).toEqual({ done: 1, failed: 0 });
    const ended = await fixture.client(Operations).getOperation({ name: operation });
    const made = responseOf(ended, EnvironmentSchema);
    expect(JSON.stringify(made.webhookConfig)).toContain("hunter2");
    const { environments } = await fixture.client(Environments).listEnvironments({ parent: agent });
    expect(environments).toEqual([made]);
    expect(await recoverOperations(fixture)).toEqual({ done: 0, failed: 0 });
  });

  it("fails what can no longer be done, with the reason", async () => {
    const environment = sampleEnvironment(override(`${agent}/webhooks/deleted`));
    const request = create(CreateEnvironmentRequestSchema, { parent: agent, environment });
    const { fixture } = await afterCrash(async (first) => {
      await storeAccepted(first, { name, id, request });
      return name;
    });
    expect(await recoverOperations(fixture)).toEqual({ done: 0, failed: 1 });
    const { done, result } = await fixture.client(Operations).getOperation({ name });
    if (result.case !== "error") throw new Error("The operation has no error.");
    expect(done).toBe(true);
    expect(result.value.code).toBe(9);
    expect(unpacked(result.value.details[0], ErrorInfoSchema).reason).toBe("UNKNOWN_WEBHOOK");
    expect(await fixture.store.count({ kind: "environment", parent: agent })).toBe(0);
  });

  it("aborts what this server does not know how to do", async () => {
    const request = create(CreateEnvironmentRequestSchema, { parent: agent });
    const { fixture } = await afterCrash(async (first) => {
      await storeAccepted(first, { name, id, request, method: "OfALaterVersion" });
      return name;
    });
    expect(await recoverOperations(fixture)).toEqual({ done: 0, failed: 1 });
    expect(await fixture.client(Operations).getOperation({ name })).toMatchObject({
      done: true,
      result: { case: "error", value: { code: 10 } },
    });
  });

  it("aborts what was sealed with a key that is lost", async () => {
    const { fixture, name: operation } = await afterCrash(acceptOperation);
    const secrets = newSecretBox();
    expect(await recoverOperations({ ...fixture, secrets })).toEqual({ done: 0, failed: 1 });
    expect(await fixture.client(Operations).getOperation({ name: operation })).toMatchObject({
      result: { case: "error", value: { code: 10 } },
    });
  });

  it("goes through more operations than it reads at a time", async () => {
    const { fixture } = await afterCrash(async (first) => {
      for (let index = 0; index < 105; index += 1) {
        const environment = sampleEnvironment({ displayName: `e${index}` });
        await storeAccepted(first, {
          name: `${name}${index}`,
          id: `${id}-${index}`,
          request: create(CreateEnvironmentRequestSchema, { parent: agent, environment }),
        });
      }
      return name;
    });
    const options = { maxEnvironmentsPerAgent: 80 };
    expect(await recoverOperations({ ...fixture, options })).toEqual({ done: 80, failed: 25 });
  });

  it("does each operation once when two servers recover at the same time", async () => {
    const { fixture } = await afterCrash(acceptOperation);
    const reports = await Promise.all([recoverOperations(fixture), recoverOperations(fixture)]);
    expect(reports.reduce((sum, { done, failed }) => sum + done + failed, 0)).toBe(1);
    expect(await fixture.store.count({ kind: "environment", parent: agent })).toBe(1);
  });
});

import { timestampMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { resolveParts, type ManagementParts } from "../../src/management/context.ts";
import {
  deleteEnvironment,
  insertEnvironment,
  readEnvironment,
  requireEnvironment,
  updateEnvironment,
} from "../../src/management/environments-state.ts";
import { createFakeClock, type FakeClock } from "../../src/testing/clock.ts";
import { createdWebhook, override, sampleEnvironment, serve } from "./environments-fixture.ts";
import { agent, type Fixture } from "./fixture.ts";
import { keptBehaviour } from "./kept-behaviour.ts";

const name = `${agent}/environments/e`;

async function start(): Promise<{
  readonly fixture: Fixture;
  readonly parts: ManagementParts;
  readonly clock: FakeClock;
}> {
  const clock = createFakeClock();
  const fixture = await serve({ clock });
  return { fixture, clock, parts: resolveParts({ ...fixture, clock }) };
}

describe("environments in the store", () => {
  it("have the time of their last change, which what they are made from does not", async () => {
    const { parts, clock } = await start();
    const given = sampleEnvironment({ name });
    await parts.store.transaction((writer) => insertEnvironment({ parts, writer, id: "1" }, given));
    clock.advance(5000);
    const changed = await parts.store.transaction((writer) =>
      updateEnvironment({ parts, writer, id: "2" }, { ...given, description: "changed" }),
    );
    expect(given.updateTime).toBeUndefined();
    expect(changed.updateTime && timestampMs(changed.updateTime)).toBe(clock.now());
    const stored = readEnvironment(parts, await requireEnvironment(parts.store, name));
    expect(stored).toEqual(changed);
  });

  it("refer to the webhooks that they override, and to no others after a change", async () => {
    const { fixture, parts } = await start();
    const [first, second] = [
      await createdWebhook(fixture, "a"),
      await createdWebhook(fixture, "b"),
    ];
    const overriding = (webhook: string) => sampleEnvironment({ name, ...override(webhook) });
    await parts.store.transaction((writer) =>
      insertEnvironment({ parts, writer, id: "1" }, overriding(first)),
    );
    expect(await parts.store.referrers(first)).toEqual([{ kind: "environment", name }]);
    await parts.store.transaction((writer) =>
      updateEnvironment({ parts, writer, id: "2" }, overriding(second)),
    );
    expect(await parts.store.referrers(first)).toEqual([]);
    expect(await parts.store.referrers(second)).toEqual([{ kind: "environment", name }]);
    await deleteEnvironment(parts, name);
    expect(await parts.store.referrers(second)).toEqual([]);
  });

  it("are written with their history or not at all", async () => {
    const { parts } = await start();
    const given = sampleEnvironment({ name });
    const failing = parts.store.transaction(async (writer) => {
      await insertEnvironment({ parts, writer, id: "1" }, given);
      throw new Error("later");
    });
    await expect(failing).rejects.toThrow("later");
    await expect(requireEnvironment(parts.store, name)).rejects.toMatchObject({
      reason: "RESOURCE_NOT_FOUND",
    });
    expect(await parts.store.count({ kind: "environment-snapshot", parent: name })).toBe(0);
  });
});

keptBehaviour({ name: "in memory", freshUrl: async () => "memory:" });

import { afterAll, describe, expect, it } from "vitest";
import { resolveParts } from "../../src/management/context.ts";
import { openStore } from "../../src/storage/index.ts";
import { newSecretBox } from "./fixture.ts";

const store = await openStore();
const secrets = newSecretBox();

afterAll(async () => {
  await store.close();
});

describe("the parts of the management API", () => {
  it("have defaults that are finite and strict", () => {
    const parts = resolveParts({ store, secrets });
    expect(parts.options).toMatchObject({
      maxWebhooksPerAgent: 1000,
      keptHistoryEntries: 1000,
      keptDeployments: 1000,
      keptTestResults: 1000,
      allowLoopbackHttp: false,
      maskSecrets: false,
    });
    expect(Object.values(parts.options).every((value) => value !== Infinity)).toBe(true);
    expect(parts.ids()).not.toBe(parts.ids());
    expect(Math.abs(parts.clock.now() - Date.now())).toBeLessThan(5000);
  });

  it.each([0, -1, 1.5, Number.NaN])("are refused where %d things are to be kept", (number) => {
    const options = { keptDeployments: number };
    expect(() => resolveParts({ store, secrets, options })).toThrow(
      new TypeError(
        `keptDeployments is ${number}, and should be a whole number from 1 on, or Infinity.`,
      ),
    );
  });

  it("are those that are given", () => {
    const ids = () => "id";
    const parts = resolveParts({ store, secrets, ids, options: { maskSecrets: true } });
    expect(parts).toMatchObject({ store, secrets, ids, options: { maskSecrets: true } });
  });

  it("have a clock that calls back, unless it is told not to", async () => {
    const { clock } = resolveParts({ store, secrets });
    let revoked = false;
    clock.clearTimeout(clock.setTimeout(() => (revoked = true), 0));
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 1));
    expect(revoked).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { resolveBehaviours } from "../../src/dispatch/behaviours.ts";
import { systemClock } from "../../src/clock.ts";
import { resolveDispatcher } from "../../src/dispatch/dispatcher-options.ts";
import { planOf } from "../../src/dispatch/plan.ts";
import { createFakeClock } from "../../src/testing/clock.ts";
import { webhookTo } from "./fixture.ts";

describe("the parts of a dispatcher", () => {
  it("have defaults", () => {
    const parts = resolveDispatcher({});
    expect(parts).toMatchObject({
      behaviours: resolveBehaviours(),
      timeZone: "UTC",
      maxResponseBytes: 65_536,
    });
    expect(parts.clock).toBe(systemClock);
    expect(parts.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(parts.random()).toBeLessThan(1);
  });

  it("are what is given", () => {
    const clock = createFakeClock(5);
    const parts = resolveDispatcher({
      clock,
      random: () => 0.5,
      uuid: () => "id",
      timeZone: "Asia/Tokyo",
      maxResponseBytes: 1,
      behaviours: { urlSpace: "+" },
    });
    expect([parts.now(), parts.random(), parts.uuid(), parts.timeZone]).toEqual([
      5,
      0.5,
      "id",
      "Asia/Tokyo",
    ]);
    expect(parts.behaviours.urlSpace).toBe("+");
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity])(
    "refuse to read %d bytes at most",
    (maxResponseBytes) => {
      expect(() => resolveDispatcher({ maxResponseBytes })).toThrow(TypeError);
    },
  );

  it("refuse limits and behaviours that there are not", () => {
    expect(() => resolveDispatcher({ transport: { limits: { maxPools: 0 } } })).toThrow(TypeError);
    expect(() => resolveDispatcher({ transport: { addresses: { allow: ["here"] } } })).toThrow(
      TypeError,
    );
    expect(() => resolveDispatcher({ behaviours: { urlSpace: "-" as "+" } })).toThrow(TypeError);
  });
});

describe("the TLS settings for a webhook", () => {
  const clientCertificate = { cert: "CERT", key: "KEY" };
  const der = new Uint8Array([1]);
  const plain = planOf(webhookTo("https://a.example/"));
  const custom = planOf(webhookTo("https://a.example/", { allowedCaCerts: [der] }));

  it("are its CAs and the dispatcher's certificate", async () => {
    const without = resolveDispatcher({});
    expect(without.tlsFor(await plain)).toBeUndefined();
    expect(without.tlsFor(await custom)).toEqual({ ca: [der] });
    const having = resolveDispatcher({ clientCertificate });
    expect(having.tlsFor(await plain)).toEqual({ clientCertificate });
    expect(having.tlsFor(await custom)).toEqual({ ca: [der], clientCertificate });
  });

  it("are one object for all calls, so that the certificates are read once", async () => {
    const { tlsFor } = resolveDispatcher({ clientCertificate });
    for (const plan of [await plain, await custom]) expect(tlsFor(plan)).toBe(tlsFor(plan));
  });
});

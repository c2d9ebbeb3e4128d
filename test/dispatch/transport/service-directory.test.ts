import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  orderEndpoints,
  parseServiceName,
  readEndpoints,
  rememberedEndpoints,
  staticEndpoints,
} from "../../../src/dispatch/transport/service-directory.ts";
import { failureOf } from "./fixture.ts";

const service = "projects/p/locations/us-central1/namespaces/n/services/s";

describe("parseServiceName", () => {
  it("takes a name apart", () => {
    expect(parseServiceName(service)).toEqual({
      project: "p",
      location: "us-central1",
      namespace: "n",
      service: "s",
    });
    expect(parseServiceName(service.replace("/p/", "/example.com:p/"))?.project).toBe(
      "example.com:p",
    );
  });

  it.each([
    "",
    "s",
    `${service}/endpoints/e`,
    `/${service}`,
    service.replace("/p/", "/p?a=b/"),
    // In a URL, these would lead to another path.
    service.replace("/p/", "/../"),
    service.replace("/n/", "/./"),
    service.replace(/s$/, ".."),
  ])("does not take %j", (name) => {
    expect(parseServiceName(name)).toBeUndefined();
  });
});

describe("staticEndpoints", () => {
  it("knows addresses and names with ports", async () => {
    const resolver = staticEndpoints({ [service]: ["10.0.0.5:8443", "[fd00::5]:1", "a.b:443"] });
    expect(await resolver.resolve(service)).toEqual([
      { address: "10.0.0.5", port: 8443 },
      { address: "fd00::5", port: 1 },
      { address: "a.b", port: 443 },
    ]);
  });

  it("says that a service has none", async () => {
    const resolver = staticEndpoints({ [service]: [] });
    for (const name of [service, `${service}2`])
      expect(await failureOf(resolver.resolve(name))).toMatchObject({ kind: "dns" });
  });

  it.each([
    "10.0.0.5",
    ":443",
    "10.0.0.5:0",
    "10.0.0.5:65536",
    "fd00::5:443",
    "[a.b]:443",
    "a b:1",
  ])("refuses the endpoint %s", (endpoint) => {
    expect(() => staticEndpoints({ [service]: [endpoint] })).toThrow(/is no endpoint/);
  });

  it("refuses a name that is no service's", () => {
    expect(() => staticEndpoints({ s: [] })).toThrow('"s" is no service');
  });

  it("is read from a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fulfillkit-endpoints-"));
    const path = join(folder, "endpoints.json");
    await writeFile(path, JSON.stringify({ [service]: ["10.0.0.5:8443"] }));
    expect(await (await readEndpoints(path)).resolve(service)).toHaveLength(1);
    for (const bad of ["{", "[]1", "null", '{"a":"b"}', '{"a":[1]}']) {
      await writeFile(path, bad);
      await expect(readEndpoints(path)).rejects.toThrow(path);
    }
    await rm(folder, { recursive: true });
  });
});

describe("rememberedEndpoints", () => {
  it("asks once at a time, and again when the time is over", async () => {
    let now = 0;
    let questions = 0;
    const resolver = rememberedEndpoints(
      {
        async resolve() {
          questions += 1;
          return [{ address: "10.0.0.1", port: questions }];
        },
      },
      {
        ttlMs: 1_000,
        clock: { now: () => now, setTimeout: () => 0, clearTimeout: () => undefined },
      },
    );
    await Promise.all([resolver.resolve(service), resolver.resolve(service)]);
    now = 999;
    expect(await resolver.resolve(service)).toEqual([{ address: "10.0.0.1", port: 1 }]);
    now = 1_000;
    expect(await resolver.resolve(service)).toEqual([{ address: "10.0.0.1", port: 2 }]);
  });
});

describe("orderEndpoints", () => {
  const endpoints = [1, 2, 3].map((port) => ({ address: "10.0.0.1", port }));

  it.each([
    ["first", 0.9, [1, 2, 3]],
    ["random", 0, [1, 2, 3]],
    ["random", 0.4, [2, 3, 1]],
    ["random", 0.99, [3, 1, 2]],
  ] as const)("%s with %d", (choice, drawn, expected) => {
    const ordered = orderEndpoints(endpoints, { choice, random: () => drawn });
    expect(ordered.map(({ port }) => port)).toEqual(expected);
  });

  it("has nothing to order in none", () => {
    expect(orderEndpoints([], { choice: "random" })).toEqual([]);
  });
});

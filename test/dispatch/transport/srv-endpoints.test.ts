import { describe, expect, it } from "vitest";
import { srvEndpoints } from "../../../src/dispatch/transport/srv-endpoints.ts";
import { failureOf } from "./fixture.ts";

const service = "projects/p/locations/l/namespaces/n/services/s";
const nameOf = (name: { readonly service: string }): string => `_${name.service}._tcp.example`;
const record = (name: string, priority: number, weight: number) => ({
  name,
  port: 443,
  priority,
  weight,
});

describe("srvEndpoints", () => {
  it.each([
    ["by priority", 0, [record("b", 2, 0), record("a", 1, 0)], ["a", "b"]],
    ["the heavy one for a low draw", 0.1, [record("a", 1, 1), record("b", 1, 9)], ["b", "a"]],
    ["the light one for a high draw", 0.95, [record("a", 1, 1), record("b", 1, 9)], ["a", "b"]],
    ["those without weight last", 0.99, [record("a", 1, 0), record("b", 1, 1)], ["b", "a"]],
  ] as const)("puts %s", async (_, drawn, records, expected) => {
    const asked: string[] = [];
    const resolver = srvEndpoints({
      nameOf,
      resolveSrv: async (name) => {
        asked.push(name);
        return records;
      },
      random: () => drawn,
    });
    const endpoints = await resolver.resolve(service);
    expect(endpoints.map(({ address }) => address)).toEqual(expected);
    expect(asked).toEqual(["_s._tcp.example"]);
  });

  it.each([
    ["no records", async () => []],
    ["the root alone", async () => [record("", 0, 0)]],
    [
      "an unknown name",
      async () => Promise.reject(Object.assign(new Error("x"), { code: "ENOTFOUND" })),
    ],
  ] as const)("has none for %s", async (_, resolveSrv) => {
    const resolver = srvEndpoints({ nameOf, resolveSrv });
    expect(await failureOf(resolver.resolve(service))).toMatchObject({ kind: "dns" });
  });

  it("has none for what is no service", async () => {
    const resolver = srvEndpoints({ nameOf, resolveSrv: async () => [record("a", 0, 0)] });
    expect(await failureOf(resolver.resolve("s"))).toMatchObject({ kind: "dns" });
  });
});

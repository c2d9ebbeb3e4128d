import { describe, expect, it } from "vitest";
import { DispatchFailure } from "../../src/dispatch/failure.ts";
import { createFindEndpoints } from "../../src/dispatch/find-endpoints.ts";
import {
  staticEndpoints,
  type EndpointResolver,
} from "../../src/dispatch/transport/service-directory.ts";
import { createFakeClock } from "../../src/testing/clock.ts";
import { service } from "./service-directory.ts";

const three = staticEndpoints({ [service]: ["192.0.2.1:1", "192.0.2.2:2", "192.0.2.3:3"] });

function finder(resolver: EndpointResolver | undefined, choice: "first" | "random" = "first") {
  const clock = createFakeClock();
  const find = createFindEndpoints({
    resolver,
    behaviours: { endpointChoice: choice },
    clock,
    random: () => 0.5,
  });
  return { clock, find };
}

const wait = { timeoutMs: 1_000 };

describe("the endpoints of a service", () => {
  it.each([
    ["first", [1, 2, 3]],
    ["random", [2, 3, 1]],
  ] as const)("come in the order of the choice %s", async (choice, ports) => {
    const endpoints = await finder(three, choice).find(service, wait);
    expect(endpoints.map(({ port }) => port)).toEqual(ports);
  });

  it.each<[string, EndpointResolver | undefined, object]>([
    ["there is no resolver", undefined, { kind: "dns" }],
    ["the service has none", staticEndpoints({}), { kind: "dns" }],
    [
      "the resolver fails, as it says",
      { resolve: () => Promise.reject(new DispatchFailure("timeout", "Late.")) },
      { kind: "timeout", message: "Late." },
    ],
    [
      "the resolver throws, without its words",
      { resolve: () => Promise.reject(new Error("Bearer t0ken")) },
      { kind: "dns", message: `The endpoints of ${service} can't be found.` },
    ],
    [
      "the resolver throws before it promises anything",
      {
        resolve() {
          throw new TypeError("no");
        },
      },
      { kind: "dns" },
    ],
  ])("are a failure where %s", async (_, resolver, failure) => {
    await expect(finder(resolver).find(service, wait)).rejects.toMatchObject(failure);
  });

  it("are waited for no longer than is said", async () => {
    const { clock, find } = finder({ resolve: () => new Promise(() => undefined) });
    const late = find(service, wait);
    clock.advance(1_000);
    await expect(late).rejects.toMatchObject({ kind: "timeout" });
  });

  it("are not waited for when the caller has given up, who is heard by the resolver", async () => {
    let heard: AbortSignal | undefined;
    const { find } = finder({
      resolve: (_, signal) => {
        heard = signal;
        return new Promise(() => undefined);
      },
    });
    const caller = new AbortController();
    const given = find(service, { ...wait, signal: caller.signal });
    caller.abort();
    await expect(given).rejects.toMatchObject({ kind: "cancelled" });
    expect(heard?.aborted).toBe(true);
  });
});

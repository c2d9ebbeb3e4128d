import { describe, expect, it } from "vitest";
import { createRouter } from "../../src/index.ts";
import { probePaths, resolveOptions } from "../../src/server/options.ts";
import type { Routers, ServeOptions } from "../../src/server/options.ts";

const router = createRouter();
const wrong = (value: unknown): Router => value as Router;
type Router = typeof router;

describe("the options of a server", () => {
  it("serve one router at / and /webhook", () => {
    const resolved = resolveOptions(router, {});
    expect([...resolved.routers.keys()]).toEqual(["/", "/webhook"]);
    expect(resolved).toMatchObject({ port: 8080, metrics: true, signals: false, reusePort: false });
    expect(resolved.rpcRouter).toBe(router);
  });

  it("serve routers at their paths, and RPCs by the first or the one that is named", () => {
    const other = createRouter();
    const routers = { "/a": router, "/b": other };
    expect(resolveOptions(routers, {}).rpcRouter).toBe(router);
    expect(resolveOptions(routers, { rpcPath: "/b" }).rpcRouter).toBe(other);
    expect(resolveOptions(routers, { rpc: false }).rpcRouter).toBeUndefined();
  });

  it("give routers without times of their own the platform's, or what is given", () => {
    expect(resolveOptions(router, {}).budget).toEqual({ handlerMs: 4_750, graceMs: 125 });
    const { budget } = resolveOptions(router, { webhookTimeoutMs: 9_000, marginMs: 1_000 });
    expect(budget).toEqual({ handlerMs: 8_000, graceMs: 500 });
    expect(() => resolveOptions(router, { webhookTimeoutMs: 31_000 })).toThrow(RangeError);
  });

  it("leave what was given as it is", () => {
    const options: ServeOptions = Object.freeze({
      limits: Object.freeze({ bodyBytes: 7 }),
      paths: Object.freeze(["/x"]),
    });
    expect(resolveOptions(router, options).limits.bodyBytes).toBe(7);
  });

  it.each<[string, Routers, ServeOptions, string]>([
    [
      "a port that is no port",
      router,
      { port: 70_000 },
      "port is 70000; it must be a whole number from 0 to 65535.",
    ],
    [
      "a path without a slash",
      { webhook: router },
      {},
      '"webhook" is no path: it must start with "/"',
    ],
    ["a path with a query", router, { paths: ["/a?b"] }, '"/a?b" is no path'],
    [
      "the path of a probe",
      { [probePaths.live]: router },
      {},
      '"/livez" is the server\'s own; so are /livez, /readyz, /metrics.',
    ],
    ["no router at all", {}, {}, "There is no path to serve"],
    ["something that is no router", { "/a": wrong({}) }, {}, 'What is given for "/a" is no router'],
    [
      "paths with several routers",
      { "/a": router },
      { paths: ["/b"] },
      "paths is for a single router",
    ],
    [
      "an RPC path that nobody serves",
      { "/a": router },
      { rpcPath: "/b" },
      'rpcPath is "/b", which no router serves. There are: /a.',
    ],
    ["no wire format", router, { formats: [] }, "formats is empty"],
    [
      "an unknown wire format",
      router,
      { formats: [JSON.parse('"cx/v9"') as "cx/v3"] },
      'formats has "cx/v9"; there are: cx/v3, cx/v3beta1, es/v2.',
    ],
  ])("refuse %s, and say what would be right", (_, routers, options, message) => {
    expect(() => resolveOptions(routers, options)).toThrow(message);
  });
});

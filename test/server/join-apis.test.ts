import { createRegistry } from "@bufbuild/protobuf";
import { createConnectRouter } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { Locations } from "../../gen/es/google/cloud/location/locations_pb.ts";
import { Operations } from "../../gen/es/google/longrunning/operations_pb.ts";
import type { Api } from "../../src/server/api.ts";
import { joinApis } from "../../src/server/join-apis.ts";

/** An API that writes down when it is closed. */
const apiOf = (service: typeof Operations | typeof Locations, closed: string[] = []): Api => ({
  register: (router) => void router.service(service, {}),
  names: [service.typeName],
  rules: [{ selector: service.typeName }] as never,
  restInterceptors: [(next) => next],
  registry: createRegistry(service.file),
  title: service.name,
  version: "v3",
  describe: () => Promise.resolve(() => service.name),
  close: () => Promise.resolve(void closed.push(service.name)),
});

describe("joinApis", () => {
  it("has the services, rules and messages of all", () => {
    const joined = joinApis([apiOf(Operations), apiOf(Locations)]);
    expect(joined.names).toEqual([Operations.typeName, Locations.typeName]);
    expect(joined.rules).toHaveLength(2);
    expect(joined.restInterceptors).toHaveLength(2);
    for (const { file } of [Operations, Locations])
      expect(joined.registry.get(file.messages[0]!.typeName)).toBeDefined();
    const router = createConnectRouter();
    joined.register(router);
    const served = new Set(router.handlers.map(({ service }) => service.typeName));
    expect([...served].toSorted()).toEqual([Locations.typeName, Operations.typeName]);
  });

  it("has the words of the first", async () => {
    const joined = joinApis([apiOf(Operations), apiOf(Locations)]);
    expect(joined.title).toBe("Operations");
    expect((await joined.describe())(Locations)).toBe("Operations");
  });

  it("closes all", async () => {
    const closed: string[] = [];
    await joinApis([apiOf(Operations, closed), apiOf(Locations, closed)]).close();
    expect(closed).toEqual(["Operations", "Locations"]);
  });

  it("refuses to join none", () => {
    expect(() => joinApis([])).toThrow(TypeError);
  });
});

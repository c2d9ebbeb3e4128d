import { describe, expect, it } from "vitest";
import { googleEndpoints } from "../../../src/dispatch/transport/google-endpoints.ts";
import type { EndpointResolver } from "../../../src/dispatch/transport/service-directory.ts";
import { failureOf, listenHttp, openTransport } from "./fixture.ts";

const service = "projects/p/locations/l/namespaces/n/services/s";
const never = async (): Promise<never> => Promise.reject(new Error("not asked for"));

/** A resolver that asks a server of the test for its endpoints. */
function resolverAt(port: number, transport: ReturnType<typeof openTransport>): EndpointResolver {
  return googleEndpoints({
    transport,
    tokens: { idToken: never, accessToken: async () => ({ value: "t-1" }) },
    endpoint: `http://127.0.0.1:${port}`,
  });
}

describe("googleEndpoints", () => {
  it("asks with the token, and takes what has an address and a port", async () => {
    const asked: unknown[] = [];
    await using server = await listenHttp(({ method, url, headers }, response) => {
      asked.push(method, url, headers.authorization);
      const endpoints = [
        { name: "e-1", address: "10.0.0.1", port: 8443, annotations: {} },
        { name: "e-2" },
        { name: "e-3", address: "", port: 1 },
      ];
      response.end(JSON.stringify({ service: { name: service, endpoints } }));
    });
    await using transport = openTransport();
    const endpoints = await resolverAt(server.port, transport).resolve(service);
    expect(endpoints).toEqual([{ address: "10.0.0.1", port: 8443 }]);
    expect(asked).toEqual(["POST", `/v1/${service}:resolve`, "Bearer t-1"]);
  });

  it.each([
    ["an unknown service", 404, "{}", "dns"],
    ["a service without endpoints", 200, '{"service":{}}', "dns"],
    ["an empty answer", 200, "{}", "dns"],
    ["endpoints of another shape", 200, '{"service":{"endpoints":{}}}', "dns"],
    ["a missing role", 403, "{}", "credentials"],
  ])("fails for %s", async (_, status, body, kind) => {
    await using server = await listenHttp((_request, response) =>
      response.writeHead(status).end(body),
    );
    await using transport = openTransport();
    const failure = await failureOf(resolverAt(server.port, transport).resolve(service));
    expect(failure).toMatchObject({ kind });
  });

  it("does not ask for what is no service", async () => {
    await using transport = openTransport();
    const failure = await failureOf(resolverAt(1, transport).resolve("a/../b"));
    expect(failure).toMatchObject({ kind: "dns" });
  });
});

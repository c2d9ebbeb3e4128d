/** Environments over a socket: gRPC and REST on the one port, as clients meet them. */
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EnvironmentSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { serve, type Server } from "../../src/server/index.ts";
import { testRouter } from "../server/fixture.ts";
import {
  Environments,
  Operations,
  responseOf,
  sampleEnvironment,
  version,
} from "./environments-fixture.ts";
import { agent, failure } from "./fixture.ts";

let server: Server;

beforeAll(async () => {
  const options = { port: 0, host: "127.0.0.1", logger: false, management: {} } as const;
  server = await serve(testRouter(), options);
});

afterAll(() => server.close({ graceMs: 0 }));

interface Rest {
  readonly method?: string;
  readonly body?: object;
}

/** Calls a path under /v3 or another version, and returns status and JSON. */
async function rest(path: string, { method = "GET", body }: Rest = {}): Promise<unknown> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    ...(body && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  return { status: response.status, body: await response.json() };
}

describe("over gRPC and REST", () => {
  it("an operation is made by one, and read by the other, in the version of its call", async () => {
    const transport = createGrpcTransport({ baseUrl: server.url });
    const environment = sampleEnvironment({ displayName: "grpc" });
    const made = await createClient(Environments, transport).createEnvironment({
      parent: agent,
      environment,
    });
    const { name } = responseOf(made, EnvironmentSchema);
    for (const path of ["v3", "v3beta1"])
      expect(await rest(`/${path}/${made.name}`)).toMatchObject({
        status: 200,
        body: {
          done: true,
          metadata: { "@type": "type.googleapis.com/google.protobuf.Struct" },
          response: {
            "@type": "type.googleapis.com/google.cloud.dialogflow.cx.v3.Environment",
            name,
          },
        },
      });
    expect(await createClient(Operations, transport).waitOperation({ name: made.name })).toEqual(
      made,
    );
    const deployed = await rest(`/v3beta1/${name}:deployFlow`, {
      method: "POST",
      body: { flowVersion: version("start", 2) },
    });
    expect(deployed).toMatchObject({
      status: 200,
      body: {
        response: {
          "@type": "type.googleapis.com/google.cloud.dialogflow.cx.v3beta1.DeployFlowResponse",
          environment: { versionConfigs: [{ version: version("start", 2) }] },
        },
      },
    });
    expect(await rest(`/v3/${name}:lookupEnvironmentHistory`)).toMatchObject({
      body: { environments: [{ name }, { name }] },
    });
    expect(await rest(`/v3/${name}:effectiveWebhooks`)).toEqual({ status: 200, body: {} });
  });

  it("errors have the same reason and the same fields", async () => {
    const transport = createGrpcTransport({ baseUrl: server.url });
    const environment = { displayName: "", versionConfigs: [{ version: version("start", 1) }] };
    const error = await failure(
      createClient(Environments, transport).createEnvironment({ parent: agent, environment }),
    );
    expect(error.violations).toMatchObject([{ field: "environment.display_name" }]);
    expect(
      await rest(`/v3/${agent}/environments`, { method: "POST", body: environment }),
    ).toMatchObject({
      status: 400,
      body: {
        error: {
          status: error.code,
          message: error.message,
          details: [
            { reason: error.reason },
            { fieldViolations: [{ field: "environment.display_name" }] },
          ],
        },
      },
    });
  });
});

import type { MessageInitShape } from "@bufbuild/protobuf";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  Webhook_GenericWebService_ServiceAgentAuth as ServiceAgentAuth,
  type Webhook_GenericWebService_OAuthConfigSchema as OAuthSchema,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { resolveBehaviours } from "../../../src/dispatch/behaviours.ts";
import type {
  Authorization,
  Authorizer,
  AuthorizeRequest,
} from "../../../src/dispatch/credentials/authorizer.ts";
import { createAuthorizer } from "../../../src/dispatch/credentials/create-authorizer.ts";
import type { GoogleTokens } from "../../../src/dispatch/credentials/google-tokens.ts";
import type { Transport } from "../../../src/dispatch/transport/transport.ts";
import { createFakeClock, type FakeClock } from "../../../src/testing/clock.ts";
import { failureOf, secretName, secretsOf, trusting, webService } from "./fixture.ts";
import { startTokenServer, type TestAnswer, type TokenServer } from "./token-server.ts";

let server: TokenServer;
let transport: Transport;
let clock: FakeClock;
let authorizer: Authorizer;
/** Tokens that the server has made. */
let made: number;

beforeAll(async () => {
  server = await startTokenServer(() => ({}));
  transport = trusting(server.ca);
});
afterAll(async () => {
  await transport.close();
  await server[Symbol.asyncDispose]();
});
beforeEach(() => {
  made = 0;
  server.answer = () => nextToken();
  clock = createFakeClock();
  const secrets = secretsOf({ one: "s1", two: "s2" });
  authorizer = createAuthorizer({ transport, clock, secrets });
});

function nextToken(more: object = { expires_in: 3600 }): TestAnswer {
  made += 1;
  return { body: { access_token: `t${made}`, token_type: "Bearer", ...more } };
}

type OAuth = MessageInitShape<typeof OAuthSchema>;

function authorize(
  oauth: OAuth = {},
  more: Partial<AuthorizeRequest> = {},
): Promise<Authorization> {
  const tokenEndpoint = `${server.origin}/token`;
  const oauthConfig = { clientId: "id", clientSecret: "hush", tokenEndpoint, ...oauth };
  const service = webService({ oauthConfig });
  return authorizer.authorize({ service, url: "https://hook.example/", timeoutMs: 5000, ...more });
}

const tokenOf = ({ headers }: Authorization): string | undefined =>
  headers[0]?.[1].replace("Bearer ", "");

describe("an OAuth token", () => {
  it("is asked for once by 100 calls at the same time, and kept for the next", async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => authorize()));
    expect(new Set(all.map(tokenOf))).toEqual(new Set(["t1"]));
    expect(tokenOf(await authorize())).toBe("t1");
    expect(made).toBe(1);
  });

  it("is kept until a minute before its end", async () => {
    await authorize();
    clock.advance(3_539_000);
    expect(tokenOf(await authorize())).toBe("t1");
    clock.advance(1000);
    expect(tokenOf(await authorize())).toBe("t2");
  });

  it.each<[why: string, lifetime: number | undefined, keptMs: number]>([
    ["five minutes, less a tenth, by default", undefined, 270_000],
    ["for as long as unknownTokenLifetimeMs says, less a tenth", 60_000, 54_000],
    ["not at all, with no such life", 0, 0],
  ])("that says nothing of its end is kept %s", async (_, unknownTokenLifetimeMs, keptMs) => {
    const chosen = unknownTokenLifetimeMs === undefined ? {} : { unknownTokenLifetimeMs };
    const behaviours = resolveBehaviours(chosen);
    authorizer = createAuthorizer({ transport, clock, behaviours });
    server.answer = () => nextToken({});
    await authorize();
    clock.advance(Math.max(0, keptMs - 1));
    expect(tokenOf(await authorize())).toBe(keptMs === 0 ? "t2" : "t1");
    clock.advance(1);
    expect(tokenOf(await authorize())).toBe(keptMs === 0 ? "t3" : "t2");
  });

  it("is asked for again after a failure, for which all who waited fail", async () => {
    server.answer = () => ({ status: 503 });
    const both = await Promise.all([failureOf(authorize()), failureOf(authorize())]);
    expect(both.map(({ kind }) => kind)).toEqual(["credentials", "credentials"]);
    server.answer = () => nextToken();
    expect(tokenOf(await authorize())).toBe("t1");
  });

  it.each<[what: string, other: () => OAuth]>([
    ["the client", () => ({ clientId: "other" })],
    ["the secret", () => ({ clientSecret: "other" })],
    ["the secret's version", () => ({ secretVersionForClientSecret: secretName("one") })],
    ["the endpoint", () => ({ tokenEndpoint: `${server.origin}/other` })],
    ["the endpoint's query", () => ({ tokenEndpoint: `${server.origin}/token?a=1` })],
    ["the scopes", () => ({ scopes: ["a", "b"] })],
  ])("is another one where %s differs", async (_, other) => {
    expect(tokenOf(await authorize())).toBe("t1");
    expect(tokenOf(await authorize(other()))).toBe("t2");
    expect(tokenOf(await authorize())).toBe("t1");
  });

  it("is told from that of settings whose texts are the same when joined", async () => {
    await authorize({ scopes: ["a b"] });
    expect(tokenOf(await authorize({ scopes: ["a", "b"] }))).toBe("t2");
  });

  it("goes when others are asked for later, and there is room for so many only", async () => {
    authorizer = createAuthorizer({ transport, clock, maxTokens: 2 });
    for (const clientId of ["a", "b", "c"]) await authorize({ clientId });
    expect(tokenOf(await authorize({ clientId: "c" }))).toBe("t3");
    expect(tokenOf(await authorize({ clientId: "a" }))).toBe("t4");
  });
});

describe("a refused token", () => {
  it("is replaced, and no token of other settings with it", async () => {
    const refused = await authorize();
    const other = await authorize({ clientId: "other" });
    expect(refused.refreshable).toBe(true);
    expect(tokenOf(await authorize({}, { refused }))).toBe("t3");
    expect(tokenOf(await authorize())).toBe("t3");
    expect(tokenOf(await authorize({ clientId: "other" }))).toBe(tokenOf(other));
  });

  it("of 100 calls is replaced by one request, whenever they come back", async () => {
    const refused = await authorize();
    const early = await Promise.all(Array.from({ length: 50 }, () => authorize({}, { refused })));
    const late = await Promise.all(Array.from({ length: 50 }, () => authorize({}, { refused })));
    expect(new Set([...early, ...late].map(tokenOf))).toEqual(new Set(["t2"]));
    expect(made).toBe(2);
  });
});

describe("a caller that waits for a shared token", () => {
  it("may cancel without the others losing theirs", async () => {
    const gate = Promise.withResolvers<void>();
    server.answer = async () => {
      await gate.promise;
      return nextToken();
    };
    const controller = new AbortController();
    const arrived = server.nextRequest();
    const leaving = failureOf(authorize({}, { signal: controller.signal }));
    const staying = authorize();
    await arrived;
    controller.abort();
    expect((await leaving).kind).toBe("cancelled");
    gate.resolve();
    expect([tokenOf(await staying), made]).toEqual(["t1", 1]);
  });

  it("waits no longer than its own time, and takes the request with it if it was the last", async () => {
    server.answer = () => undefined;
    const arrived = server.nextRequest();
    const slow = failureOf(authorize());
    await arrived;
    clock.advance(5000);
    const failure = await slow;
    expect([failure.kind, failure.message]).toEqual([
      "timeout",
      "A token for the client id did not come within 5000 ms.",
    ]);
    server.answer = () => nextToken();
    expect(tokenOf(await authorize())).toBe("t1");
  });
});

describe("a Google token", () => {
  it("is kept for each audience, whatever the query", async () => {
    const asked: string[] = [];
    const google: GoogleTokens = {
      async idToken(audience) {
        asked.push(audience);
        return { value: `id${asked.length}`, expiresAt: clock.now() + 3_600_000 };
      },
      accessToken: () => Promise.reject(new Error("Nobody asks for one.")),
    };
    authorizer = createAuthorizer({ transport, clock, google });
    const service = webService({ serviceAgentAuth: ServiceAgentAuth.ID_TOKEN });
    for (const path of ["a?x=1", "a?x=2", "b", "a"])
      await authorizer.authorize({ service, url: `https://h.example/${path}`, timeoutMs: 100 });
    expect(asked).toEqual(["https://h.example/a", "https://h.example/b"]);
  });
});

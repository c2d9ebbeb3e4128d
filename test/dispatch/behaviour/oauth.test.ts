/** The OAuth client credentials grant of a webhook (§5.2), with webhook and token endpoint on a TLS server made here. */
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDispatcher, type Behaviours, type Outcome } from "../../../src/dispatch/index.ts";
import { createFakeClock, cxRequest } from "../../../src/testing/index.ts";
import { webhookTo, type Settings } from "../fixture.ts";
import { createAuthority, type Authority, type Issued } from "../transport/certificates.ts";
import { local } from "./call.ts";
import { headerOf, startWebhook, type Received, type Reply } from "./webhook-server.ts";

let authority: Authority;
let issued: Issued;
beforeAll(async () => {
  authority = await createAuthority();
  issued = await authority.issue("localhost");
});
afterAll(() => authority[Symbol.asyncDispose]());

/** How the server behaves. */
interface World {
  /** The answer to a call with the token of a number. Default: taken. */
  readonly hook?: (token: number) => Reply;
  /** Default: Bearer tokens `t1`, `t2`… for 600 s. */
  readonly token?: (number: number) => Reply;
  readonly behaviours?: Partial<Behaviours>;
  readonly settings?: Settings;
}

async function open(world: World = {}) {
  const clock = createFakeClock();
  const token = (number: number): Reply =>
    world.token?.(number) ?? { body: { access_token: `t${number}`, expires_in: 600 } };
  let tokens = 0;
  const server = await startWebhook((received) => {
    if (received.line.includes("/token")) return token(++tokens);
    return world.hook?.(Number(headerOf(received, "authorization")?.slice(8))) ?? {};
  }, issued);
  const behaviours = { tokenEndpointTrust: "webhook", ...world.behaviours } as const;
  const dispatcher = createDispatcher({ ...local, clock, behaviours });
  const webhook = webhookTo(`${server.origin}/hook`, {
    allowedCaCerts: [authority.der],
    oauthConfig: {
      clientId: "id",
      clientSecret: "s3cret",
      tokenEndpoint: `${server.origin}/token?tenant=a`,
      scopes: ["read", "write"],
    },
    ...world.settings,
  });
  const sentTo = (path: string): Received[] =>
    server.seen.filter(({ line }) => line.startsWith(`POST ${path}`));
  return {
    clock,
    call: async (): Promise<Outcome> => dispatcher.call({ webhook, request: cxRequest() }),
    hooks: () => sentTo("/hook"),
    tokens: () => sentTo("/token"),
    async [Symbol.asyncDispose]() {
      await dispatcher.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe("the token of an OAuth client", () => {
  it("is asked for by RFC 6749, and goes into Authorization (documented; assumed, §5.2)", async () => {
    await using world = await open();
    expect(await world.call()).toMatchObject({ result: "done", attempts: [{ reason: "first" }] });
    const [asked] = world.tokens();
    expect(asked?.line).toBe("POST /token?tenant=a HTTP/1.1");
    expect(asked?.body).toBe(
      "grant_type=client_credentials&scope=read+write&client_id=id&client_secret=s3cret",
    );
    expect(asked && headerOf(asked, "content-type")).toBe("application/x-www-form-urlencoded");
    expect(world.hooks().map((one) => headerOf(one, "authorization"))).toEqual(["Bearer t1"]);
  });

  it("is asked for without the webhook's own headers (documented, §5.2)", async () => {
    await using world = await open({ settings: { requestHeaders: { "X-Team": "billing" } } });
    await world.call();
    expect(world.tokens().map((one) => headerOf(one, "x-team"))).toEqual([undefined]);
    expect(world.hooks().map((one) => headerOf(one, "x-team"))).toEqual(["billing"]);
  });

  it("is kept for the next calls, until shortly before it ends (assumed, §5.2)", async () => {
    await using world = await open();
    await world.call();
    world.clock.advance(500_000);
    await world.call();
    expect(world.tokens()).toHaveLength(1);
    world.clock.advance(99_000);
    await world.call();
    expect(world.hooks().map((one) => headerOf(one, "authorization"))).toEqual([
      "Bearer t1",
      "Bearer t1",
      "Bearer t2",
    ]);
  });

  it("is asked for once by many calls at once (assumed, §5.2)", async () => {
    await using world = await open();
    const outcomes = await Promise.all(Array.from({ length: 20 }, world.call));
    expect(outcomes.filter(({ result }) => result === "done")).toHaveLength(20);
    expect(world.tokens()).toHaveLength(1);
    expect(world.hooks()).toHaveLength(20);
  });

  it("is renewed once, at once, when the webhook refuses it (assumed, §5.2)", async () => {
    await using world = await open({ hook: (token) => (token === 1 ? { status: 401 } : {}) });
    const outcome = await world.call();
    expect(outcome).toMatchObject({
      result: "done",
      status: { code: 0 },
      attempts: [
        { number: 1, reason: "first", response: { statusCode: 401 } },
        { number: 2, reason: "token-refresh", response: { statusCode: 200 } },
      ],
    });
    expect(world.tokens()).toHaveLength(2);
    await world.call();
    expect(world.tokens()).toHaveLength(2);
    const [first, second] = world.hooks();
    expect(second?.body).toBe(first?.body);
  });

  it("is renewed once by many calls that are refused at once (assumed, §5.2)", async () => {
    await using world = await open({ hook: (token) => (token === 1 ? { status: 401 } : {}) });
    const outcomes = await Promise.all(Array.from({ length: 20 }, world.call));
    expect(outcomes.filter(({ result }) => result === "done")).toHaveLength(20);
    expect(world.tokens()).toHaveLength(2);
  });

  it("is not renewed a second time in one call (assumed, §5.2)", async () => {
    await using world = await open({ hook: () => ({ status: 401 }) });
    expect(await world.call()).toMatchObject({
      status: { code: 16 },
      events: ["webhook.error.rejected", "webhook.error"],
      attempts: [{ reason: "first" }, { reason: "token-refresh" }],
    });
    expect(world.tokens()).toHaveLength(2);
  });

  it("is not renewed for another status (assumed, §5.2)", async () => {
    await using world = await open({ hook: () => ({ status: 403 }) });
    expect((await world.call()).attempts).toHaveLength(1);
  });

  it("leaves the retry of a failed connection as it is (assumed, §4.3, §5.2)", async () => {
    await using world = await open({
      hook: (token) => (token === 1 ? { status: 401 } : (socket) => socket.destroy()),
    });
    const { attempts, events } = await world.call();
    expect(attempts.map(({ reason }) => reason)).toEqual(["first", "token-refresh", "retry"]);
    expect(events).toEqual(["webhook.error"]);
  });

  it("that the endpoint does not give fails the call, which is not sent (assumed, §5.2)", async () => {
    await using world = await open({ token: () => ({ status: 503, body: "no" }) });
    expect(await world.call()).toMatchObject({
      status: { code: 16 },
      failure: { kind: "credentials" },
      events: ["webhook.error"],
    });
    expect(world.hooks()).toEqual([]);
  });

  it.each<[string, World]>([
    ["that is taken", {}],
    ["that is refused", { hook: () => ({ status: 401 }) }],
    ["that does not come", { token: () => ({ status: 400, body: { error: "s3cret" } }) }],
    ["that is lost on the way", { hook: () => (socket) => void socket.destroy() }],
  ])("%s is in no outcome, nor is the client's secret", async (_, options) => {
    const token = (): Reply => ({ body: { access_token: "hush-hush" } });
    await using world = await open({ token, ...options });
    const text = inspect(await world.call(), { depth: Infinity, showHidden: true });
    expect(text).toContain("queryResult");
    expect(text).not.toMatch(/hush-hush|s3cret/);
  });
});

import { readFile } from "node:fs/promises";
import { request as send } from "node:https";
import { json } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { createMockWebhook, MockRulesError } from "../../src/mock/index.ts";
import { createFakeClock } from "../../src/testing/clock.ts";
import { createAuthority } from "../server/certificates.ts";

const post = (url: string, body: string): Promise<Response> => fetch(url, { method: "POST", body });

describe("createMockWebhook", () => {
  it("answers CX calls by tag and ES calls by action", async () => {
    await using server = await createMockWebhook([
      { tag: "balance", response: { payload: { of: "cx" } } },
      { action: "balance", response: { payload: { of: "es" } } },
    ]);
    const cx = await post(server.url, '{"fulfillmentInfo":{"tag":"balance"}}');
    expect(await cx.json()).toEqual({ payload: { of: "cx" } });
    const es = await post(server.url, '{"queryResult":{"action":"balance"}}');
    expect(await es.json()).toEqual({ payload: { of: "es" } });
    expect([...server.counts.values()]).toEqual([1, 1]);
  });

  it("keeps what came, byte for byte", async () => {
    const clock = createFakeClock(5000);
    await using server = await createMockWebhook([{ tag: "t" }], { clock });
    const body = '{ "detectIntentResponseId": "id-1", "fulfillmentInfo": {"tag": "t"} }';
    await fetch(`${server.url}/hook?a=1`, { method: "POST", body, headers: { "X-Team": "bank" } });
    expect(server.requests).toMatchObject([
      {
        number: 1,
        method: "POST",
        path: "/hook?a=1",
        tag: "t",
        responseId: "id-1",
        rule: "tag t",
        call: 1,
        duplicate: false,
        receivedAt: 5000,
        body,
        json: JSON.parse(body) as unknown,
      },
    ]);
    expect(server.requests[0]?.headers).toContainEqual([
      expect.stringMatching(/^x-team$/i) as string,
      "bank",
    ]);
  });

  it("takes the id of ES for repeats as well", async () => {
    await using server = await createMockWebhook([
      { sequence: [{}, { status: 500 }], duplicates: "same" },
    ]);
    const answers = [
      await post(server.url, '{"responseId":"a"}'),
      await post(server.url, '{"responseId":"a"}'),
      await post(server.url, '{"responseId":"b"}'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 500]);
  });

  it("answers 404 with a sentence to what no rule is for", async () => {
    await using server = await createMockWebhook([{ tag: "a" }]);
    const answer = await post(server.url, "no json");
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe("No rule is for POST /. There are: tag a.\n");
    expect(server.requests[0]?.rule).toBeUndefined();
  });

  it("keeps the newest requests, to a number", async () => {
    await using server = await createMockWebhook([{}], { keptRequests: 2 });
    for (const body of ["1", "2", "3"]) await post(server.url, body);
    expect(server.requests.map(({ number, body }) => [number, body])).toEqual([
      [2, "2"],
      [3, "3"],
    ]);
  });

  it("cuts a request that is too long", async () => {
    await using server = await createMockWebhook([{}], { maxRequestBytes: 10 });
    await expect(post(server.url, "x".repeat(11))).rejects.toThrow();
    expect((await post(server.url, "x".repeat(10))).status).toBe(200);
    expect(server.requests).toHaveLength(1);
  });

  it("stops listening, and cuts calls that wait", async () => {
    const came = Promise.withResolvers<void>();
    const server = await createMockWebhook([{ latency: "600s" }], {
      onRequest: () => came.resolve(),
    });
    const waiting = fetch(server.url).then(
      () => "answered",
      () => "cut",
    );
    await came.promise;
    await server.close();
    expect(await waiting).toBe("cut");
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it("refuses rules that can't be, before it listens", async () => {
    await expect(createMockWebhook([{ status: 1 }])).rejects.toThrow(MockRulesError);
  });

  it("tells of a port that is taken", async () => {
    await using server = await createMockWebhook([{}]);
    await expect(createMockWebhook([{}], { port: server.port })).rejects.toThrow("EADDRINUSE");
  });

  it("serves TLS, and asks for a certificate where it has the CAs of callers", async () => {
    await using authority = await createAuthority();
    const files = await authority.issue("server");
    const [cert, key] = await Promise.all([
      readFile(files.cert, "utf8"),
      readFile(files.key, "utf8"),
    ]);
    const clientCa = authority.caText;
    await using server = await createMockWebhook([{ response: { ok: true } }], {
      tls: { cert, key, clientCa },
    });
    const call = (client: object): Promise<unknown> =>
      new Promise((resolve, reject) => {
        send(server.url, { ca: clientCa, agent: false, ...client }, (response) => {
          json(response).then(resolve, reject);
        })
          .on("error", reject)
          .end();
      });
    expect(server.url).toMatch(/^https:/);
    expect(await call({ cert, key })).toEqual({ ok: true });
    await expect(call({})).rejects.toThrow();
  });
});

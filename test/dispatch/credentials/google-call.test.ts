import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callGoogle, type GoogleCall } from "../../../src/dispatch/credentials/google-call.ts";
import { failureOf, trusting } from "./fixture.ts";
import { startTokenServer, type TestAnswer, type TokenServer } from "./token-server.ts";

let server: TokenServer;
beforeAll(async () => {
  server = await startTokenServer(() => ({}));
});
afterAll(() => server[Symbol.asyncDispose]());

function call(answer: TestAnswer, more: Partial<GoogleCall> = {}) {
  server.answer = () => answer;
  return callGoogle(trusting(server.ca), {
    url: `${server.origin}/v1/thing`,
    token: "t0ken",
    failure: "The thing can't be had",
    ifForbidden: "Grant it.",
    ...more,
  });
}

describe("a call of Google", () => {
  it("is a GET without a body", async () => {
    expect(await call({ body: { a: 1 } })).toEqual({ a: 1 });
    const { method, headers, body } = server.seen.at(-1)!;
    expect([method, headers.authorization, body]).toEqual(["GET", "Bearer t0ken", ""]);
  });

  it("is a POST of JSON with one", async () => {
    await call({ body: {} }, { body: { scope: ["s"] } });
    const { method, headers, body } = server.seen.at(-1)!;
    expect([method, headers["content-type"], body]).toEqual([
      "POST",
      "application/json",
      '{"scope":["s"]}',
    ]);
  });

  it("comes to nothing for 404", async () => {
    expect(await call({ status: 404 })).toBeUndefined();
  });

  it.each<[answer: TestAnswer, message: string]>([
    [{ status: 403 }, "The thing can't be had: it is not allowed. Grant it."],
    [{ status: 401 }, "The thing can't be had: Google answered HTTP 401."],
    [{ status: 302 }, "The thing can't be had: Google answered HTTP 302."],
    [{ body: "<html>" }, "The thing can't be had: Google did not answer JSON."],
    [{ body: "[]" }, "The thing can't be had: Google did not answer JSON."],
  ])("fails for %j: %s", async (answer, message) => {
    expect(await failureOf(call(answer))).toMatchObject({ kind: "credentials", message });
  });

  it("is cancelled by its signal", async () => {
    const failure = await failureOf(call({}, { signal: AbortSignal.abort() }));
    expect(failure.kind).toBe("cancelled");
  });
});

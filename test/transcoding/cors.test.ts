import { describe, expect, it } from "vitest";
import type { CorsOptions } from "../../src/transcoding/index.ts";
import { echoTranscoder, send } from "./fixture.ts";

const origin = "https://console.example.com";
const preflight = {
  origin,
  "access-control-request-method": "PUT",
  "access-control-request-headers": "content-type, x-mine",
};

/** The CORS headers of an answer. */
async function corsOf(
  cors: CorsOptions | undefined,
  line: string,
  headers: Record<string, string>,
): Promise<Record<string, unknown>> {
  const answer = await send(echoTranscoder(cors === undefined ? {} : { cors }), line, { headers });
  const names = Object.keys(answer.headers).filter((name) => /^(?:access-|vary$)/.test(name));
  return {
    status: answer.status,
    ...Object.fromEntries(
      names.map((name) => [name.replace("access-control-", ""), answer.headers[name]]),
    ),
  };
}

describe("CORS", () => {
  it("answers a preflight for a listed origin with the methods of the path", async () => {
    expect(await corsOf({ origins: [origin] }, "OPTIONS /v1/echo:put", preflight)).toEqual({
      status: 204,
      "allow-origin": origin,
      "allow-methods": "OPTIONS, PUT",
      "allow-headers": "content-type, x-mine",
      "max-age": "600",
      vary: "Origin",
    });
  });

  it("grants nothing to another origin", async () => {
    const headers = { ...preflight, origin: "https://evil.example.com" };
    expect(await corsOf({ origins: [origin] }, "OPTIONS /v1/echo:put", headers)).toEqual({
      status: 204,
      vary: "Origin",
    });
    expect(await corsOf({ origins: [origin] }, "GET /v1/colour", headers)).toEqual({
      status: 200,
      vary: "Origin",
    });
  });

  it("grants every origin the same with *", async () => {
    expect(
      await corsOf(
        { origins: "*", maxAgeSeconds: 5, allowHeaders: ["a", "b"] },
        "OPTIONS /v1/echo:put",
        preflight,
      ),
    ).toEqual({
      status: 204,
      "allow-origin": "*",
      "allow-methods": "OPTIONS, PUT",
      "allow-headers": "a, b",
      "max-age": "5",
    });
  });

  it("marks answers and errors, with what scripts may read and credentials", async () => {
    const cors = { origins: [origin], credentials: true, exposeHeaders: ["x-cost"] };
    const expected = {
      "allow-origin": origin,
      "allow-credentials": "true",
      "expose-headers": "x-cost",
      vary: "Origin",
    };
    expect(await corsOf(cors, "GET /v1/colour", { origin })).toEqual({ status: 200, ...expected });
    expect(await corsOf(cors, "GET /v1/none", { origin })).toEqual({ status: 404, ...expected });
  });

  it.each<
    [string, CorsOptions | undefined, string, Record<string, string>, Record<string, unknown>]
  >([
    [
      "a call without an origin, but tells caches",
      { origins: [origin] },
      "GET /v1/colour",
      {},
      { status: 200, vary: "Origin" },
    ],
    [
      "an OPTIONS that asks for no method",
      { origins: [origin] },
      "OPTIONS /v1/colour",
      {},
      { status: 204, vary: "Origin" },
    ],
    ["a preflight without the option", undefined, "OPTIONS /v1/colour", preflight, { status: 204 }],
    ["a path that is not served", { origins: "*" }, "OPTIONS /v1/none", {}, { status: 404 }],
  ])("writes nothing for %s", async (_, cors, line, headers, expected) => {
    expect(await corsOf(cors, line, headers)).toEqual(expected);
  });

  it("refuses credentials for every origin", () => {
    expect(() => echoTranscoder({ cors: { origins: "*", credentials: true } })).toThrow(
      "credentials need a list of origins",
    );
  });
});

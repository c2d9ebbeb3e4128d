import { GoogleAuth, OAuth2Client, PassThroughClient } from "google-auth-library";
import { afterEach, describe, expect, it, vi } from "vitest";
import { headerSupplier, type Credentials } from "../../src/client/credentials.ts";

const origin = "https://dialogflow.googleapis.com";
afterEach(() => void vi.unstubAllEnvs());

/** A client of google-auth-library with a token that is good for an hour. */
function signedIn(): OAuth2Client {
  const client = new OAuth2Client();
  client.setCredentials({ access_token: "t", expiry_date: Date.now() + 3_600_000 });
  return client;
}

describe("headerSupplier", () => {
  const table: readonly (readonly [string, Credentials, Record<string, string>])[] = [
    ["nobody", "none", {}],
    ["a token", { token: "t" }, { authorization: "Bearer t" }],
    ["a token that is fetched", { token: async () => "t" }, { authorization: "Bearer t" }],
    ["headers", { headers: { "X-Key": "k" } }, { "x-key": "k" }],
    ["headers that are fetched", { headers: async () => ({ a: "b" }) }, { a: "b" }],
    ["a record", { getRequestHeaders: async () => ({ a: "b" }) }, { a: "b" }],
    ["an AuthClient of Google's library", signedIn(), { authorization: "Bearer t" }],
    [
      "a GoogleAuth of Google's library",
      new GoogleAuth({ authClient: signedIn() }),
      { authorization: "Bearer t" },
    ],
    ["a client of Google's library without credentials", new PassThroughClient(), {}],
  ];

  it.each(table)("gives the headers of %s", async (_, credentials, expected) => {
    expect(Object.fromEntries(await headerSupplier(credentials)(origin))).toEqual(expected);
  });

  it("asks for every call, and says for which endpoint", async () => {
    const asked: string[] = [];
    const supply = headerSupplier({
      async getRequestHeaders(url = "") {
        asked.push(url);
        return {};
      },
    });
    await supply(origin);
    await supply("https://eu-dialogflow.googleapis.com");
    expect(asked).toEqual([origin, "https://eu-dialogflow.googleapis.com"]);
  });

  it("does not send Google's credentials in clear text", async () => {
    await expect(headerSupplier("google")("http://localhost:8080")).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
    });
  });

  it("loads Google's library for Google's credentials, and says why there are none", async () => {
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere/key.json");
    await expect(headerSupplier("google")(origin)).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
      message: expect.stringContaining("/nowhere/key.json") as string,
    });
  });

  it("turns what a source throws into UNAUTHENTICATED, with the cause", async () => {
    const cause = new Error("No token today.");
    const token = (): never => {
      throw cause;
    };
    await expect(headerSupplier({ token })(origin)).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
      message: "There are no credentials to call with: No token today.",
      cause,
    });
  });
});

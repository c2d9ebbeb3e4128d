import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SecretResolver } from "../../../src/dispatch/credentials/authorizer.ts";
import { googleSecrets } from "../../../src/dispatch/credentials/google-secrets.ts";
import type { GoogleTokens } from "../../../src/dispatch/credentials/google-tokens.ts";
import { createFakeClock } from "../../../src/testing/clock.ts";
import { failureOf, secretName, trusting } from "./fixture.ts";
import { startTokenServer, type TokenServer } from "./token-server.ts";

const clock = createFakeClock();
const name = secretName("s");
let server: TokenServer;
let made: number;
let secrets: SecretResolver;

beforeAll(async () => {
  server = await startTokenServer(() => ({}));
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  made = 0;
  const tokens: GoogleTokens = {
    idToken: async () => ({ value: "id" }),
    accessToken: async () => {
      made += 1;
      return { value: `t${made}`, expiresAt: clock.now() + 3_600_000 };
    },
  };
  secrets = googleSecrets({
    transport: trusting(server.ca),
    tokens,
    endpoint: server.origin,
    clock,
  });
});

describe("secrets of Google", () => {
  it("are read by the method access, with one token for many", async () => {
    const data = Buffer.from("pässword\n").toString("base64");
    server.answer = ({ path }) => ({ body: { name: path, payload: { data } } });
    expect(await secrets.resolve(name)).toBe("pässword\n");
    expect(await secrets.resolve(name)).toBe("pässword\n");
    const { path, headers } = server.seen.at(-1)!;
    expect(path).toBe(`/v1/${name}:access`);
    expect([headers.authorization, made]).toEqual(["Bearer t1", 1]);
  });

  it("are none for 404, and for what is no name", async () => {
    server.answer = () => ({ status: 404 });
    expect(await secrets.resolve(name)).toBeUndefined();
    const before = server.seen.length;
    expect(await secrets.resolve("secrets/s?x")).toBeUndefined();
    expect(server.seen).toHaveLength(before);
  });

  it("say which role is missing", async () => {
    server.answer = () => ({ status: 403 });
    const { message } = await failureOf(secrets.resolve(name));
    expect(message).toBe(
      `The secret ${name} can't be read: it is not allowed. The caller needs roles/secretmanager.secretAccessor.`,
    );
  });

  it("get another token after one that was refused", async () => {
    server.answer = ({ headers }) =>
      headers.authorization === "Bearer t1"
        ? { status: 401 }
        : { body: { payload: { data: "YQ==" } } };
    await failureOf(secrets.resolve(name));
    expect(await secrets.resolve(name)).toBe("a");
  });

  it.each([{}, { payload: null }, { payload: { data: 1 } }])(
    "fail for an answer such as %j",
    async (body) => {
      server.answer = () => ({ body });
      const { message } = await failureOf(secrets.resolve(name));
      expect(message).toContain("without its data");
    },
  );
});

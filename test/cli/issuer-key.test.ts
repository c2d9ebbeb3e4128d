import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CommandError } from "../../src/cli/failure.ts";
import { localIssuerFromFile } from "../../src/cli/issuer-key.ts";
import { UsageError } from "../../src/cli/options.ts";
import { createFakeClock } from "../../src/testing/clock.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "fulfillkit-issuer-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

describe("an issuer from a file", () => {
  it("makes the file for its owner alone, and signs with the same key from then on", async () => {
    const first = await localIssuerFromFile("keys/issuer.json", { cwd });
    expect((await stat(join(cwd, "keys/issuer.json"))).mode & 0o777).toBe(0o600);
    const again = await localIssuerFromFile(join(cwd, "keys/issuer.json"), { cwd: "/" });
    const [one, other] = await Promise.all([first.idToken("a"), again.idToken("a")]);
    expect(decodeProtectedHeader(other.value)).toEqual(decodeProtectedHeader(one.value));
  });

  it("issues as what it is told, at the time of its clock", async () => {
    const clock = createFakeClock(Date.UTC(2026, 0, 1));
    const options = { cwd, url: "https://issuer.example/base", email: "agent@example.com", clock };
    const { value } = await (await localIssuerFromFile("key", options)).idToken("a");
    expect(decodeJwt(value)).toMatchObject({
      iss: options.url,
      email: options.email,
      iat: clock.now() / 1000,
    });
  });

  it("issues as what fulfillkit issuer serves where it is told nothing", async () => {
    const { value } = await (await localIssuerFromFile("key", { cwd })).idToken("a");
    expect(decodeJwt(value)).toMatchObject({
      iss: "http://localhost:8090",
      email: "service-123456789012@gcp-sa-dialogflow.iam.gserviceaccount.com",
    });
  });

  it.each(["localhost:8090", "ftp://issuer.example", "https://issuer.example/", "https://i?x=1"])(
    "can't be called %s",
    async (url) => {
      const made = localIssuerFromFile("key", { cwd, url });
      await expect(made).rejects.toThrow(UsageError);
      await expect(made).rejects.toThrow(url);
      await expect(stat(join(cwd, "key"))).rejects.toMatchObject({ code: "ENOENT" });
    },
  );

  it.each([
    ["no JSON", "secret stuff"],
    ["JSON that is no key", "null"],
    ["a key of another kind", '{"kty":"oct","k":"secret"}'],
    ["numbers that are no key", '{"kty":"RSA","n":"secret","e":"AQAB","d":"secret"}'],
  ])("refuses a file with %s, without showing it, and leaves it alone", async (_, text) => {
    await writeFile(join(cwd, "key"), text);
    const thrown: unknown = await localIssuerFromFile("key", { cwd }).catch((e: unknown) => e);
    expect(thrown).toBeInstanceOf(CommandError);
    expect(String(thrown)).toBe(
      "CommandError: key holds no private RSA key in JWK form. Move it away, and a new one is made.",
    );
    expect(thrown).not.toHaveProperty("cause");
    expect(await readFile(join(cwd, "key"), "utf8")).toBe(text);
  });

  it("says why a file can't be used", async () => {
    await mkdir(join(cwd, "key"));
    await expect(localIssuerFromFile("key", { cwd })).rejects.toThrow(
      "The issuer's key can't be kept in key: EISDIR.",
    );
  });
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SecretResolver } from "../../../src/dispatch/credentials/authorizer.ts";
import {
  chainedSecrets,
  environmentSecrets,
  folderSecrets,
  rememberedSecrets,
  secretText,
} from "../../../src/dispatch/credentials/secrets.ts";
import { createFakeClock } from "../../../src/testing/clock.ts";
import { failureOf, secretName, secretsOf } from "./fixture.ts";

describe("secrets in the environment", () => {
  const env = { FULFILLKIT_SECRET_CRM_PASSWORD: "hush", MY_A: "mine" };

  it("are named after the secret", async () => {
    const { resolve } = environmentSecrets({ env });
    expect(await resolve(secretName("crm-password"))).toBe("hush");
    expect(await resolve(secretName("CRM_password", "latest"))).toBe("hush");
    expect(await resolve(secretName("crm"))).toBeUndefined();
    expect(await resolve("crm-password")).toBeUndefined();
  });

  it("may have another prefix", async () => {
    expect(await environmentSecrets({ env, prefix: "MY_" }).resolve(secretName("a"))).toBe("mine");
  });
});

describe("secrets in a folder", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fulfillkit-secrets-"));
    const versions = join(folder, "projects/p/secrets/exact/versions");
    await mkdir(versions, { recursive: true });
    await mkdir(join(folder, "a-folder"));
    await Promise.all([
      writeFile(join(versions, "2"), "second"),
      writeFile(join(folder, "exact"), "any version"),
      writeFile(join(folder, "mounted"), "value\n"),
      writeFile(join(folder, "long"), "x".repeat(65_537)),
      writeFile(join(folder, "most"), "x".repeat(65_536)),
      writeFile(join(folder, "bytes"), Uint8Array.of(0xff, 0xfe)),
    ]);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each<[why: string, name: string, secret: string | undefined]>([
    ["the very version", secretName("exact", "2"), "second"],
    ["another version, by the secret's name", secretName("exact", "1"), "any version"],
    ["a text as it is, to the last newline", secretName("mounted"), "value\n"],
    ["the longest that Secret Manager has", secretName("most"), "x".repeat(65_536)],
    ["no file", secretName("missing"), undefined],
    ["a folder, which is no file", secretName("a-folder"), undefined],
    ["a path in place of a name, which is not followed", "../exact", undefined],
  ])("are found for %s", async (_, name, secret) => {
    expect(await folderSecrets(folder).resolve(name)).toBe(secret);
  });

  it.each([
    ["long", /is longer than 64 KiB\.$/],
    ["bytes", /is no text: its bytes are no UTF-8\.$/],
  ])("fail for %s, with the name", async (secret, message) => {
    const failure = await failureOf(folderSecrets(folder).resolve(secretName(secret)));
    expect(failure.kind).toBe("credentials");
    expect(failure.message).toMatch(message);
    expect(failure.message).toContain(secretName(secret));
  });

  it("are none where the folder is missing", async () => {
    expect(await folderSecrets(join(folder, "nowhere")).resolve(secretName("s"))).toBeUndefined();
  });

  it("fail where a file can't be opened, with the system's code", async () => {
    const failure = await failureOf(
      folderSecrets(join(folder, "x".repeat(300))).resolve(secretName("s")),
    );
    expect(failure.message).toBe(
      `The file of the secret ${secretName("s")} can't be read: ENAMETOOLONG.`,
    );
  });
});

describe("secrets in several places", () => {
  it("come from the first that has them", async () => {
    const chain = chainedSecrets([secretsOf({ a: "1" }), secretsOf({ a: "2", b: "3" })]);
    expect(await chain.resolve(secretName("a"))).toBe("1");
    expect(await chain.resolve(secretName("b"))).toBe("3");
    expect(await chain.resolve(secretName("c"))).toBeUndefined();
  });

  it("are none in no place", async () => {
    expect(await chainedSecrets([]).resolve(secretName("a"))).toBeUndefined();
  });
});

describe("remembered secrets", () => {
  /** Counts, and has what it is given. */
  function counting(values: Record<string, string>): SecretResolver & { asked: number } {
    const resolver = {
      asked: 0,
      async resolve(name: string) {
        resolver.asked += 1;
        return values[name];
      },
    };
    return resolver;
  }

  it("are asked for once until their time is over", async () => {
    const clock = createFakeClock();
    const source = counting({ a: "1" });
    const remembered = rememberedSecrets(source, { ttlMs: 1000, clock });
    const [first, second] = await Promise.all([remembered.resolve("a"), remembered.resolve("a")]);
    expect([first, second, await remembered.resolve("a"), source.asked]).toEqual([
      "1",
      "1",
      "1",
      1,
    ]);
    clock.advance(1000);
    await remembered.resolve("a");
    expect(source.asked).toBe(2);
  });

  it("are asked for again where there were none", async () => {
    const values: Record<string, string> = {};
    const remembered = rememberedSecrets(counting(values), { clock: createFakeClock() });
    expect(await remembered.resolve("a")).toBeUndefined();
    values["a"] = "1";
    expect(await remembered.resolve("a")).toBe("1");
  });

  it("are asked for again after a failure", async () => {
    let broken = true;
    const source: SecretResolver = {
      async resolve() {
        if (broken) throw new Error("no");
        return "1";
      },
    };
    const remembered = rememberedSecrets(source, { clock: createFakeClock() });
    await expect(remembered.resolve("a")).rejects.toThrow("no");
    broken = false;
    expect(await remembered.resolve("a")).toBe("1");
  });
});

describe("a secret's bytes", () => {
  it("are UTF-8, whatever they begin with", () => {
    expect(secretText(Buffer.from("\u{feff}ß\n"), "n")).toBe("\u{feff}ß\n");
  });
});

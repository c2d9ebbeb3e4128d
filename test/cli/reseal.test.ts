import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newKeyRing, parseKeyRing } from "../../src/management/key-ring.ts";
import { createSecretBox } from "../../src/management/secret-box.ts";
import { migrate, openStore } from "../../src/storage/index.ts";
import { createdSecret } from "../management/environments-fixture.ts";
import { serveFixture } from "../management/fixture.ts";
import { startCommand, type CommandResult } from "./process.ts";

const k1 = newKeyRing();
const k2 = newKeyRing().replace("k1", "k2");

let folder: string;
let store: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-test-"));
  store = join(folder, "store.db");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const reseal = (...args: readonly string[]): Promise<CommandResult> =>
  startCommand(["reseal", "--store", store, ...args], { cwd: folder }).result;

/** Stores webhooks with two secrets each, sealed by the first key, and writes the ring of later. */
async function fill(count: number, ring: string): Promise<void> {
  const opened = await openStore({ url: store });
  const fixture = await serveFixture({ store: opened, secrets: createSecretBox(parseKeyRing(k1)) });
  for (let index = 0; index < count; index += 1) await createdSecret(fixture, `w${index}`);
  await opened.close();
  await writeFile(`${store}.keys`, ring);
}

describe("reseal", () => {
  it("plans with a count, and exits with 3; does it, and then has nothing to do", async () => {
    await fill(2, k1 + k2);
    const rest = "2 resources looked at; 0 secrets had been sealed with k2 before.\n";
    expect(await reseal("--plan")).toEqual({
      code: 3,
      output: `4 secrets in 2 resources: sealed with k1, would be sealed anew with k2.\n${rest}`,
      errors: "",
    });
    expect(await reseal()).toEqual({
      code: 0,
      output: `4 secrets in 2 resources: sealed with k1, now with k2.\n${rest}No stored secret needs another key than k2.\n`,
      errors: "",
    });
    await writeFile(`${store}.keys`, k2);
    expect(await reseal("--plan")).toEqual({
      code: 0,
      output:
        "2 resources looked at; 4 secrets had been sealed with k2 before.\nNo stored secret needs another key than k2.\n",
      errors: "",
    });
  });

  it("says which key is missing, and what to do", async () => {
    await fill(1, k2);
    const { code, errors } = await reseal();
    expect(code).toBe(1);
    expect(errors).toMatch(
      /^2 secrets in 1 resource, such as projects\/\S+, can't be read: the key k1 is not in the key file\. Put its line back, before the one of k2, and run this again\.\n$/,
    );
  });

  it("says so where a key of the same id is another one", async () => {
    await fill(1, newKeyRing());
    const { code, errors } = await reseal("--plan");
    expect(code).toBe(1);
    expect(errors).toMatch(
      /can't be read: they were changed, or sealed with another key that was called k1\.\n$/,
    );
  });

  it("shows on a terminal how far it is", async () => {
    await fill(1, k1 + k2);
    const { errors } = await startCommand(["reseal", "--store", store], { answer: () => "" })
      .result;
    expect(errors).toBe("\r\u001B[K1 resources looked at\r\u001B[K");
  });

  it("stops when it is asked to, and says that another run goes on", async () => {
    await fill(1, k1 + k2);
    expect(await startCommand(["reseal", "--store", store]).stop()).toMatchObject({
      code: 1,
      errors: "Stopped. Run it again: it goes on with what is left.\n",
    });
  });

  it("takes the keys from a file, relative to the folder that it runs in", async () => {
    await fill(1, k2);
    await writeFile(join(folder, "both"), k1 + k2);
    expect(await reseal("--key-file", "both")).toMatchObject({ code: 0 });
  });

  it("makes no keys", async () => {
    await migrate({ url: store });
    const { code, errors } = await reseal();
    expect(code).toBe(1);
    expect(errors).toMatch(
      /^FAILED_PRECONDITION: The key file .*keys can't be read: there is none/,
    );
    expect(existsSync(`${store}.keys`)).toBe(false);
  });

  it("makes no database", async () => {
    await writeFile(`${store}.keys`, k1);
    expect(await reseal()).toMatchObject({ code: 1, errors: `There is no file ${store}.\n` });
    expect(existsSync(store)).toBe(false);
  });

  it("names a line of the ring that is no key", async () => {
    await fill(1, "k1 short");
    expect((await reseal()).errors).toBe(
      "Line 1 of the key ring is no key: write an id, a space, and 32 bytes in base64.\n",
    );
  });

  it("wants the keys of a shared database", async () => {
    const { code, errors } = await startCommand(["reseal", "--store", "postgres://h/d"]).result;
    expect(code).toBe(2);
    expect(errors).toMatch(/^Which keys\?/);
  });

  it.each([
    ["no store", []],
    ["a store in memory", ["--store", "memory:"]],
  ])("wants a database, not %s", async (_, args) => {
    const { code, errors } = await startCommand(["reseal", ...args]).result;
    expect(code).toBe(2);
    expect(errors).toMatch(/^Which database\?/);
  });
});

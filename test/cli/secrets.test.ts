import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createSecretBox,
  listSecrets,
  loadKeyRing,
  storedSecrets,
} from "../../src/management/index.ts";
import { openStore } from "../../src/storage/index.ts";
import { startCommand, type CommandResult, type CommandWorld } from "./process.ts";

const crm = "projects/p/secrets/crm";

let folder: string;
let store: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-test-"));
  store = join(folder, "store.db");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const secrets = (args: readonly string[], world: CommandWorld = {}): Promise<CommandResult> =>
  startCommand(["secrets", ...args], {
    cwd: folder,
    env: { FULFILLKIT_STORE: store },
    ...world,
  }).result;

/** The value that a server on the database finds. */
async function resolved(name: string, keyFile?: string): Promise<string | undefined> {
  const box = createSecretBox(await loadKeyRing({ store, keyFile }));
  const opened = await openStore({ url: store });
  try {
    return await storedSecrets(opened, box).resolve(name);
  } finally {
    await opened.close();
  }
}

describe("secrets add", () => {
  it("keeps what comes by a pipe, to the letter, and makes a database and its keys at first", async () => {
    expect(await secrets(["add", crm], { input: "pass word" })).toEqual({
      code: 0,
      output: `Added ${crm}/versions/1\n`,
      errors: `There was no ${store}: it is made.\n`,
    });
    expect((await stat(`${store}.keys`)).mode & 0o777).toBe(0o600);
    expect(await secrets(["add", crm, "--file", "-"], { input: "other" })).toEqual({
      code: 0,
      output: `Added ${crm}/versions/2\n`,
      errors: "",
    });
    expect(await resolved(`${crm}/versions/1`)).toBe("pass word");
    expect(await resolved(`${crm}/versions/latest`)).toBe("other");
  });

  it("keeps what is in a file, under the number that is wanted", async () => {
    await writeFile(join(folder, "secret"), "\uFEFFé");
    const { output } = await secrets(["add", `${crm}/versions/3`, "-f", "secret"]);
    expect(output).toBe(`Added ${crm}/versions/3\n`);
    expect(await resolved(`${crm}/versions/3`)).toBe("\uFEFFé");
  });

  it("seals with the keys of a file", async () => {
    await secrets(["add", crm, "--key-file", "keys"], { input: "x" });
    expect(existsSync(`${store}.keys`)).toBe(false);
    expect(await resolved(`${crm}/versions/1`, join(folder, "keys"))).toBe("x");
  });

  it.each(["line\n", "line\r\n"])("warns of %j, and keeps it", async (input) => {
    await secrets(["add", crm], { input: "first" });
    const { code, errors } = await secrets(["add", crm], { input });
    expect(code).toBe(0);
    expect(errors).toMatch(/^The secret ends with a newline, which is sent with it;/);
    expect(await resolved(`${crm}/versions/latest`)).toBe(input);
  });

  it("takes no secret as an argument, and does not repeat one", async () => {
    const { code, output, errors } = await secrets(["add", crm, "hunter2"]);
    expect(code).toBe(2);
    expect(errors).toMatch(/^The secret is no argument: pipe it in/);
    expect(output + errors).not.toContain("hunter2");
  });

  it("lets nobody type one where it stays on the screen", async () => {
    const { code, errors } = await secrets(["add", crm], { answer: () => "hunter2" });
    expect(code).toBe(2);
    expect(errors).toMatch(/^Where is the secret\? Pipe it in/);
  });

  it.each([
    ["an empty one", crm, "", /has from 1 to 65,536/],
    ["one that is too long", crm, "x".repeat(65_537), /Has 65537 bytes/],
    ["bytes that are no text", crm, "a\uFFFDb", /Standard input holds no secret/],
    ["a name that is none", "crm", "x", /"crm" is no name of the form projects/],
    ["latest", `${crm}/versions/latest`, "x", /with a number as its version/],
  ])("refuses %s", async (_, name, input, sentence) => {
    const { code, output, errors } = await secrets(["add", name], { input });
    expect({ code, output }).toEqual({ code: 1, output: "" });
    expect(errors).toMatch(sentence);
  });

  it("refuses a number that has been given", async () => {
    await secrets(["add", crm], { input: "one" });
    const { code, errors } = await secrets(["add", `${crm}/versions/1`], { input: "two" });
    expect(code).toBe(1);
    expect(errors).toContain("2 is the next");
    expect(await resolved(`${crm}/versions/1`)).toBe("one");
  });

  it.each([
    ["is missing", "nowhere", undefined, /^The file nowhere can't be read: ENOENT/],
    ["is no text", "bytes", Buffer.from([0xff]), /^The file bytes holds no secret: .* no UTF-8/],
  ])("says that a file %s", async (_, file, bytes, sentence) => {
    if (bytes) await writeFile(join(folder, file), bytes);
    const { code, errors } = await secrets(["add", crm, "-f", file]);
    expect(code).toBe(1);
    expect(errors).toMatch(sentence);
  });
});

describe("secrets list", () => {
  it("shows names and times, and no values", async () => {
    for (const input of ["hunter1", "hunter2"]) await secrets(["add", crm], { input });
    await secrets(["add", "projects/a/secrets/other"], { input: "hunter3" });
    const { code, output } = await secrets(["list"]);
    expect(code).toBe(0);
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
    expect(output).toMatch(
      new RegExp(
        `^NAME +CREATED\nprojects/a/secrets/other/versions/1 +${time}\n${crm}/versions/1 +${time}\n${crm}/versions/2 +${time}\n$`,
      ),
    );
    const json = (await secrets(["list", "-o", "json"])).output;
    const opened = await openStore({ url: store });
    const listed = await listSecrets(opened);
    await opened.close();
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(listed)));
    expect(output + json).not.toMatch(/hunter|v1\./);
  });
});

describe("secrets delete", () => {
  it("deletes versions and whole secrets", async () => {
    for (const input of ["one", "two", "three"]) await secrets(["add", crm], { input });
    expect(await secrets(["delete", `${crm}/versions/2`, crm])).toEqual({
      code: 0,
      output: `Deleted ${crm}/versions/2 (1 version)\nDeleted ${crm} (2 versions)\n`,
      errors: "",
    });
    expect((await secrets(["list"])).output).toBe("NAME  CREATED\n");
  });

  it("says which one there is not", async () => {
    await secrets(["add", crm], { input: "one" });
    const { code, output, errors } = await secrets(["delete", crm, `${crm}-2`]);
    expect({ code, output }).toEqual({ code: 1, output: `Deleted ${crm} (1 version)\n` });
    expect(errors).toMatch(/^NOT_FOUND: projects\/p\/secrets\/crm-2 does not exist\./);
  });
});

describe("secrets", () => {
  it.each([["list"], ["delete", crm]])("%s makes no database", async (...args) => {
    expect(await secrets(args)).toMatchObject({ code: 1, errors: `There is no file ${store}.\n` });
    expect(existsSync(store)).toBe(false);
  });

  it.each([
    ["add without a name", ["add"], /^Which secret\?/],
    ["delete without a name", ["delete"], /^Which secret\?/],
    ["list with an argument", ["list", crm], /^There is an argument too many/],
    ["a store in memory", ["list", "--store", "memory:"], /^Which database\?/],
    [
      "keys of nowhere for a shared database",
      ["add", crm, "--store", "postgres://h/d"],
      /^Which keys\?/,
    ],
  ])("refuses %s", async (_, args, sentence) => {
    const { code, errors } = await secrets(args);
    expect(code).toBe(2);
    expect(errors).toMatch(sentence);
  });
});

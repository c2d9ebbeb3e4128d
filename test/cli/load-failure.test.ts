import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

const routerModule = JSON.stringify(join(root, "src/index.ts"));

/** The modules, by their names. */
const files: Readonly<Record<string, string>> = {
  "package.json": "{}",
  "read me.md": "# Read me",
  "named.mjs": "export const router = 1;",
  "empty.mjs": "",
  "throws.ts": 'function connect(): never {\n  throw new Error("no database");\n}\nconnect();\n',
  "throws.cjs": 'throw new Error("no database");',
  "caused.mjs": 'throw new Error("no start", { cause: new TypeError("no key") });',
  "five.mjs": "throw 5;",
  "object.mjs": 'throw { password: "4711" };',
  "twice.ts": `import { createRouter } from ${routerModule};\n\nexport default createRouter().tag("a", () => {}).tag("a", () => {});`,
  "later.mjs": "await 1;\nJSON.parse('{');",
  "enum.ts": "\nenum A { B }\nexport default A;",
  "broken.mjs": "const a = ;",
  "missing-import.mjs": 'import "./nowhere.mjs";',
  "imports-json.mjs": 'import "./package.json";',
  "imports-folder.mjs": 'import "./folder";',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-load-"));
  await mkdir(join(folder, "folder"));
  await Promise.all(
    Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)),
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the executable: only Node itself loads modules as Node does. */
async function serve(...args: readonly string[]): Promise<{ code: unknown; errors: string }> {
  const main = join(root, "src/cli/main.ts");
  return new Promise((resolve) =>
    execFile(process.execPath, [main, "serve", ...args], { cwd: folder }, (error, _, errors) =>
      resolve({ code: error?.code ?? 0, errors }),
    ),
  );
}

describe("a module that can't be loaded", () => {
  it.each([
    [
      "package.json",
      "% is no module: give a TypeScript or JavaScript file whose default export is a router.",
    ],
    [
      "read me.md",
      "% is no module: give a TypeScript or JavaScript file whose default export is a router.",
    ],
    [
      "folder",
      "% is no module: give a TypeScript or JavaScript file whose default export is a router.",
    ],
    ["named.mjs", "% has no default export, which should be a router; it exports router."],
    ["empty.mjs", "% has no default export, which should be a router."],
    ["throws.ts", "% can't be loaded: Error: no database\n  at %:2:9"],
    ["throws.cjs", "% can't be loaded: Error: no database\n  at %:1:7"],
    ["caused.mjs", "% can't be loaded: Error: no start\nCaused by: TypeError: no key\n  at %:1:7"],
    ["five.mjs", "% can't be loaded: it threw 5"],
    ["object.mjs", "% can't be loaded: it threw an object that is no error"],
    [
      "later.mjs",
      "% can't be loaded: SyntaxError: Expected property name or '}' in JSON at position 1 (line 1 column 2)\n  at %:2:6",
    ],
    [
      "enum.ts",
      "% can't be loaded: SyntaxError: TypeScript enum is not supported in strip-only mode\n  at %:2",
    ],
    [
      "broken.mjs",
      "% can't be loaded: SyntaxError: Unexpected token ';'\nTo see where, run: node %",
    ],
  ])("is told in a sentence: %s", async (name, sentence) => {
    const path = join(folder, name);
    const usage = "Usage: fulfillkit serve [<module>] [options]\nSee fulfillkit serve --help.\n";
    expect(await serve(name)).toEqual({
      code: 2,
      errors: `${sentence.replaceAll("%", path)}\n\n${usage}`,
    });
  });

  it("is told at the line of the user's code, where it is the library that throws", async () => {
    const { errors } = await serve("twice.ts");
    expect(errors).toMatch(/can't be loaded: \w*Error: .*"a"/);
    expect(errors).toContain(`\n  at ${join(folder, "twice.ts")}:3:`);
  });

  it.each([
    ["missing-import.mjs", /can't be loaded: Error: Cannot find module .*nowhere\.mjs/],
    ["imports-json.mjs", /imports-json\.mjs can't be loaded: TypeError: Module .*package\.json/],
    ["imports-folder.mjs", /imports-folder\.mjs can't be loaded: Error: Directory import .*folder/],
  ])("is not taken for a file that it imports: %s", async (name, message) => {
    const { code, errors } = await serve(name);
    expect(errors).toMatch(message);
    expect(errors).not.toContain("node:");
    expect(code).toBe(2);
  });

  it("is told of a config file as well", async () => {
    expect(await serve("--config", "package.json")).toMatchObject({
      code: 2,
      errors: expect.stringMatching(
        /package\.json is no module: .* default export is a config\.\n/,
      ) as string,
    });
  });
});

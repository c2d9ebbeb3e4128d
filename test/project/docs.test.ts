import { execFile, spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksOf, examplesOf } from "./markdown.ts";
import type { Block } from "./markdown.ts";
import { filesUnder, root, textOf } from "./modules.ts";

// Lies within the package, so that "fulfillkit" is the built package, as its users see it.
const folder = join(root, ".build", "docs");
const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ...filesUnder("docs", ".md")]
  .filter((page) => existsSync(join(root, page)))
  .map((page) => ({ page, blocks: blocksOf(textOf(page)) }));
const environment = { ...process.env, PATH: `${root}/node_modules/.bin:${process.env["PATH"]}` };

const hasCurl = spawnSync("curl", ["--version"], { stdio: "ignore" }).status === 0;

/** `README.md`, line 12 → `README-12.ts`. */
function fileFor(page: string, block: Block): string {
  return `${page.replaceAll(/[/.]/g, "-").replace(/-md$/, "")}-${block.line}.ts`;
}

/** Runs a program to its end and gives its standard output; a failure tells all it printed. */
async function outputOf(program: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { cwd: root, env: environment });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    throw new Error(`${program} ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await outputOf("node", ["scripts/build.ts"]);
});

describe("TypeScript in the documentation", () => {
  const blocks = pages.flatMap(({ page, blocks: all }) =>
    all
      .filter(({ language }) => language === "ts")
      .map((block) => [fileFor(page, block), block] as const),
  );

  it("compiles against the built package, block by block", async () => {
    for (const [name, { code }] of blocks) {
      // A block without imports or exports is still a module of its own.
      writeFileSync(join(folder, name), `${code}export {};\n`);
    }
    const config = {
      extends: "../../tsconfig.json",
      // The same modules under the other package's name.
      compilerOptions: {
        paths: { "@fulfillkit/client": ["../../dist/src/client/index.d.ts"] },
        noUnusedLocals: false,
        noUnusedParameters: false,
      },
      include: ["*.ts"],
      files: [],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    if (blocks.length > 0)
      expect(await outputOf("tsc", ["-p", folder, "--pretty", "false"])).toBe("");
  });
});

describe("commands in the documentation", () => {
  const examples = pages.flatMap(({ page, blocks }) =>
    examplesOf(blocks).map((example) => ({
      name: `${page}:${example.block.line}`,
      page,
      ...example,
    })),
  );
  let server: ChildProcess | undefined;
  let port = "";

  beforeAll(async () => {
    if (examples.length === 0) return;
    server = spawn("npm", ["start"], {
      cwd: root,
      detached: true,
      env: { ...environment, PORT: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    port = await listeningPort(server);
  });
  afterAll(() => {
    // The whole group: npm, its shell and the server.
    if (server?.pid !== undefined) process.kill(-server.pid, "SIGTERM");
  });

  it("say of every shell block whether it is run, or why not", () => {
    const silent = pages.flatMap(({ page, blocks }) =>
      blocks
        .filter(({ language }) => ["sh", "bash", "shell", "console"].includes(language))
        .filter(({ marker }) => marker !== "run" && !/^not run: \S/.test(marker))
        .map(({ line }) => `${page}:${line}`),
    );
    expect(silent).toEqual([]);
  });

  it.for(examples)("$name prints what it says, against npm start", async (example, { skip }) => {
    skip(/^curl /m.test(example.block.code) && !hasCurl, "curl is not installed");
    const code = example.block.code.replaceAll(/(localhost|127\.0\.0\.1):8080/g, `$1:${port}`);
    let printed = "";
    if (example.block.language === "ts") {
      const file = join(folder, `run-${fileFor(example.page, example.block)}`);
      writeFileSync(file, code);
      printed = await outputOf("node", [file]);
    } else {
      printed = await outputOf("bash", ["-euo", "pipefail", "-c", code]);
    }
    if (example.output?.language === "json") {
      expect(JSON.parse(printed)).toEqual(JSON.parse(example.output.code));
    } else if (example.output) {
      expect(printed.trim()).toBe(example.output.code.trim());
    }
  });
});

/** Waits until the server prints its address, and gives its port; fails if it ends before that. */
function listeningPort(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const found = /https?:\/\/[^\s"']*?:(\d+)/.exec(printed);
      if (found?.[1]) resolve(found[1]);
    };
    server.stdout?.on("data", read);
    server.stderr?.on("data", read);
    server.once("exit", () => reject(new Error(`npm start ended:\n${printed}`)));
  });
}

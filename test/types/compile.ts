/** Type-checks a program's text against the library's sources, as an application's build would. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What the compiler said. */
export interface Compilation {
  /** Each error: what it says in its first line and below, as the editor shows it. */
  readonly errors: readonly string[];
  /** How many types were instantiated: the work of the checker, whatever the machine's speed. */
  readonly instantiations: number;
}

/** Compiles a module that may import `fulfillkit` and the project's packages. */
export async function compile(source: string): Promise<Compilation> {
  const directory = await mkdtemp(join(tmpdir(), "fulfillkit-types-"));
  try {
    await symlink(join(root, "node_modules"), join(directory, "node_modules"));
    await writeFile(join(directory, "package.json"), '{ "type": "module" }');
    await writeFile(join(directory, "application.ts"), source);
    await writeFile(join(directory, "tsconfig.json"), JSON.stringify(config));
    return read(await tsc(directory));
  } finally {
    await rm(directory, { recursive: true });
  }
}

const config = {
  extends: join(root, "tsconfig.json"),
  compilerOptions: {
    noUnusedLocals: false,
    paths: {
      fulfillkit: [join(root, "src/index.ts")],
      "fulfillkit/gen/*.js": [join(root, "gen/es/*.ts")],
    },
  },
  include: [],
  files: ["application.ts"],
};

function tsc(directory: string): Promise<string> {
  const program = join(root, "node_modules/typescript/bin/tsc");
  return new Promise((resolve) => {
    // It exits with an error where the program has one, and says which on its output.
    execFile(
      process.execPath,
      [program, "-p", directory, "--extendedDiagnostics", "--pretty", "false"],
      { maxBuffer: 16 * 1024 * 1024 },
      (_, output) => resolve(output),
    );
  });
}

function read(output: string): Compilation {
  const instantiations = /^Instantiations:\s+(\d+)$/m.exec(output)?.[1];
  if (instantiations === undefined) throw new Error(`tsc gave no figures:\n${output}`);
  const errors = output
    .split(/^(?=\S+\(\d+,\d+\): error )/m)
    .filter((part) => part.includes(": error "))
    .map((part) => part.replace(/^Files:.*/ms, "").trim());
  return { errors, instantiations: Number(instantiations) };
}

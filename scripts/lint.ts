/**
 * `npm run lint`: every check that needs no server, no network and less than a minute.
 * All of them run, whatever fails; what fails is shown whole. Names on the command line select steps.
 */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run.ts";
import { writeValidateProto } from "./validate-proto.ts";

/** Where the packed package lies while it is examined. */
const packed = ".build/pack";

/** Packs the package as it would be published and returns the tarball's path. */
function pack(): string {
  rmSync(join(root, packed), { recursive: true, force: true });
  mkdirSync(join(root, packed), { recursive: true });
  run(["npm", "pack", "--ignore-scripts", "--pack-destination", packed], { capture: true });
  const [tarball] = readdirSync(join(root, packed));
  if (!tarball) throw new Error("npm pack wrote no tarball");
  return join(packed, tarball);
}

/** The steps, in order: a name, and the command or commands of which each has to succeed. */
const steps: Readonly<Record<string, () => readonly (readonly string[])[]>> = {
  format: () => [["oxfmt", "--check"]],
  lint: () => [["oxlint"]],
  types: () => [["tsc", "-p", "tsconfig.json"]],
  "dead code": () => [["knip", "--no-progress"]],
  build: () => [["node", "scripts/build.ts"]],
  package: () => {
    const tarball = pack();
    return [
      ["publint", "run", tarball, "--strict"],
      ["attw", tarball, "--profile", "esm-only", "--format", "ascii", "--no-emoji"],
    ];
  },
  project: () => [
    [
      "vitest",
      "run",
      "--project",
      "fast",
      "--reporter=dot",
      "test/project",
      "--exclude=**/docs.test.ts",
    ],
  ],
  proto: () => {
    writeValidateProto();
    return [
      ["buf", "lint", "proto"],
      ["buf", "format", "-d", "--exit-code", "proto"],
      ["buf", "breaking", "proto", "--against", "proto/baseline.binpb", "--exclude-imports"],
    ];
  },
};

/** Runs one step and reports it in a line, or with all that its failing commands printed. */
function check(name: string, commands: () => readonly (readonly string[])[]): boolean {
  const start = performance.now();
  const failures: string[] = [];
  for (const command of commands()) {
    const { ok, output } = run(command, { capture: true });
    if (!ok) failures.push(`$ ${command.join(" ")}\n${output.trimEnd()}\n`);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`${failures.length === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)\n`);
  for (const failure of failures) process.stdout.write(`\n${failure}\n`);
  return failures.length === 0;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(steps, name));
if (unknown.length > 0) {
  process.stderr.write(
    `No such step: ${unknown.join(", ")}. Steps: ${Object.keys(steps).join(", ")}.\n`,
  );
  process.exit(2);
}
const selected = Object.entries(steps).filter(
  ([name]) => wanted.length === 0 || wanted.includes(name),
);
const results = selected.map(([name, commands]) => check(name, commands));
process.exitCode = results.every(Boolean) ? 0 : 1;

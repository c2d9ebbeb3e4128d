/** The program of each language: what it needs on this machine, and how it is built and run. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFor, missing, root, run } from "../toolchains.ts";
import type { Client } from "./steps.ts";

/** One language's client. */
export interface Program {
  readonly language: Client["language"];
  /** The package as its registry has it. */
  readonly client: string;
  /** What this machine lacks of what it needs. */
  readonly missing: string | undefined;
  /** Downloads and builds what is not there yet, and gives the command to run. */
  readonly prepare: () => Promise<readonly string[]>;
}

/** Every language that the platform publishes a client for and this project tests with. */
export const programs: readonly Program[] = [
  {
    language: "node",
    client: "@google-cloud/dialogflow-cx",
    missing: undefined,
    prepare: async () => [process.execPath, join(sourceOf("node"), "management.ts")],
  },
  {
    language: "python",
    client: "google-cloud-dialogflow-cx",
    missing: missing("python3"),
    prepare: preparePython,
  },
  {
    language: "go",
    client: "cloud.google.com/go/dialogflow/cx",
    missing: missing("go"),
    prepare: prepareGo,
  },
  {
    language: "java",
    client: "com.google.cloud:google-cloud-dialogflow-cx",
    missing: missing("mvn", "javac"),
    prepare: prepareJava,
  },
];

function sourceOf(language: Client["language"]): string {
  return join(root, "test/interop", language);
}

async function preparePython(): Promise<readonly string[]> {
  const environment = cacheFor("python-clients");
  const source = sourceOf("python");
  const python = join(environment, "bin/python");
  await run(["python3", "-m", "venv", environment], { cwd: source });
  const install = [python, "-m", "pip", "install", "--quiet", "-r", "requirements.txt"];
  await run(install, { cwd: source });
  return [python, join(source, "management.py")];
}

async function prepareGo(): Promise<readonly string[]> {
  const work = await workingCopy("go", "v3");
  const env = { GOPATH: cacheFor("go"), GOFLAGS: "-modcacherw -buildvcs=false" };
  const program = join(work, "management");
  await run(["go", "build", "-o", program, "."], { cwd: work, env });
  return [program];
}

async function prepareJava(): Promise<readonly string[]> {
  const work = await workingCopy("java", "src/main/java/interop/v3");
  const local = `-Dmaven.repo.local=${cacheFor("maven-clients")}`;
  const list = join(work, "target/classpath");
  const goals = ["compile", "dependency:build-classpath", `-Dmdep.outputFile=${list}`];
  await run(["mvn", "--batch-mode", "--quiet", local, ...goals], { cwd: work });
  const classpath = [join(work, "target/classes"), await readFile(list, "utf8")].join(":");
  return ["java", "-cp", classpath, "interop.Management"];
}

/**
 * A copy of a language's sources, in which the folder of v3 has a twin for v3beta1: the same program
 * with the client of the other version, whose types are others.
 *
 * @returns its folder, the same every time, so that builds are incremental
 */
async function workingCopy(language: "go" | "java", folder: string): Promise<string> {
  const work = join(cacheFor("clients"), language);
  const twin = join(work, `${folder}beta1`);
  await rm(join(work, folder), { recursive: true, force: true });
  await cp(sourceOf(language), work, { recursive: true });
  await rm(twin, { recursive: true, force: true });
  await mkdir(twin);
  for (const file of await readdir(join(work, folder))) {
    const text = await readFile(join(work, folder, file), "utf8");
    await writeFile(join(twin, file), text.replaceAll(/\b(api)?v3\b/g, "$1v3beta1"));
  }
  return work;
}

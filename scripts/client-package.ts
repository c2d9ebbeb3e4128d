/**
 * Makes the package `@fulfillkit/client` in `.build/client-package`: the files of `dist` that
 * `fulfillkit/client` needs, and of the dependencies those that these import. Whoever only manages
 * webhooks installs a third of the whole. Needs `dist` to be built.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./run.ts";

/** Where the package is made, from the repository's root. */
export const clientPackage = ".build/client-package";

type Versions = Readonly<Record<string, string>>;

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly engines: Versions;
  readonly dependencies: Versions;
  readonly peerDependencies: Versions;
}

/** Modules by their paths without extension, and the packages that they import. */
interface Closure {
  readonly modules: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

/** Imports and exports from elsewhere, static and dynamic, as the compiler writes them. */
const specifiers = /(?:\bfrom |\bimport ?\( ?|\bimport )"([^"]+)"/g;

/** Everything that a module of `dist` leads to, by its code and by its declarations. */
function closureOf(entry: string): Closure {
  const modules = new Set([entry]);
  const packages = new Set<string>();
  // A set that grows is walked to its new end.
  for (const module of modules)
    for (const extension of [".js", ".d.ts"])
      for (const [, specifier = ""] of textOf(module + extension).matchAll(specifiers))
        if (specifier.startsWith("."))
          modules.add(posix.join(posix.dirname(module), specifier).replace(/\.[jt]s$/, ""));
        else if (!specifier.startsWith("node:")) packages.add(packageOf(specifier));
  return { modules, packages };
}

function textOf(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** `@connectrpc/connect/protocol` → `@connectrpc/connect`. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function pick(versions: Versions, names: ReadonlySet<string>): Versions {
  return Object.fromEntries(Object.entries(versions).filter(([name]) => names.has(name)));
}

/** The files of a module: code and declarations, and for what people read also its source and maps. */
function filesOf(module: string): readonly string[] {
  const source = `${module.slice("dist/".length)}.ts`;
  const maps = [".js.map", ".d.ts.map"].map((extension) => module + extension);
  const files = [`${module}.js`, `${module}.d.ts`];
  return source.startsWith("src/") ? [...files, ...maps, source] : files;
}

/** The manifest: version, licence, engines and versions are those of the whole package. */
function manifestOf(whole: Manifest, { packages }: Closure): object {
  const peers = pick(whole.peerDependencies, packages);
  return {
    name: "@fulfillkit/client",
    version: whole.version,
    description: "A light, typed client for webhooks and environments of Dialogflow CX.",
    keywords: ["dialogflow", "dialogflow-cx", "webhook", "environment", "client", "connect"],
    license: whole.license,
    type: "module",
    sideEffects: false,
    publishConfig: { access: "public" },
    engines: whole.engines,
    exports: {
      ".": { types: "./dist/src/client/index.d.ts", default: "./dist/src/client/index.js" },
      "./gen/*.js": { types: "./dist/gen/es/*.d.ts", default: "./dist/gen/es/*.js" },
      "./package.json": "./package.json",
    },
    dependencies: pick(whole.dependencies, packages),
    peerDependencies: peers,
    peerDependenciesMeta: Object.fromEntries(
      Object.keys(peers).map((name) => [name, { optional: true }]),
    ),
  };
}

/** Makes the package anew. */
export function makeClientPackage(): void {
  const folder = join(root, clientPackage);
  rmSync(folder, { recursive: true, force: true });
  const closure = closureOf("dist/src/client/index");
  const copies = [...closure.modules]
    .flatMap(filesOf)
    .filter((file) => existsSync(join(root, file)))
    .map((file) => [file, file]);
  for (const [from = "", to = ""] of [
    ...copies,
    ["LICENSE", "LICENSE"],
    ["docs/client-package.md", "README.md"],
  ]) {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    copyFileSync(join(root, from), join(folder, to));
  }
  const manifest = manifestOf(JSON.parse(textOf("package.json")) as Manifest, closure);
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  makeClientPackage();
  process.stdout.write(`${clientPackage} is made: npm publish ./${clientPackage}\n`);
}

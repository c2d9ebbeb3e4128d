/** What the project's source files import and export, as a parser reads it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";
import type { Comment, EcmaScriptModule } from "oxc-parser";

/** The repository's root directory, without a slash at its end. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** One import or re-export. */
export interface Import {
  /** As it is written, or for a relative one the path from the root: `src/errors.ts`. */
  readonly target: string;
  /** `type`: gone at run time; `static`: loaded with the module; `dynamic`: loaded when reached. */
  readonly kind: "type" | "static" | "dynamic";
}

/** Every file under a directory of the repository whose name ends so, as paths from the root. */
export function filesUnder(directory: string, ending = ".ts"): readonly string[] {
  if (!existsSync(join(root, directory))) return [];
  return readdirSync(join(root, directory), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => posix.join(directory, name))
    .toSorted();
}

/** The text of a file of the repository. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

interface Parsed {
  readonly text: string;
  readonly module: EcmaScriptModule;
  readonly comments: readonly Comment[];
}

function parse(path: string): Parsed {
  const text = textOf(path);
  const { module, comments, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  return { text, module, comments };
}

/** Every import and re-export of a file. */
export function importsOf(path: string): readonly Import[] {
  const { text, module } = parse(path);
  const resolve = (specifier: string): string =>
    specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : specifier;
  // `import { type T } from "m"` still loads m, so only the whole statement's `type` counts.
  const kindAt = (start: number): Import["kind"] =>
    /^(import|export)\s+type\b/.test(text.slice(start, start + 40)) ? "type" : "static";
  const reexports = module.staticExports.flatMap(({ start, entries }) =>
    entries.flatMap(({ moduleRequest }) =>
      moduleRequest ? [{ target: resolve(moduleRequest.value), kind: kindAt(start) }] : [],
    ),
  );
  return [
    ...module.staticImports.map(({ start, moduleRequest }) => ({
      target: resolve(moduleRequest.value),
      kind: kindAt(start),
    })),
    ...reexports,
    ...module.dynamicImports.map(({ moduleRequest }) => ({
      target: resolve(text.slice(moduleRequest.start, moduleRequest.end).replaceAll(/["'`]/g, "")),
      kind: "dynamic" as const,
    })),
  ];
}

/** Every name that a file exports, through `export *` too; `type ` stands before what is only a type. */
export function exportedNames(path: string): readonly string[] {
  const names = new Set<string>();
  for (const { entries } of parse(path).module.staticExports) {
    for (const { exportName, importName, isType, moduleRequest } of entries) {
      if (moduleRequest && exportName.name === null && importName.name === null) {
        const target = posix.join(posix.dirname(path), moduleRequest.value);
        for (const name of exportedNames(target)) names.add(name);
      } else {
        names.add(`${isType ? "type " : ""}${exportName.name ?? "default"}`);
      }
    }
  }
  return [...names].toSorted();
}

/**
 * All that is loaded with a module: its own and its imports' static imports, each with the chain
 * of files that leads to it. Packages and built-in modules are leaves.
 */
export function loadedWith(entry: string): ReadonlyMap<string, readonly string[]> {
  const chains = new Map<string, readonly string[]>([[entry, [entry]]]);
  for (const [path, chain] of chains) {
    if (!existsSync(join(root, path)) || !path.endsWith(".ts")) continue;
    for (const { target, kind } of importsOf(path)) {
      if (kind === "static" && !chains.has(target)) chains.set(target, [...chain, target]);
    }
  }
  return chains;
}

/** The declarations that a file exports with no doc comment before them, as `name (path:line)`. */
export function undocumentedExports(path: string): readonly string[] {
  const { text, module, comments } = parse(path);
  const documented = (start: number): boolean =>
    comments.some(
      ({ type, value, end }) =>
        type === "Block" && value.startsWith("*") && text.slice(end, start).trim() === "",
    );
  const seen = new Set<string>();
  return module.staticExports
    .filter(({ entries }) => entries.every(({ moduleRequest }) => !moduleRequest))
    .filter(({ start }) => /^export\s+(?!\{)/.test(text.slice(start, start + 20)))
    .filter(({ start }) => !documented(start))
    .map(({ start, entries }) => {
      const line = text.slice(0, start).split("\n").length;
      return `${entries[0]?.exportName.name ?? "default"} (${path}:${line})`;
    })
    .filter((found) => !seen.has(found) && seen.add(found));
}

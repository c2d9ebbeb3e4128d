/** Why a module of the user's could not be loaded, as a sentence instead of a stack. */
import { fileURLToPath, pathToFileURL } from "node:url";

/** What Node throws for a file that is no module at all. */
const noModule: readonly unknown[] = [
  "ERR_IMPORT_ATTRIBUTE_MISSING",
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_DIR_IMPORT",
];

/** The folder of this package's code, compiled or not. */
const ownFolder = new URL("../", import.meta.url).href;

/** The module that was to be loaded. */
export interface WantedModule {
  /** Absolute. */
  readonly path: string;
  /** What its default export is to be: `a router`. */
  readonly holds: string;
}

/**
 * The sentence for a module that `import()` did not load: that the file is none,
 * or what was thrown and where.
 *
 * @param thrown by the import: an error of Node's, or whatever the module threw
 */
export function describeLoadFailure(thrown: unknown, { path, holds }: WantedModule): string {
  if (isAboutFile(thrown, path))
    return `${path} is no module: give a TypeScript or JavaScript file whose default export is ${holds}.`;
  const lines = [`${path} can't be loaded: ${textOf(thrown)}`];
  for (let cause = causeOf(thrown), depth = 0; cause !== undefined && depth < 8; depth += 1) {
    lines.push(`Caused by: ${textOf(cause)}`);
    cause = causeOf(cause);
  }
  const place = placeOf(thrown);
  if (place !== undefined) lines.push(`  at ${place}`);
  // Node knows the place of such an error, but writes it only when nobody catches it.
  else if (thrown instanceof SyntaxError) lines.push(`To see where, run: node ${path}`);
  return lines.join("\n");
}

/** Whether the file itself is no module, and not one that it imports. */
function isAboutFile(thrown: unknown, path: string): boolean {
  if (!(thrown instanceof Error && "code" in thrown && noModule.includes(thrown.code)))
    return false;
  const [about = ""] = thrown.message.split(" imported from ");
  return [path, pathToFileURL(path).href].some(
    (name) =>
      about.endsWith(` ${name}`) || about.includes(`"${name}"`) || about.includes(`'${name}'`),
  );
}

function textOf(thrown: unknown): string {
  if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}`;
  return typeof thrown === "object" && thrown !== null
    ? "it threw an object that is no error"
    : `it threw ${String(thrown)}`;
}

function causeOf(thrown: unknown): unknown {
  return thrown instanceof Error ? thrown.cause : undefined;
}

/**
 * Where it was thrown: the innermost frame outside of Node and of this package;
 * in a file that can't be parsed, the line that its stack begins with.
 */
function placeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || typeof thrown.stack !== "string") return undefined;
  const [first = ""] = thrown.stack.split("\n", 1);
  if (!first.startsWith(thrown.name) && /:\d+$/.test(first)) return readable(first);
  for (const [, frame = ""] of thrown.stack.matchAll(
    /^ {4}at (?:async )?(?:.* \()?(.+:\d+:\d+)\)?$/gm,
  ))
    if (!frame.startsWith("node:") && !frame.includes(ownFolder)) return readable(frame);
  return undefined;
}

/** A place with its file as a path. */
function readable(place: string): string {
  const [, url = "", at = ""] = /^(file:.+?)((?::\d+)+)$/.exec(place) ?? [];
  return url === "" ? place : `${fileURLToPath(url)}${at}`;
}

/** Loads what a user wrote: the module with the router, and the config file. */
import { access } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { isRouter } from "../handler/router.ts";
import type { Routers } from "../server/index.ts";
import type { FulfillkitConfig } from "./config.ts";
import { describeLoadFailure, type WantedModule } from "./load-failure.ts";
import { UsageError } from "./options.ts";

/** Names of config files, in the order in which they are looked for. */
const configNames = [
  "fulfillkit.config.ts",
  "fulfillkit.config.js",
  "fulfillkit.config.mjs",
] as const;

const configKeys: readonly string[] = ["module", "serve"] satisfies (keyof FulfillkitConfig)[];

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * Loads the config file.
 *
 * @param where the path that was given, if one was, and the folder to look in
 * @returns the config with the folder that its paths start from; an empty one where there is no file
 * @throws UsageError where the given file does not exist, can't be loaded or exports no config
 */
export async function loadConfig(where: {
  readonly path: string | undefined;
  readonly cwd: string;
}): Promise<{ readonly config: FulfillkitConfig; readonly folder: string }> {
  const candidates = (where.path === undefined ? configNames : [where.path]).map((name) =>
    resolve(where.cwd, name),
  );
  for (const candidate of candidates) {
    if (!(await exists(candidate))) continue;
    const config = await loadDefault({ path: candidate, holds: "a config" });
    if (typeof config !== "object" || config === null)
      throw new UsageError(
        `${candidate} has no config as its default export: export default defineConfig({ … }).`,
      );
    const unknown = Object.keys(config).find((name) => !configKeys.includes(name));
    if (unknown !== undefined)
      throw new UsageError(
        `${candidate} has "${unknown}", which no config has. There are: ${configKeys.join(", ")}; options of the server stand under serve.`,
      );
    return { config, folder: dirname(candidate) };
  }
  if (where.path !== undefined)
    throw new UsageError(`There is no config file ${candidates.join(" or ")}.`);
  return { config: {}, folder: where.cwd };
}

/**
 * Loads the module that has the router.
 *
 * @throws UsageError where there is no such file, it can't be loaded, or its default export is no router
 */
export async function loadRouters(path: string): Promise<Routers> {
  if (!(await exists(path))) throw new UsageError(`There is no module ${path}.`);
  const routers = await loadDefault({ path, holds: "a router" });
  if (isRouters(routers)) return routers;
  throw new UsageError(
    `${path} has no router as its default export: export default createRouter()…, or { "/path": router }.`,
  );
}

function isRouters(value: unknown): value is Routers {
  if (isRouter(value)) return true;
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).length > 0 &&
    Object.values(value).every(isRouter)
  );
}

/**
 * The default export of a module.
 *
 * @throws UsageError where it can't be loaded, or has none
 */
async function loadDefault({ path, holds }: WantedModule): Promise<unknown> {
  if (/^\.[cm]?ts$/.test(extname(path)) && process.features.typescript === false)
    throw new UsageError(
      `Node ${process.versions.node} does not run TypeScript by itself: use Node 22.18 or newer, ` +
        `start it with --experimental-strip-types, or give the compiled JavaScript of ${path}.`,
    );
  let module: object;
  try {
    module = (await import(pathToFileURL(path).href)) as object;
  } catch (thrown) {
    throw new UsageError(describeLoadFailure(thrown, { path, holds }));
  }
  if ("default" in module) return module.default;
  const names = Object.keys(module);
  throw new UsageError(
    `${path} has no default export, which should be ${holds}${names.length > 0 ? `; it exports ${names.join(", ")}` : ""}.`,
  );
}

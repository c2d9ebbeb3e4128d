/** Packages that only some functions need: loaded when they are first needed, and not by everybody installed. */
import { FunctionError } from "./system-function.ts";

/**
 * A loader that loads once, whoever waits; what failed is tried again.
 *
 * @throws FunctionError saying what to install, where the package is not there
 */
export function optionalPackage<Module>(
  name: string,
  load: () => Promise<Module>,
): () => Promise<Module> {
  let loading: Promise<Module> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw isMissing(error)
        ? new FunctionError(`The package ${name} is not installed: npm install ${name}`)
        : error;
    });
    return loading;
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}

/**
 * The management API as a part of the server: its store, its keys, its services.
 * Loaded when a server is to serve it.
 */
import { createRegistry } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import { randomUUID } from "node:crypto";
import { link, readFile, unlink, writeFile } from "node:fs/promises";
import { WebhookError } from "../errors.ts";
import {
  createSecretBox,
  managementRules,
  managementServices,
  newKeyRing,
  parseKeyRing,
  plainOperationErrors,
  recoverOperations,
  registerManagement,
  type SecretBox,
} from "../management/index.ts";
import { embeddedPath, openStore } from "../storage/index.ts";
import { describeByName } from "../transcoding/index.ts";
import type { Api } from "./api.ts";
import type { Reporter } from "./log.ts";
import type { ManagementServeOptions } from "./management-options.ts";

/**
 * Opens the store and makes the services.
 *
 * @throws WebhookError with a sentence where the store can't be opened, its schema
 *   is not this program's, or there are no keys
 */
export async function openManagement(
  options: ManagementServeOptions,
  reporter: Reporter,
): Promise<Api> {
  const { store: url = "memory:", keys, keyFile, ...management } = options;
  const secrets = await loadSecrets({ url, keys, keyFile });
  const store = await openStore({ url });
  const deps = {
    store,
    secrets,
    options: management,
    notice: ({ message }: { readonly message: string }) => reporter.notice("warn", { message }),
  };
  await recoverOperations(deps);
  return {
    register: (router: ConnectRouter) => registerManagement(router, deps),
    names: managementServices.map(({ typeName }) => typeName),
    rules: managementRules,
    restInterceptors: [plainOperationErrors],
    registry: createRegistry(...managementServices.map(({ file }) => file)),
    title: "Webhooks and environments of conversational agents",
    version: "v3",
    describe: async () => {
      const { descriptions } = await import("../../gen/openapi/descriptions.ts");
      return describeByName(descriptions);
    },
    close: () => store.close(),
  };
}

async function loadSecrets(from: {
  readonly url: string;
  readonly keys: string | undefined;
  readonly keyFile: string | undefined;
}): Promise<SecretBox> {
  if (from.keys !== undefined) return createSecretBox(parseKeyRing(from.keys));
  const path = embeddedPath(from.url);
  const file = from.keyFile ?? (path === undefined ? undefined : `${path}.keys`);
  if (file !== undefined)
    return createSecretBox(parseKeyRing(await readKeys(file, { make: path !== undefined })));
  if (from.url !== "memory:")
    throw new WebhookError("FAILED_PRECONDITION", {
      reason: "NO_SECRET_KEYS",
      message:
        "Secrets on a shared database need keys that every process has: give them by keyFile or keys.",
    });
  return createSecretBox(parseKeyRing(newKeyRing()));
}

async function readKeys(file: string, { make }: { readonly make: boolean }): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    if (!missing || !make)
      throw new WebhookError("FAILED_PRECONDITION", {
        reason: "NO_SECRET_KEYS",
        message: `The key file ${file} can't be read${missing ? ": there is none" : ""}.`,
        cause,
      });
  }
  // Made whole under another name first: a process that starts at the same time reads all of it, or makes its own in vain.
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, newKeyRing(), { flag: "wx", mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await unlink(draft);
  }
  return readFile(file, "utf8");
}

/** Where secrets are: in the environment, in files, in several places, remembered for a while. */
import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { systemClock, type Clock } from "../../clock.ts";
import type { SecretResolver } from "./authorizer.ts";
import { credentialFailure, errorCode } from "./credential-failure.ts";
import { maxSecretBytes, parseSecretName } from "./secret-name.ts";
import { createSharedCache } from "./shared-cache.ts";

/**
 * Secrets in environment variables: `projects/P/secrets/crm-password/versions/3`
 * is in `FULFILLKIT_SECRET_CRM_PASSWORD`. An environment holds one version of a
 * secret, so project and version are passed over.
 *
 * @param options.env default: the one of the process
 * @param options.prefix of the variables' names; default: `FULFILLKIT_SECRET_`
 */
export function environmentSecrets(
  options: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly prefix?: string;
  } = {},
): SecretResolver {
  const { env = process.env, prefix = "FULFILLKIT_SECRET_" } = options;
  return {
    async resolve(name) {
      const parts = parseSecretName(name);
      return parts && env[prefix + parts.secret.toUpperCase().replaceAll("-", "_")];
    },
  };
}

/**
 * Secrets in files below a folder: in the one with the whole name of the version
 * (`FOLDER/projects/P/secrets/S/versions/V`), or else in `FOLDER/S`, as container
 * platforms mount them.
 *
 * The resolver throws DispatchFailure `credentials` for a file that can't be read,
 * is longer than 64 KiB, or is no UTF-8.
 */
export function folderSecrets(folder: string): SecretResolver {
  return {
    async resolve(name) {
      const parts = parseSecretName(name);
      if (parts === undefined) return undefined;
      return (
        (await readSecret(join(folder, name), name)) ?? readSecret(join(folder, parts.secret), name)
      );
    },
  };
}

async function readSecret(path: string, name: string): Promise<string | undefined> {
  const file = await openFile(path, name);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    if (size > maxSecretBytes)
      throw credentialFailure(`The file of the secret ${name} is longer than 64 KiB.`);
    return secretText(await file.readFile(), name);
  } finally {
    await file.close();
  }
}

/** Undefined where there is no such file: a folder of that name is none. */
async function openFile(path: string, name: string): Promise<FileHandle | undefined> {
  try {
    const file = await open(path);
    if ((await file.stat()).isFile()) return file;
    await file.close();
    return undefined;
  } catch (thrown) {
    const code = errorCode(thrown) ?? "it failed";
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw credentialFailure(`The file of the secret ${name} can't be read: ${code}.`);
  }
}

/**
 * A secret's bytes as text.
 *
 * @throws DispatchFailure `credentials` if they are no UTF-8
 */
export function secretText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw credentialFailure(`The secret ${name} is no text: its bytes are no UTF-8.`);
  }
}

/** Several places, asked in their order until one has the secret. */
export function chainedSecrets(resolvers: readonly SecretResolver[]): SecretResolver {
  return {
    async resolve(name, signal) {
      for (const resolver of resolvers) {
        // One after the other: the first that has it decides.
        const secret = await resolver.resolve(name, signal);
        if (secret !== undefined) return secret;
      }
      return undefined;
    },
  };
}

/** How secrets are remembered. */
export interface RememberOptions {
  /** For how long, in milliseconds. Default: 5 minutes. */
  readonly ttlMs?: number;
  /** How many at most. Default: 1000. */
  readonly maxEntries?: number;
  /** The longest that looking one up may take, in milliseconds. Default: 30 seconds. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

/**
 * Remembers what a resolver finds, and asks it once for all who want a secret at
 * the same time. What it does not find, or fails at, is asked for again.
 */
export function rememberedSecrets(
  resolver: SecretResolver,
  options: RememberOptions = {},
): SecretResolver {
  const { ttlMs = 300_000, maxEntries = 1000, timeoutMs = 30_000, clock = systemClock } = options;
  const cache = createSharedCache<string | undefined>({ clock, maxEntries });
  return {
    resolve: (name, signal) =>
      cache.get(name, {
        async fetch(shared) {
          const askedAt = clock.now();
          const value = await resolver.resolve(name, shared);
          return { value, freshUntil: value === undefined ? 0 : askedAt + ttlMs };
        },
        wait: { what: `The secret ${name}`, timeoutMs, ...(signal && { signal }) },
      }),
  };
}

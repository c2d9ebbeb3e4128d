/**
 * Secrets in the store, under the names that webhooks refer to them by:
 * `projects/P/secrets/S/versions/V`, or `latest` in place of V. Each is sealed for
 * its own name, so that none can be read under another.
 */
import type { JsonObject } from "@bufbuild/protobuf";
import type { SecretResolver } from "../dispatch/credentials/authorizer.ts";
import { credentialFailure } from "../dispatch/credentials/credential-failure.ts";
import {
  maxSecretBytes,
  parseSecretName,
  secretNameForm,
} from "../dispatch/credentials/secret-name.ts";
import { WebhookError } from "../errors.ts";
import type { Store, StoredResource, StoreReader, StoreWriter } from "../storage/store.ts";
import { refuseViolations, resourceNotFound } from "./failures.ts";
import type { SecretBox } from "./secret-box.ts";

/** The kind of the stored secrets: one resource for each version. */
export const secretVersionKind = "secret-version";

/** What is left of a secret when a version goes: how far its numbers have come. */
const secretKind = "secret";

/** A version of a secret, without its value. */
export interface SecretVersion {
  /** `projects/P/secrets/S/versions/3`. */
  readonly name: string;
  readonly createTime: Date;
}

/** A secret to store. */
export interface NewSecret {
  /**
   * `projects/P/secrets/S`, whose next version it becomes, or the name of a version
   * with a number above all that there were.
   */
  readonly name: string;
  /** From 1 byte to 64 KiB. */
  readonly value: string;
}

/**
 * Finds secrets in a store. The resolver throws DispatchFailure `credentials` where
 * a secret is there and can't be opened, and what the store throws.
 *
 * @param secrets whose ring has the keys that sealed them
 */
export function storedSecrets(store: StoreReader, secrets: SecretBox): SecretResolver {
  return {
    async resolve(name) {
      const stored = await findVersion(store, name);
      if (stored === undefined) return undefined;
      const sealed = sealedSecret(stored.body);
      try {
        return secrets.open(sealed, stored.name);
      } catch {
        const { id, known } = secrets.sealedBy(sealed);
        const why = known
          ? `it was changed, or sealed with another key that was called ${id}`
          : `the key ${id} that sealed it is not in the key ring`;
        throw credentialFailure(`The stored secret ${name} can't be opened: ${why}.`);
      }
    },
  };
}

async function findVersion(store: StoreReader, name: string): Promise<StoredResource | undefined> {
  const parts = parseSecretName(name);
  if (parts === undefined) return undefined;
  if (parts.version !== "latest") return store.get({ kind: secretVersionKind, name });
  const parent = secretOf(parts);
  const [latest] = await store.list({
    kind: secretVersionKind,
    parent,
    limit: 1,
    newestFirst: true,
  });
  return latest;
}

/**
 * The sealed text in the body of a stored secret.
 *
 * @throws TypeError if there is none
 */
export function sealedSecret({ sealed }: JsonObject): string {
  if (typeof sealed === "string") return sealed;
  throw new TypeError("What is stored as a secret holds no sealed text.");
}

/**
 * Seals and stores a version of a secret.
 *
 * @throws WebhookError INVALID_ARGUMENT for a name or a value that can't be
 *   (INVALID_RESOURCE_NAME, INVALID_RESOURCE), ALREADY_EXISTS (NAME_TAKEN) for a version
 *   whose number is not above all that there were
 */
export async function addSecret(
  { store, secrets }: { readonly store: Store; readonly secrets: SecretBox },
  { name, value }: NewSecret,
): Promise<SecretVersion> {
  const wanted = parseNewName(name);
  const bytes = Buffer.byteLength(value);
  if (bytes === 0 || bytes > maxSecretBytes)
    refuseViolations([
      { field: "value", description: `Has ${bytes} bytes; a secret has from 1 to 65,536.` },
    ]);
  const add = (): Promise<SecretVersion> =>
    store.transaction(async (writer) => {
      const number = await nextNumber(writer, wanted);
      const version = `${secretOf(wanted)}/versions/${number}`;
      const { createTime } = await writer.insert({
        kind: secretVersionKind,
        name: version,
        parent: secretOf(wanted),
        body: { sealed: secrets.seal(value, version) },
      });
      return { name: version, createTime };
    });
  try {
    return await add();
  } catch (thrown) {
    // The first version of a secret has no row to lock: who comes second, comes again.
    if (WebhookError.is(thrown) && thrown.reason === "NAME_TAKEN") return add();
    throw thrown;
  }
}

/** A secret, and the number that a version of it should get. */
interface WantedVersion {
  readonly project: string;
  readonly secret: string;
  /** Absent: the next one. */
  readonly number?: number;
}

function parseNewName(name: string): WantedVersion {
  const secret = parseSecretName(`${name}/versions/1`);
  if (secret) return secret;
  const version = parseSecretName(name);
  if (version && /^[1-9]\d{0,14}$/.test(version.version))
    return { ...version, number: Number(version.version) };
  throw new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_RESOURCE_NAME",
    message: `${JSON.stringify(name)} is no name of the form ${secretNameForm}, with a number as its version or without /versions/{version}.`,
  });
}

const secretOf = ({ project, secret }: WantedVersion): string =>
  `projects/${project}/secrets/${secret}`;

/** Takes the next number of a secret, or the one that is wanted. */
async function nextNumber(writer: StoreWriter, wanted: WantedVersion): Promise<number> {
  const key = { kind: secretKind, name: secretOf(wanted) };
  const stored = await writer.get(key);
  const last = Number(stored?.body["lastVersion"] ?? 0);
  const { number = last + 1 } = wanted;
  if (number <= last)
    throw new WebhookError("ALREADY_EXISTS", {
      reason: "NAME_TAKEN",
      message: `${key.name} has had versions up to ${last}: no number is given twice, and ${last + 1} is the next.`,
    });
  const body = { lastVersion: number };
  if (stored) await writer.update({ ...key, body });
  else await writer.insert({ ...key, parent: `projects/${wanted.project}`, body });
  return number;
}

/** The versions of all secrets, by their names and numbers. */
export async function listSecrets(store: Store): Promise<readonly SecretVersion[]> {
  const found: SecretVersion[] = [];
  const query = { kind: secretVersionKind, limit: 500 };
  let page = await store.scan(query);
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    found.push(...page.map(({ name, createTime }) => ({ name, createTime })));
    page = await store.scan({ ...query, after: last.name });
  }
  const { compare } = new Intl.Collator("en", { numeric: true });
  return found.toSorted((one, other) => compare(one.name, other.name));
}

/**
 * Deletes a version of a secret, whose number is not given again, or a secret with
 * all its versions.
 *
 * @param name of either
 * @returns how many versions went
 * @throws WebhookError INVALID_ARGUMENT (INVALID_RESOURCE_NAME), NOT_FOUND (RESOURCE_NOT_FOUND)
 */
export async function deleteSecret(store: Store, name: string): Promise<number> {
  const { number } = parseNewName(name);
  return store.transaction(async (writer) => {
    if (number !== undefined) {
      if (await writer.delete({ kind: secretVersionKind, name })) return 1;
      throw resourceNotFound("secretVersion", name);
    }
    const key = { kind: secretKind, name };
    // Locked first, as whoever adds a version locks it.
    if ((await writer.get(key)) === undefined) throw resourceNotFound("secret", name);
    const count = await writer.deleteChildren({ kind: secretVersionKind, parent: name });
    await writer.delete(key);
    return count;
  });
}

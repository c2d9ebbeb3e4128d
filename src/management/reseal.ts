/**
 * Key rotation: seals every stored secret with the newest key of the ring, so that
 * the others can go.
 *
 * Each resource is written in a transaction of its own, which locks it and works
 * on what it is by then: no change of another writer is lost, and after a kill
 * another run goes on with what is left.
 */
import type { StoredResource, Store } from "../storage/store.ts";
import { replaceTexts, sealedKinds, sealedTexts } from "./sealed-texts.ts";
import type { SecretBox } from "./secret-box.ts";

/** What to reseal, and how. */
export interface ResealOptions {
  readonly store: Store;
  readonly secrets: SecretBox;
  /** Change nothing, and count what would be sealed anew. Default: false. */
  readonly plan?: boolean;
  /** Told after every page of resources how many have been looked at. Default: nobody. */
  readonly progress?: (resources: number) => void;
  /** Once it aborts, the run ends with the page that it is at. Default: it goes on to the end. */
  readonly signal?: AbortSignal;
}

/** Secrets under one key. */
export interface KeyUse {
  /** The id of the key. */
  readonly key: string;
  readonly secrets: number;
  /** How many resources hold them. */
  readonly resources: number;
}

/** Secrets that can't be opened. */
export interface UnreadableSecrets extends KeyUse {
  /** Whether the ring lacks the key. If it does not, the texts are damaged, or another key had that id. */
  readonly missing: boolean;
  /** The name of a resource that holds some. */
  readonly example: string;
}

/** What a run has come to. */
export interface ResealReport {
  /** Resources looked at. */
  readonly resources: number;
  /** Secrets that the newest key had sealed already. */
  readonly current: number;
  /** What was sealed anew, or would be, by the keys that sealed it before. */
  readonly resealed: readonly KeyUse[];
  /** What was left as it is. */
  readonly unreadable: readonly UnreadableSecrets[];
  /** Resources that this program can't make sense of, and the name of one: they were left as they are. */
  readonly unknown?: { readonly resources: number; readonly example: string };
  /** Whether everything was looked at; not so after an abort. */
  readonly complete: boolean;
}

/** Resources in a page, and how many of them are written at a time. */
const pageSize = 100;
const atOnce = 8;

/**
 * Seals everything with the newest key, or counts what that would change.
 *
 * @throws WebhookError UNAVAILABLE (STORE_UNAVAILABLE), or ABORTED (CONFLICT) where
 *   another transaction keeps a resource locked for seconds; what was done by
 *   then stays, and another run does the rest
 */
export async function reseal(options: ResealOptions): Promise<ResealReport> {
  const { store, signal, progress } = options;
  const tally = new Tally();
  for await (const page of pagesOf(store)) {
    if (signal?.aborted) return tally.report({ complete: false });
    for (let start = 0; start < page.length; start += atOnce) {
      const some = page.slice(start, start + atOnce);
      const found = await Promise.all(some.map((stored) => resealOne(options, stored)));
      for (const findings of found) if (findings) tally.add(findings);
    }
    progress?.(tally.resources);
  }
  return tally.report({ complete: true });
}

/** Everything in a store that may hold secrets. */
async function* pagesOf(store: Store): AsyncGenerator<readonly StoredResource[]> {
  for (const kind of sealedKinds) {
    let page = await store.scan({ kind, limit: pageSize });
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      yield page;
      page = await store.scan({ kind, limit: pageSize, after: last.name });
    }
  }
}

/** Secrets under one key in one resource. */
interface Use {
  readonly secrets: number;
  readonly missing: boolean;
}

/** What a resource holds. */
interface Findings {
  readonly name: string;
  /** Whether this program can make sense of it. */
  readonly known: boolean;
  readonly current: number;
  /** Secrets that older keys have sealed, by the keys' ids. */
  readonly old: ReadonlyMap<string, Use>;
  /** Those that can't be opened. */
  readonly unreadable: ReadonlyMap<string, Use>;
  /** The new sealed texts by the old ones. */
  readonly replacements: ReadonlyMap<string, string>;
}

/** Brings one resource up to date, and tells what it held; undefined if it is gone. */
async function resealOne(
  { store, secrets, plan = false }: ResealOptions,
  stored: StoredResource,
): Promise<Findings | undefined> {
  const findings = examine(secrets, stored);
  if (plan || findings.replacements.size === 0) return findings;
  return store.transaction(async (writer) => {
    const { kind, name } = stored;
    const locked = await writer.get({ kind, name });
    if (locked === undefined) return undefined;
    const found = examine(secrets, locked);
    const body = replaceTexts(locked.body, found.replacements);
    // Whoever reads the resource sees no change, so there is no time of one.
    if (found.replacements.size > 0)
      await writer.update({ kind, name, body, keepUpdateTime: true });
    return found;
  });
}

function examine(secrets: SecretBox, stored: StoredResource): Findings {
  const { name } = stored;
  const texts = textsOf(stored);
  const old = new Map<string, Use>();
  const unreadable = new Map<string, Use>();
  const replacements = new Map<string, string>();
  let current = 0;
  for (const sealed of texts ?? []) {
    const { id, known, newest } = secrets.sealedBy(sealed);
    const text = opened(secrets, sealed, { name });
    if (text !== undefined && newest) {
      current += 1;
      continue;
    }
    const uses = text === undefined ? unreadable : old;
    uses.set(id, { secrets: (uses.get(id)?.secrets ?? 0) + 1, missing: !known });
    if (text !== undefined) replacements.set(sealed, secrets.seal(text, name));
  }
  return { name, known: texts !== undefined, current, old, unreadable, replacements };
}

/** The sealed texts of a resource; undefined where it is none that this program stores. */
function textsOf(stored: StoredResource): readonly string[] | undefined {
  try {
    return sealedTexts(stored);
  } catch {
    return undefined;
  }
}

function opened(
  secrets: SecretBox,
  sealed: string,
  { name }: { readonly name: string },
): string | undefined {
  try {
    return secrets.open(sealed, name);
  } catch {
    return undefined;
  }
}

/** Adds up what resources hold. */
class Tally {
  readonly #resealed = new Map<string, UnreadableSecrets>();
  readonly #unreadable = new Map<string, UnreadableSecrets>();
  #unknown: ResealReport["unknown"];
  #resources = 0;
  #current = 0;

  get resources(): number {
    return this.#resources;
  }

  add({ name, known, current, old, unreadable }: Findings): void {
    this.#resources += 1;
    this.#current += current;
    if (!known)
      this.#unknown = {
        resources: (this.#unknown?.resources ?? 0) + 1,
        example: this.#unknown?.example ?? name,
      };
    for (const [sums, uses] of [
      [this.#resealed, old],
      [this.#unreadable, unreadable],
    ] as const)
      for (const [key, { secrets, missing }] of uses) {
        const sum = sums.get(key) ?? { key, secrets: 0, resources: 0, missing, example: name };
        const resources = sum.resources + 1;
        sums.set(key, { ...sum, resources, secrets: sum.secrets + secrets });
      }
  }

  report({ complete }: { readonly complete: boolean }): ResealReport {
    return {
      resources: this.#resources,
      current: this.#current,
      resealed: [...this.#resealed.values()].map(({ key, secrets, resources }) => ({
        key,
        secrets,
        resources,
      })),
      unreadable: [...this.#unreadable.values()],
      ...(this.#unknown && { unknown: this.#unknown }),
      complete,
    };
  }
}

/**
 * Keys for what is stored encrypted. A ring is text, one key on a line: an id, a
 * space, and 32 random bytes in base64. The last line is the newest key, which
 * encrypts; every key of the ring decrypts, so a key is rotated by adding a line,
 * and dropped when nothing encrypted with it is left.
 *
 * ```text
 * # made 2026-11-21
 * k1 q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=
 * ```
 */
import { randomBytes } from "node:crypto";

/** One key. */
export interface SecretKey {
  /** Names the key in what it encrypts: letters, digits, `_` and `-`, 32 characters at most. */
  readonly id: string;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
}

/** At least one key; the last one is the newest. */
export interface KeyRing {
  readonly keys: readonly SecretKey[];
  readonly newest: SecretKey;
}

const line = /^(?<id>[A-Za-z0-9_-]{1,32})\s+(?<key>[A-Za-z0-9+/_-]{43}=?)$/;

/**
 * Reads a key ring. Lines that are empty or begin with `#` are passed over;
 * in an environment variable, commas may stand for line ends.
 *
 * @throws TypeError that names the line, and never shows a key
 */
export function parseKeyRing(text: string): KeyRing {
  const keys: SecretKey[] = [];
  for (const [index, raw] of text.split(/\r?\n|,/).entries()) {
    const trimmed = raw.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const groups = line.exec(trimmed)?.groups;
    const id = groups?.["id"] ?? "";
    const bytes = Buffer.from(groups?.["key"] ?? "", "base64");
    if (bytes.length !== 32)
      throw new TypeError(
        `Line ${index + 1} of the key ring is no key: write an id, a space, and 32 bytes in base64.`,
      );
    if (keys.some((key) => key.id === id))
      throw new TypeError(`Line ${index + 1} of the key ring has the id of an earlier key: ${id}.`);
    keys.push({ id, bytes });
  }
  const newest = keys.at(-1);
  if (newest === undefined) throw new TypeError("The key ring holds no key.");
  return { keys, newest };
}

/** Text of a new ring with one random key, ready for a file. */
export function newKeyRing(): string {
  return `k1 ${randomBytes(32).toString("base64")}\n`;
}

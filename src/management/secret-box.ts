/**
 * Encryption of secrets at rest, and signatures of page tokens: AES-256-GCM
 * (NIST SP 800-38D) and HMAC-SHA-256 (RFC 2104), each under a key derived from
 * the ring's by HKDF (RFC 5869).
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { WebhookError } from "../errors.ts";
import type { KeyRing, SecretKey } from "./key-ring.ts";

/** Which key a text was sealed with. */
export interface SealingKey {
  /** Its id; empty for a text that `seal` did not return. */
  readonly id: string;
  /** Whether the ring has a key of this id. */
  readonly known: boolean;
  /** Whether it is the key that seals. */
  readonly newest: boolean;
}

/** Seals and signs with the newest key of a ring; opens and verifies with any. */
export interface SecretBox {
  /**
   * Encrypts a text.
   *
   * @param context where it belongs, such as the resource's name: needed to open it
   */
  seal(text: string, context: string): string;
  /**
   * Decrypts what `seal` returned.
   *
   * @throws WebhookError INTERNAL, reason SECRET_UNREADABLE, if the key is not in
   *   the ring, the text was changed, or the context is another one
   */
  open(sealed: string, context: string): string;
  /** Which key a sealed text says that it needs; whether that one opens it, `open` tells. */
  sealedBy(sealed: string): SealingKey;
  /** A signature of 32 bytes. Signatures for different purposes have nothing in common. */
  sign(purpose: string, text: string): Uint8Array;
  /** Whether a signature, or a beginning of it with 16 bytes or more, is one by any key of the ring. */
  verify(purpose: string, text: string, given: Uint8Array): boolean;
}

const format = "v1";
const nonceBytes = 12;
const tagBytes = 16;

/** Makes a box from a ring. */
export function createSecretBox(ring: KeyRing): SecretBox {
  const newest = derive(ring.newest, "seal");
  const sealing = new Map(ring.keys.map((key) => [key.id, derive(key, "seal")]));
  return {
    seal(text, context) {
      const { id } = ring.newest;
      return [format, id, encrypt(newest, text, `${id}\n${context}`)].join(".");
    },
    open(sealed, context) {
      const { id, data } = parse(sealed);
      const key = sealing.get(id);
      if (key === undefined) throw unreadable(`no key ${JSON.stringify(id)} is in the ring`);
      return decrypt(key, data, `${id}\n${context}`);
    },
    sealedBy(sealed) {
      const { id } = parse(sealed);
      return { id, known: sealing.has(id), newest: id === ring.newest.id };
    },
    sign: (purpose, text) => signature(ring.newest, purpose, text),
    verify: (purpose, text, given) =>
      given.length >= 16 &&
      given.length <= 32 &&
      ring.keys.some((key) =>
        timingSafeEqual(signature(key, purpose, text).subarray(0, given.length), given),
      ),
  };
}

/** The parts of a sealed text; of any other text, empty ones. */
function parse(sealed: string): { readonly id: string; readonly data: string } {
  const [version, id = "", data = ""] = sealed.split(".");
  return version === format ? { id, data } : { id: "", data: "" };
}

function derive(key: SecretKey, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key.bytes, "", `fulfillkit ${purpose}`, 32));
}

function signature(key: SecretKey, purpose: string, text: string): Buffer {
  return createHmac("sha256", derive(key, `sign ${purpose}`))
    .update(text)
    .digest();
}

function encrypt(key: Buffer, text: string, context: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context));
  const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, data, cipher.getAuthTag()]).toString("base64url");
}

function decrypt(key: Buffer, data: string, context: string): string {
  const bytes = Buffer.from(data, "base64url");
  if (bytes.length < nonceBytes + tagBytes) throw unreadable("it is too short");
  const nonce = bytes.subarray(0, nonceBytes);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    throw unreadable("it was changed, moved, or sealed with another key of the same id");
  }
}

function unreadable(why: string): WebhookError {
  return new WebhookError("INTERNAL", {
    reason: "SECRET_UNREADABLE",
    message: "A stored secret cannot be read. The cause is in the server's log.",
    cause: new Error(`A stored secret cannot be read: ${why}.`),
  });
}

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
      const [version, id = "", data = ""] = sealed.split(".");
      const key = version === format ? sealing.get(id) : undefined;
      if (key === undefined) throw unreadable(`no key ${JSON.stringify(id)} is in the ring`);
      return decrypt(key, data, `${id}\n${context}`);
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

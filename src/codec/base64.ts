/** Base64 (RFC 4648, https://www.rfc-editor.org/rfc/rfc4648), as leniently as protobuf-es reads it. */

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** What the table says of a character besides its six bits. */
const wrong = 255;
const space = 254;
const padding = 253;

let table: Uint8Array | undefined;

function sextets(): Uint8Array {
  if (table) return table;
  table = new Uint8Array(128).fill(wrong);
  for (let i = 0; i < 64; i++) table[alphabet.charCodeAt(i)] = i;
  table["-".charCodeAt(0)] = 62;
  table["_".charCodeAt(0)] = 63;
  table["=".charCodeAt(0)] = padding;
  for (const blank of " \t\r\n") table[blank.charCodeAt(0)] = space;
  return table;
}

interface Base64Native {
  setFromBase64?: (text: string) => { readonly read: number; readonly written: number };
  toBase64?: () => string;
}

const native = Uint8Array.prototype as Base64Native;

/**
 * The bytes of base64 text, or undefined where it is something else. Both
 * alphabets are read, padding may be missing or stand between parts, blanks
 * and line breaks are skipped.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  const length = decodeNatively(bytes, text) ?? decodeLeniently(bytes, text);
  return length === undefined ? undefined : bytes.subarray(0, length);
}

/** Newer engines decode what is strictly base64 themselves. */
function decodeNatively(bytes: Uint8Array, text: string): number | undefined {
  if (!native.setFromBase64) return undefined;
  try {
    const { read, written } = native.setFromBase64.call(bytes, text);
    return read === text.length ? written : undefined;
  } catch {
    return undefined;
  }
}

function decodeLeniently(bytes: Uint8Array, text: string): number | undefined {
  const known = sextets();
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text.length; i++) {
    const sextet = known[text.charCodeAt(i)] ?? wrong;
    if (sextet === space) continue;
    if (sextet === wrong) return undefined;
    if (sextet === padding) {
      held = 0;
      continue;
    }
    bits = (bits << 6) | sextet;
    if (held === 0) {
      held = 6;
    } else {
      held -= 2;
      bytes[length++] = (bits >> held) & 0xff;
    }
  }
  return held === 6 ? undefined : length;
}

/** Bytes as base64 in the standard alphabet, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  if (native.toBase64) return native.toBase64.call(bytes);
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    text +=
      (left > 1 ? alphabet.charAt((group >> 6) & 63) : "=") +
      (left > 2 ? alphabet.charAt(group & 63) : "=");
  }
  return text;
}

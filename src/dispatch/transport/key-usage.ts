/**
 * What the key of a certificate may be used for (RFC 5280, section 4.2.1.3),
 * which node:crypto does not tell.
 */

/**
 * Whether a certificate's key may sign in a handshake: it has no key usage
 * extension, or one with the bit digitalSignature.
 *
 * @param der the certificate, which the TLS library has read already
 */
export function maySign(der: Uint8Array): boolean {
  const extensions = extensionsOf(der);
  if (extensions === undefined) return true;
  for (const extension of children(extensions)) {
    const [id, ...rest] = children(extension.content);
    if (id === undefined || !isKeyUsage(id.content)) continue;
    // Criticality may stand between the id and the value, which holds a BIT STRING.
    const [bits] = children(rest.at(-1)?.content ?? new Uint8Array());
    // The first byte counts unused bits; digitalSignature is the highest bit of the next.
    return ((bits?.content[1] ?? 0) & 0x80) !== 0;
  }
  return true;
}

/** Certificate → tbsCertificate → [3] → Extensions. */
function extensionsOf(der: Uint8Array): Uint8Array | undefined {
  const [certificate] = children(der);
  const [body] = children(certificate?.content ?? new Uint8Array());
  const tagged = children(body?.content ?? new Uint8Array()).find(({ tag }) => tag === 0xa3);
  return tagged && children(tagged.content)[0]?.content;
}

/** 2.5.29.15 */
function isKeyUsage(id: Uint8Array): boolean {
  return id.length === 3 && id[0] === 0x55 && id[1] === 0x1d && id[2] === 0x0f;
}

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The elements of DER (X.690) one after the other; what is cut off has no content. */
function children(der: Uint8Array): readonly Element[] {
  const found: Element[] = [];
  let at = 0;
  while (at + 1 < der.length) {
    const tag = der[at] ?? 0;
    const first = der[at + 1] ?? 0;
    // Below 0x80 the length itself, else how many bytes of length follow.
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    const start = at + 2 + lengthBytes;
    const length =
      lengthBytes === 0
        ? first
        : der.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
    found.push({ tag, content: der.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}

/**
 * The body of a request: bytes, collected within limits.
 */
import { bodyTooLarge } from "./content-coding.ts";

/** All bytes at once, or as they come. */
export type RequestBody = Uint8Array | AsyncIterable<Uint8Array>;

const empty = new Uint8Array();

/**
 * All bytes of a body.
 *
 * @throws WebhookError BODY_TOO_LARGE (413) as soon as there are more than `maxBytes`
 */
export async function collectBody(
  body: RequestBody | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  if (body === undefined) return empty;
  if (body instanceof Uint8Array) {
    if (body.length > maxBytes) throw bodyTooLarge(maxBytes);
    return body;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw bodyTooLarge(maxBytes);
    chunks.push(chunk);
  }
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, length);
}

/** Content codings of answers (RFC 9110, section 8.4), undone within a limit. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { DispatchFailure } from "../failure.ts";

/** What a body is undone with. */
export interface Coding {
  /** `Content-Encoding`: the codings in the order in which they were applied. */
  readonly encoding: string;
  /** The most bytes that any step may come to. */
  readonly maxBytes: number;
}

/** More would serve nobody but an attacker. */
const maxCodings = 2;

/**
 * Undoes the codings of a body. At once and not as a stream: a body in the
 * platform's limits takes less time than a trip to zlib's threads, and zlib
 * stops at the limit wherever in the body that is.
 *
 * @throws DispatchFailure `oversize` beyond the limit; `protocol` for a coding
 *   that is not known, and for a body that is not in the coding or is cut off
 */
export function decodeContent(body: Uint8Array, { encoding, maxBytes }: Coding): Uint8Array {
  const codings = encoding
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "identity");
  if (codings.length > maxCodings)
    throw new DispatchFailure("protocol", `The answer has ${codings.length} content codings.`);
  // An empty body is what HEAD, 204 and careless servers send, whatever their headers say.
  if (body.byteLength === 0) return body;
  return codings.reduceRight((coded, name) => decode(coded, { encoding: name, maxBytes }), body);
}

function decode(body: Uint8Array, { encoding, maxBytes }: Coding): Uint8Array {
  const decoder = decoders.get(encoding);
  if (decoder === undefined)
    throw new DispatchFailure(
      "protocol",
      `The answer has a content coding that was not asked for: ${JSON.stringify(encoding.slice(0, 40))}.`,
    );
  try {
    return decoder(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE")
      throw oversize(maxBytes);
    throw new DispatchFailure("protocol", `The answer is not in ${encoding}, as it says to be.`);
  }
}

/** The failure of a body that is longer than the limit. */
export function oversize(maxBytes: number): DispatchFailure {
  return new DispatchFailure("oversize", `The answer is longer than ${maxBytes} bytes.`);
}

type Decoder = (body: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ["gzip", gunzipSync],
  ["x-gzip", gunzipSync],
  ["br", brotliDecompressSync],
  [
    "deflate",
    // Meant is the zlib format, but servers that send bare deflate are as old as the name.
    (body, options) =>
      ((body[0] ?? 0) & 0x0f) === 8 ? inflateSync(body, options) : inflateRawSync(body, options),
  ],
]);

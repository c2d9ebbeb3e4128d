/**
 * Compressed bodies (https://www.rfc-editor.org/rfc/rfc9110#section-8.4).
 */
import { promisify } from "node:util";
import zlib from "node:zlib";
import { WebhookError } from "../errors.ts";
import { refusal } from "./refusal.ts";

interface Coding {
  compress(data: Uint8Array): Promise<Uint8Array>;
  decompress(data: Uint8Array, maxOutputLength: number): Promise<Uint8Array>;
}

const gzip = promisify<Uint8Array, zlib.ZlibOptions, Uint8Array>(zlib.gzip);
const gunzip = promisify<Uint8Array, zlib.ZlibOptions, Uint8Array>(zlib.gunzip);
const deflate = promisify<Uint8Array, zlib.ZlibOptions, Uint8Array>(zlib.deflate);
const inflate = promisify<Uint8Array, zlib.ZlibOptions, Uint8Array>(zlib.inflate);
const brotli = promisify<Uint8Array, zlib.BrotliOptions, Uint8Array>(zlib.brotliCompress);
const unbrotli = promisify<Uint8Array, zlib.BrotliOptions, Uint8Array>(zlib.brotliDecompress);

/** Brotli's default of 11 is for files that are compressed once. */
const brotliOptions = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } };

/** In the order of preference for responses that may have any of them. */
const codings = new Map<string, Coding>([
  [
    "br",
    {
      compress: (data) => brotli(data, brotliOptions),
      decompress: (data, maxOutputLength) => unbrotli(data, { maxOutputLength }),
    },
  ],
  [
    "gzip",
    {
      compress: (data) => gzip(data, {}),
      decompress: (data, maxOutputLength) => gunzip(data, { maxOutputLength }),
    },
  ],
  [
    "deflate",
    {
      compress: (data) => deflate(data, {}),
      decompress: (data, maxOutputLength) => inflate(data, { maxOutputLength }),
    },
  ],
]);

/**
 * A body without its coding.
 *
 * @param coding value of Content-Encoding, in whatever case
 * @throws WebhookError 415 for another coding than gzip, deflate, br and
 *   identity; 413 if more than `maxBytes` come out; 400 if it is not what it says
 */
export async function decompress(
  data: Uint8Array,
  { coding, maxBytes }: { coding: string; maxBytes: number },
): Promise<Uint8Array> {
  const name = coding.trim().toLowerCase();
  if (name === "" || name === "identity" || data.length === 0) return data;
  const known = codings.get(name);
  if (known === undefined)
    throw refusal({
      message: `Content-Encoding ${coding} is not served. Use gzip, deflate, br or none.`,
      reason: "UNSUPPORTED_MEDIA_TYPE",
    });
  try {
    return await known.decompress(data, maxBytes);
  } catch (cause) {
    if (cause instanceof RangeError && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE")
      throw bodyTooLarge(maxBytes);
    throw refusal({ message: `The body is no ${name}, as Content-Encoding says.`, cause });
  }
}

/** 413, naming the limit. */
export function bodyTooLarge(maxBytes: number): WebhookError {
  return new WebhookError("RESOURCE_EXHAUSTED", {
    reason: "BODY_TOO_LARGE",
    message: `The body has more than ${maxBytes} bytes.`,
  });
}

/** The body as the client likes it best, with its coding; undefined for as it is. */
export async function compress(
  data: Uint8Array,
  acceptEncoding: string,
): Promise<{ readonly coding: string; readonly data: Uint8Array } | undefined> {
  const coding = negotiate(acceptEncoding);
  const known = coding === undefined ? undefined : codings.get(coding);
  if (coding === undefined || known === undefined) return undefined;
  return { coding, data: await known.compress(data) };
}

/**
 * The coding with the highest quality that is served; of equals, br before gzip before deflate.
 *
 * @param accept value of Accept-Encoding (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3)
 */
export function negotiate(accept: string): string | undefined {
  if (accept === "") return undefined;
  const qualities = new Map(accept.split(",").map(readQuality));
  const anyQuality = qualities.get("*") ?? 0;
  let best: string | undefined;
  let bestQuality = 0;
  for (const name of codings.keys()) {
    const quality = qualities.get(name) ?? anyQuality;
    if (quality > bestQuality) {
      best = name;
      bestQuality = quality;
    }
  }
  return bestQuality < (qualities.get("identity") ?? 0) ? undefined : best;
}

function readQuality(item: string): [name: string, quality: number] {
  const [name = "", ...parameters] = item.split(";").map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  if (weight === undefined) return [name, 1];
  return [name, /^[01](?:\.\d{0,3})?$/.test(weight) ? Math.min(Number(weight), 1) : 0];
}

/**
 * Percent-decoding of paths and queries (https://www.rfc-editor.org/rfc/rfc3986#section-2.1),
 * by the rules of google.api.http.
 */
import { refusal } from "./refusal.ts";

/** One path segment, or the value of a variable of one segment: everything is decoded. */
export function decodeSegment(text: string): string {
  return text.includes("%") ? decode(text) : text;
}

/**
 * The value of a variable that spans segments: everything is decoded but `%2F`
 * and `%2f`, which stay as they came, so that a slash inside a segment can be
 * told from one between segments.
 */
export function decodeSegments(text: string): string {
  if (!text.includes("%")) return text;
  return decode(text.replaceAll(/%2f/gi, (slash) => `%25${slash.slice(1)}`));
}

/** A name or a value of a query: `+` is a space, as in forms. */
export function decodeQueryText(text: string): string {
  return decodeSegment(text.includes("+") ? text.replaceAll("+", " ") : text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw refusal({
      message: `The URL holds "${text}", which is no percent-encoded UTF-8.`,
      cause,
    });
  }
}

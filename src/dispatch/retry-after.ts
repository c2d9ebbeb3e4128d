/** The header `Retry-After` (RFC 9110, section 10.2.3). */

/**
 * How long it asks to wait.
 *
 * @param value seconds, or a date
 * @param now in milliseconds since the epoch
 * @returns milliseconds from now; undefined if there is no such header, or it can't be read
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Dates of HTTP are in GMT and begin with the day's name; Date.parse reads all three forms of them.
  const at = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

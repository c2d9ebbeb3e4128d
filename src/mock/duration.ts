/** Spans of time with a unit. */

/** The longest that a mock webhook takes over anything, in milliseconds. */
const maxDurationMs = 600_000;

/** `250ms` and `1.5s` as milliseconds; undefined for anything else, and for what is longer than ten minutes. */
export function durationMs(text: unknown): number | undefined {
  const found = typeof text === "string" ? /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text) : null;
  if (found === null) return undefined;
  const total = Number(found[1]) * (found[2] === "s" ? 1000 : 1);
  return total <= maxDurationMs ? total : undefined;
}

/** Time zones by their IANA names, through Intl. */
import { FunctionError } from "./system-function.ts";

/** A day in milliseconds. */
export const dayMs = 86_400_000;

/** Zones whose formatters are kept; more than a server's agents are in. */
const keptZones = 32;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** How far a zone's clocks are ahead of UTC at a time, in milliseconds. Throws FunctionError for an unknown zone. */
export function offsetAt(instantMs: number, zone: string): number {
  if (zone === "UTC") return 0;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(instantMs))
    parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const local = new Date(0).setUTCFullYear(year, month - 1, day);
  return local + ((hour * 60 + minute) * 60 + second) * 1000 - Math.floor(instantMs / 1000) * 1000;
}

/**
 * When clocks of a zone show a time, which is given as if it were of UTC. Of two
 * such times it is the earlier; one that is skipped is taken with the offset
 * before the change. So does java.time.
 */
export function instantOfLocal(localMs: number, zone: string): number {
  const before = offsetAt(localMs - dayMs, zone);
  const after = offsetAt(localMs + dayMs, zone);
  if (before === after || offsetAt(localMs - before, zone) === before) return localMs - before;
  return offsetAt(localMs - after, zone) === after ? localMs - after : localMs - before;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const created = createFormatter(zone);
  if (formatters.size >= keptZones) formatters.clear();
  formatters.set(zone, created);
  return created;
}

function createFormatter(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    throw new FunctionError(`There is no time zone ${timeZone.slice(0, 64)}.`);
  }
}

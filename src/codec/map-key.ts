/** Keys of maps whose key type is not string: JSON has only strings for them. */
import { Fault } from "./fault.ts";

/** A key for a 32-bit integer as its shortest spelling, so that "1" and "1.0" are one; other text stays as it is. */
export function integerKey(key: string): string {
  if (key === "" || key.trim().length !== key.length) return key;
  const number = Number(key);
  return Number.isNaN(number) ? key : String(number + 0);
}

/** A key for a 64-bit integer without leading zeros; other text stays as it is. */
export function longKey(key: string): string {
  const short = key.replace(/^(-?)0+(?=\d)/, "$1");
  return short === "-0" ? "0" : short;
}

/** Refuses a key that is not a boolean. */
export function readBoolKey(key: string): void {
  if (key !== "true" && key !== "false")
    throw new Fault("expected the key true or false, found another");
}

/** Refuses a key that was there before in another spelling, and keeps it otherwise. */
export function onceIn(seen: Set<string>, key: string): void {
  if (seen.has(key)) throw new Fault("the key is given twice");
  seen.add(key);
}

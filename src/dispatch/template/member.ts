/**
 * Values within values, by names that may have dots in them and know no case
 * (https://cloud.google.com/dialogflow/cx/docs/concept/parameter#naming).
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";

/** A key of an object, by its name in any case: the same case wins. Only own keys are found. */
export function keyOf(object: object, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  return foldedKeys(object).get(name.toLowerCase());
}

/** Values are never changed in place, so the keys of an object are folded once. */
const folded = new WeakMap<object, ReadonlyMap<string, string>>();

function foldedKeys(object: object): ReadonlyMap<string, string> {
  const known = folded.get(object);
  if (known !== undefined) return known;
  const keys = new Map<string, string>();
  for (const key of Object.keys(object)) {
    const lower = key.toLowerCase();
    if (!keys.has(lower)) keys.set(lower, key);
  }
  folded.set(object, keys);
  return keys;
}

/**
 * The value that names and indexes lead to. `a.b` may be the member `a.b`, or
 * `b` in `a`: the longest name that leads to a value wins.
 *
 * @returns undefined where there is none, or null
 */
export function valueAt(
  value: JsonValue | undefined,
  path: readonly (string | number)[],
): JsonValue | undefined {
  if (value === undefined || value === null) return undefined;
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof value !== "object") return undefined;
  if (Array.isArray(value))
    return typeof first === "number" ? valueAt(value[first], rest) : undefined;
  return typeof first === "string" ? memberAt(value, path) : undefined;
}

function memberAt(object: JsonObject, path: readonly (string | number)[]): JsonValue | undefined {
  const [only] = path;
  if (path.length === 1 && typeof only === "string") {
    const key = keyOf(object, only);
    return key === undefined ? undefined : (object[key] ?? undefined);
  }
  for (const { name, rest } of splits(path)) {
    const key = keyOf(object, name);
    const found = key === undefined ? undefined : valueAt(object[key], rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A name, and what follows it. */
export interface Split {
  readonly name: string;
  readonly rest: readonly (string | number)[];
}

/** The names that a path may begin with, the longest first; none if it begins with an index. */
export function splits(path: readonly (string | number)[]): readonly Split[] {
  const found: Split[] = [];
  let name = "";
  for (const [index, part] of path.entries()) {
    if (typeof part === "number") break;
    name = index === 0 ? part : `${name}.${part}`;
    found.push({ name, rest: path.slice(index + 1) });
  }
  return found.toReversed();
}

/** Compares two contracts and says in a line each what differs. */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Declarations } from "./declarations.ts";

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: JsonValue | undefined): string {
  return value === undefined ? "absent" : JSON.stringify(value);
}

function inValue(path: string, ours?: JsonValue, official?: JsonValue): readonly string[] {
  if (isObject(ours) && isObject(official)) {
    const keys = new Set([...Object.keys(ours), ...Object.keys(official)]);
    return [...keys].flatMap((key) => inValue(`${path} ${key}`, ours[key], official[key]));
  }
  if (show(ours) === show(official)) return [];
  return [`${path}: ${show(ours)} here, ${show(official)} there`];
}

/**
 * What our declarations say differently from the official ones, and what is missing on either side.
 * Of the official declarations, those of `complete` files have to be here too; of other files, only
 * what we declare is compared. `complete` holds paths such as `google/…/webhook.proto`.
 */
export function differences(
  sides: { readonly ours: Declarations; readonly official: Declarations },
  complete: readonly string[],
): readonly string[] {
  const { ours, official } = sides;
  const declaredHere = [...ours].flatMap(([name, here]) => {
    const there = official.get(name);
    if (!there) return [`${name}: not there`];
    return [
      ...inValue(`${name} file`, here.file, there.file),
      ...inValue(name, here.facts, there.facts),
    ];
  });
  const missingHere = [...official]
    .filter(([name, { file }]) => complete.includes(file) && !ours.has(name))
    .map(([name]) => `${name}: not here`);
  return [...declaredHere, ...missingHere];
}

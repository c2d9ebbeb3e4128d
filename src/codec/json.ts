/** Any value that JSON can express, as `JSON.parse` gives it. */
export type JsonValue = number | string | boolean | null | JsonObject | JsonValue[];

/** A JSON object, as `JSON.parse` gives it. */
export type JsonObject = { [key: string]: JsonValue };

/** How a message is read. */
export interface ReadOptions {
  /** Skip fields and enum names that the schema does not know, rather than refuse them. Default: false. */
  readonly ignoreUnknownFields?: boolean | undefined;
  /**
   * How many messages may stand within each other: the `recursionLimit` of protobuf-es. A field of
   * google.protobuf.Struct counts one, and so does each level of values in it; a field of
   * google.protobuf.Value counts two. Default: 100.
   */
  readonly depthLimit?: number | undefined;
}

/**
 * Sets an own property, whatever its name: a plain assignment of `__proto__`
 * would change the object's prototype.
 *
 * @param object what to change
 * @param property the name and the value
 */
export function setOwn<T>(
  object: Record<string, T>,
  property: { readonly key: string; readonly value: T },
): void {
  const { key, value } = property;
  if (key === "__proto__") setPrototypeKey(object, value);
  else object[key] = value;
}

/** Sets the own property `__proto__`. */
export function setPrototypeKey(object: object, value: unknown): void {
  Object.defineProperty(object, "__proto__", {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/** What a value is, in words for an error: `a number`, `an array`, `nothing`. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "an array";
  if (value instanceof Uint8Array) return "bytes";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

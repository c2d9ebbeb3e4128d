const empty = {};

/**
 * The value itself in a clean process. Where Object.prototype carries
 * enumerable properties (prototype pollution), a copy whose objects have no
 * prototype, so that nothing inherited is taken for data: readers and writers
 * go through properties with `for…in`, which is the fastest way.
 */
export function isolate<T>(value: T): T {
  for (const _ in empty) return copy(value) as T;
  return value;
}

function copy(value: unknown): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(copy);
  const copied = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value)) copied[key] = copy(item);
  return copied;
}

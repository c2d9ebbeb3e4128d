/** A value, or a promise of one. */
export type Awaitable<T> = T | Promise<T>;

/** Whether a value must be awaited. What only has a `then` is taken for a promise, too. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}

/**
 * JSON values as a handler writes them, checked and copied when they are given
 * to a builder: what the platform could not carry is an error there and then,
 * and nothing that changes later can change the reply.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { setOwn } from "../../wire/value.ts";

/** A value that JSON can carry. Objects are plain ones; there is no `undefined`, no `NaN`, no bigint. */
export type JsonInput =
  | string
  | number
  | boolean
  | null
  | readonly JsonInput[]
  | { readonly [key: string]: JsonInput };

/** A JSON object. */
export type JsonObjectInput = { readonly [key: string]: JsonInput };

/**
 * A JSON object as an argument. An `interface` has no index signature, so it is
 * no `JsonObjectInput`, however plain its members are: by way of `T` it is taken,
 * and an error names the member that JSON cannot carry.
 */
export type JsonObjectOf<T extends object> = JsonObjectInput | (T & PlainObject<T>);

type PlainObject<T> = T extends readonly unknown[] ? JsonObjectInput : JsonMembers<T>;

type JsonMembers<T> = { readonly [Key in keyof T]: JsonMember<T[Key]> };

type JsonMember<T> = T extends JsonInput
  ? T
  : T extends NoJson
    ? JsonInput
    : T extends object
      ? JsonMembers<T>
      : JsonInput;

/** Objects whose members say nothing of them: a function has none. */
type NoJson =
  | ((...args: never) => unknown)
  | Date
  | ReadonlyMap<never, unknown>
  | ReadonlySet<never>;

/** How deep a value may nest; far more than any platform takes. */
const maxDepth = 100;

/** Where the copying is: the objects around the value, and the keys that lead to it. */
interface Place {
  readonly root: string;
  /** Whether the copies are frozen. */
  readonly frozen: boolean;
  readonly around: object[];
  readonly keys: (string | number)[];
}

/**
 * A frozen copy of a JSON object, which rendered messages may share.
 *
 * @param value what the handler gave
 * @param root how the error calls it: `payload()`
 * @throws TypeError where a value is not JSON, with the path to it
 */
export function copyObject(value: unknown, root: string): JsonObject {
  return copy(value, { root, frozen: true });
}

/**
 * The same for parameters, which a rendered message of CX shows as Values of its
 * own making, and one of ES as another copy: nobody else gets to see this one, so
 * it need not be frozen. JSON.stringify takes twice as long over an answer with a
 * frozen object in it.
 */
export function copyParameters(value: unknown, root: string): JsonObject {
  return copy(value, { root, frozen: false });
}

function copy(value: unknown, how: Pick<Place, "root" | "frozen">): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError(`${how.root} takes a plain object, not ${describe(value)}.`);
  return copyComposite(value, { ...how, around: [], keys: [] }) as JsonObject;
}

function copyValue(value: unknown, key: string | number, place: Place): JsonValue {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (Number.isFinite(value)) return value;
      break;
    case "object": {
      if (value === null) return null;
      place.keys.push(key);
      const copy = copyComposite(value, place);
      place.keys.pop();
      return copy;
    }
    default:
  }
  place.keys.push(key);
  return refuse(value, place);
}

function copyComposite(value: object, place: Place): JsonValue {
  if (place.around.includes(value))
    throw new TypeError(`${pathOf(place)} refers back to itself; JSON cannot.`);
  if (place.around.length >= maxDepth)
    throw new TypeError(`${pathOf(place)} is nested deeper than ${maxDepth} levels.`);
  place.around.push(value);
  const copy = Array.isArray(value) ? copyArray(value, place) : copyPlain(value, place);
  place.around.pop();
  if (place.frozen) Object.freeze(copy);
  return copy;
}

function copyArray(value: readonly unknown[], place: Place): JsonValue[] {
  const copy: JsonValue[] = [];
  for (let index = 0; index < value.length; index++)
    copy.push(copyValue(value[index], index, place));
  return copy;
}

function copyPlain(value: object, place: Place): JsonObject {
  if (!isPlain(value)) refuse(value, place);
  const members = value as Readonly<Record<string, unknown>>;
  const copy: JsonObject = {};
  for (const key of Object.keys(members)) setOwn(copy, key, copyValue(members[key], key, place));
  return copy;
}

/** Whether an object is a literal, of this realm or of another one. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function refuse(value: unknown, place: Place): never {
  const advice =
    value === undefined
      ? "leave the key out, or use null"
      : typeof value === "bigint"
        ? "convert it to a number or a string"
        : value instanceof Date
          ? "use value.toISOString()"
          : "use a string, a finite number, a boolean, null, an array or a plain object";
  throw new TypeError(
    `${pathOf(place)} is ${describe(value)}, which JSON cannot carry; ${advice}.`,
  );
}

function pathOf(place: Place): string {
  const path = place.keys
    .slice(0, 8)
    .map((key) => (typeof key === "number" ? `[${key}]` : `[${JSON.stringify(key)}]`))
    .join("");
  return `${place.root}: the value${path && ` at ${path}`}${place.keys.length > 8 ? "…" : ""}`;
}

/** A value for an error's text, without its contents. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object") return `a ${typeof value}`;
  if (isPlain(value)) return "an object";
  const name: unknown = value.constructor?.name;
  return typeof name === "string" && name !== ""
    ? `an instance of ${name}`
    : "an object with a prototype";
}

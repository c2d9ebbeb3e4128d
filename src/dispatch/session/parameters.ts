/**
 * Parameters while an answer is applied. Their names compare without case
 * (https://cloud.google.com/dialogflow/cx/docs/concept/parameter#naming): an
 * answer that writes `SIZE` means the session's `size`, which keeps the name it
 * is known by.
 */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { setOwn } from "../../wire/value.ts";

/** A copy of parameters that can be changed. */
export class ParameterEdit {
  readonly #before: JsonObject;
  #values: JsonObject | undefined;
  /** The names in use, by the name in lower case. */
  #spellings = new Map<string, string | readonly string[]>();
  #changed = false;

  /** @param before stays as it is */
  constructor(before: JsonObject) {
    this.#before = before;
  }

  /**
   * Sets a parameter. If it is known under several spellings, one is left: the
   * same, or the first.
   *
   * @returns the name it is known by, if that changed anything
   */
  set(name: string, value: JsonValue): string | undefined {
    const values = this.#open();
    const folded = name.toLowerCase();
    const found = this.#spellings.get(folded);
    const spellings = typeof found === "string" ? [found] : (found ?? []);
    const known = spellings.includes(name) ? name : (spellings[0] ?? name);
    if (spellings.length === 1 && isSame(values[known], value)) return undefined;
    for (const other of spellings) if (other !== known) delete values[other];
    setOwn(values, known, value);
    this.#spellings.set(folded, known);
    this.#changed = true;
    return known;
  }

  /**
   * Removes a parameter, under whichever spellings it is known.
   *
   * @returns the name it was known by, if that changed anything
   */
  remove(name: string): string | undefined {
    const values = this.#open();
    const folded = name.toLowerCase();
    const found = this.#spellings.get(folded);
    if (found === undefined) return undefined;
    const spellings = typeof found === "string" ? [found] : found;
    for (const spelling of spellings) delete values[spelling];
    this.#spellings.delete(folded);
    this.#changed = true;
    return spellings.includes(name) ? name : spellings[0];
  }

  /** The parameters as they are now, and as later edits make them; the very object from before if nothing changed. */
  result(): JsonObject {
    return this.#changed ? this.#open() : this.#before;
  }

  /** Copies when it is first needed: most answers leave most parameters alone. */
  #open(): JsonObject {
    if (this.#values !== undefined) return this.#values;
    this.#values = { ...this.#before };
    for (const name of Object.keys(this.#values)) {
      const folded = name.toLowerCase();
      const found = this.#spellings.get(folded);
      this.#spellings.set(folded, found === undefined ? name : [found, name].flat());
    }
    return this.#values;
  }
}

/** Most values are no objects, and need no walk. */
function isSame(one: JsonValue | undefined, other: JsonValue): boolean {
  return one === other || (typeof one === "object" && isDeepStrictEqual(one, other));
}

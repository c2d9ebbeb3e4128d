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
  /** The names in use, and at the same places the same in lower case. */
  #names: string[] = [];
  #folded: string[] = [];
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
    const at = this.#folded.indexOf(folded);
    let known = this.#names[at] ?? name;
    if (at === -1) this.#add(name, folded);
    else if (this.#folded.includes(folded, at + 1)) {
      const spellings = this.#forget(folded);
      if (spellings.includes(name)) known = name;
      for (const other of spellings) if (other !== known) Reflect.deleteProperty(values, other);
      this.#add(known, folded);
    } else if (isSame(values[known], value)) return undefined;
    setOwn(values, known, value);
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
    const spellings = this.#forget(name.toLowerCase());
    if (spellings.length === 0) return undefined;
    for (const spelling of spellings) Reflect.deleteProperty(values, spelling);
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
    for (const name of Object.keys(this.#values)) this.#add(name, name.toLowerCase());
    return this.#values;
  }

  #add(name: string, folded: string): void {
    this.#names.push(name);
    this.#folded.push(folded);
  }

  /** Takes a name out of those in use, and gives its spellings. */
  #forget(folded: string): readonly string[] {
    const spellings = this.#names.filter((_, index) => this.#folded[index] === folded);
    if (spellings.length === 0) return spellings;
    this.#names = this.#names.filter((_, index) => this.#folded[index] !== folded);
    this.#folded = this.#folded.filter((other) => other !== folded);
    return spellings;
  }
}

/** Most values are no objects, and need no walk. */
function isSame(one: JsonValue | undefined, other: JsonValue): boolean {
  return Object.is(one, other) || (typeof one === "object" && isDeepStrictEqual(one, other));
}

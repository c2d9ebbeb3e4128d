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
  #values: Map<string, JsonValue> | undefined;
  /** The names in use, by the name in lower case. */
  #spellings = new Map<string, readonly string[]>();
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
    const spellings = this.#spellings.get(name.toLowerCase()) ?? [];
    const known = spellings.includes(name) ? name : (spellings[0] ?? name);
    if (spellings.length === 1 && isDeepStrictEqual(values.get(known), value)) return undefined;
    for (const other of spellings) if (other !== known) values.delete(other);
    values.set(known, value);
    this.#spellings.set(name.toLowerCase(), [known]);
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
    const spellings = this.#spellings.get(name.toLowerCase()) ?? [];
    for (const spelling of spellings) values.delete(spelling);
    if (spellings.length === 0) return undefined;
    this.#spellings.delete(name.toLowerCase());
    this.#changed = true;
    return spellings.includes(name) ? name : spellings[0];
  }

  /** The parameters as they are now; the very object from before if nothing changed. */
  result(): JsonObject {
    if (!this.#changed) return this.#before;
    const after: JsonObject = {};
    for (const [name, value] of this.#open()) setOwn(after, name, value);
    return after;
  }

  /** Copies when it is first needed: most answers leave most parameters alone. */
  #open(): Map<string, JsonValue> {
    if (this.#values !== undefined) return this.#values;
    this.#values = new Map(Object.entries(this.#before));
    for (const name of this.#values.keys()) {
      const folded = name.toLowerCase();
      this.#spellings.set(folded, [...(this.#spellings.get(folded) ?? []), name]);
    }
    return this.#values;
  }
}

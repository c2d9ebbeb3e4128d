/**
 * JSON text, written straight as UTF-8. A text put together of strings would
 * leave hundreds of them behind, and would have to be encoded afterwards.
 */

/** The buffer is kept for the next text up to this size, in bytes. */
const keptBytes = 262_144;

/** Up to this length, in code units, a loop is faster than the encoder. */
const shortText = 64;

/** Characters that stand in a string as they are: printable ASCII but `"`, `\\` and what Gson escapes for HTML. */
const plain = new Uint8Array(0x80).fill(1, 0x20, 0x7f);
for (const character of "\"\\'<>&=") plain[character.charCodeAt(0)] = 0;

const special = /["\\'<>&=\u2028\u2029]|[^ -~]/;
const escapedForHtml = /['<>&=\u2028\u2029]/g;
const encoder = new TextEncoder();

/** Takes one text after the other. */
export class JsonBytes {
  #bytes = new Uint8Array(8192);
  #length = 0;

  /** Forgets what a text that failed has left. */
  begin(): void {
    this.#length = 0;
  }

  /** The text since `begin`, as bytes of its own. */
  finish(): Uint8Array {
    const text = this.#bytes.slice(0, this.#length);
    if (this.#bytes.length > keptBytes) this.#bytes = new Uint8Array(8192);
    return text;
  }

  /** Writes ASCII as it is. */
  ascii(text: string): void {
    const { length } = text;
    this.#reserve(length);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let index = 0; index < length; index++) bytes[at++] = text.charCodeAt(index);
    this.#length = at;
  }

  /** Writes a string in quotes, with the escapes of JSON, and Gson's for HTML (https://github.com/google/gson, `JsonWriter.HTML_SAFE_REPLACEMENT_CHARS`). */
  string(text: string): void {
    const { length } = text;
    if (length > shortText) return this.#long(text);
    this.#reserve(length + 2);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = quote;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      // Beyond ASCII the table has nothing.
      if (plain[code] !== 1) return this.#long(text);
      bytes[at++] = code;
    }
    bytes[at++] = quote;
    this.#length = at;
  }

  #long(text: string): void {
    const json = special.test(text) ? escaped(text) : `"${text}"`;
    // A code unit of UTF-16 takes three bytes at most.
    this.#reserve(json.length * 3);
    this.#length += encoder.encodeInto(json, this.#bytes.subarray(this.#length)).written;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

const quote = 0x22;

function escaped(text: string): string {
  return JSON.stringify(text).replaceAll(
    escapedForHtml,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

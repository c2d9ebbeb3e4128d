/**
 * JSON text, written straight as UTF-8. A text put together of strings would
 * leave hundreds of them behind, and would have to be encoded afterwards.
 */

/** Texts share buffers of this size, in bytes: one of its own costs a short text as much as a quarter of its printing. */
const slabBytes = 65_536;

/** What has to be left of a buffer for the next text to begin in it: as much as most take. */
const roomBytes = 8192;

/** Up to this length, in bytes, a loop is faster than `set`. */
const shortPiece = 16;

/** Up to this length, in code units, a loop is faster than the encoder. */
const shortText = 256;

/** Characters that stand in a string as they are: printable ASCII but `"`, `\\` and what Gson escapes for HTML. */
const plain = new Uint8Array(0x80).fill(1, 0x20, 0x7f);
for (const character of "\"\\'<>&=") plain[character.charCodeAt(0)] = 0;

const special = /["\\'<>&=\u2028\u2029]|[^ -~]/;
const escapedForHtml = /['<>&=\u2028\u2029]/g;
const encoder = new TextEncoder();

/** Takes one text after the other. */
export class JsonBytes {
  #bytes = new Uint8Array(slabBytes);
  #start = 0;
  #end = 0;

  /** Begins a text; forgets what one that failed has left. */
  begin(): void {
    this.#end = this.#start;
    // A text that outgrew the buffer, and failed, has left a larger one.
    if (this.#bytes.length - this.#start < roomBytes || this.#bytes.length > slabBytes)
      this.#replace();
  }

  #replace(): void {
    this.#bytes = new Uint8Array(slabBytes);
    this.#start = this.#end = 0;
  }

  /** The text since `begin`; nothing is written to its bytes any more. */
  finish(): Uint8Array {
    if (this.#bytes.length > slabBytes) {
      const text = this.#bytes.slice(this.#start, this.#end);
      this.#replace();
      return text;
    }
    const text = this.#bytes.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return text;
  }

  /** Writes bytes of UTF-8 as they are. */
  raw(piece: Uint8Array): void {
    const { length } = piece;
    this.#reserve(length);
    const bytes = this.#bytes;
    if (length > shortPiece) bytes.set(piece, this.#end);
    else
      for (let index = 0; index < length; index++)
        bytes[this.#end + index] = piece[index] as number;
    this.#end += length;
  }

  /** Writes ASCII as it is. */
  ascii(text: string): void {
    const { length } = text;
    this.#reserve(length);
    const bytes = this.#bytes;
    let at = this.#end;
    for (let index = 0; index < length; index++) bytes[at++] = text.charCodeAt(index);
    this.#end = at;
  }

  /** Writes a string in quotes, with the escapes of JSON, and Gson's for HTML (https://github.com/google/gson, `JsonWriter.HTML_SAFE_REPLACEMENT_CHARS`). */
  string(text: string): void {
    const { length } = text;
    if (length > shortText) return this.#long(text);
    this.#reserve(length + 2);
    const bytes = this.#bytes;
    let at = this.#end;
    bytes[at++] = quote;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      // Beyond ASCII the table has nothing.
      if (plain[code] !== 1) return this.#long(text);
      bytes[at++] = code;
    }
    bytes[at++] = quote;
    this.#end = at;
  }

  #long(text: string): void {
    const json = special.test(text) ? escaped(text) : `"${text}"`;
    // A code unit of UTF-16 takes three bytes at most.
    this.#reserve(json.length * 3);
    this.#end += encoder.encodeInto(json, this.#bytes.subarray(this.#end)).written;
  }

  /** Makes room; a text that outgrows its buffer takes a larger one along. */
  #reserve(more: number): void {
    if (this.#end + more <= this.#bytes.length) return;
    const length = this.#end - this.#start;
    const larger = new Uint8Array(Math.max(slabBytes, (length + more) * 2));
    larger.set(this.#bytes.subarray(this.#start, this.#end));
    this.#bytes = larger;
    this.#start = 0;
    this.#end = length;
  }
}

const quote = 0x22;

function escaped(text: string): string {
  return JSON.stringify(text).replaceAll(
    escapedForHtml,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

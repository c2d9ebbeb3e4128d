/** Texts on a terminal. */

/** A text without control characters: each stands as its escape in JSON, so that none moves the cursor. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (character) =>
    character === "\t" ? " " : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text as one word of a POSIX shell: nothing is special within single quotes but a single quote. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Lines of which there may be very many, as one text: the first ones, and how many are left out. */
export function firstLines(lines: readonly string[], most: number): string {
  const rest = lines.length - most;
  return [...lines.slice(0, most), ...(rest > 0 ? [`… and ${rest} more`] : [])].join("\n");
}

const segmenter = new Intl.Segmenter();

/** The characters of a text as a person counts them. */
export function charactersOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

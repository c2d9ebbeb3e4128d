/** The code blocks of a Markdown page, each with what the page says about testing it. */

/** A fenced code block. */
export interface Block {
  /** The fence's info string: `ts`, `sh`, `json`. */
  readonly language: string;
  readonly code: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  /** The comment right above it: `<!-- run -->` is "run"; none is "". */
  readonly marker: string;
}

/** Every fenced block of a page, in order. A fence within a list may be indented. */
export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split("\n");
  let marker = "";
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const fence = /^(\s*)(`{3,}|~{3,})\s*(\S*)/.exec(line);
    const comment = /^\s*<!--\s*(.+?)\s*-->\s*$/.exec(line);
    if (fence) {
      const [, indent = "", ticks = "", language = ""] = fence;
      const end = lines.findIndex((text, index) => index > at && text.trim() === ticks);
      if (end < 0) throw new Error(`The fence on line ${at + 1} is never closed`);
      const body = lines.slice(at + 1, end).map((text) => text.replace(indent, ""));
      blocks.push({ language, code: `${body.join("\n")}\n`, line: at + 1, marker });
      [at, marker] = [end, ""];
    } else if (comment) marker = comment[1] ?? "";
    else if (line.trim() !== "") marker = "";
  }
  return blocks;
}

/** A block to run, and what has to come out: the next block, where that is json or text. */
export interface Example {
  readonly block: Block;
  readonly output: Block | undefined;
}

/** The blocks marked `<!-- run -->`, each with its output. */
export function examplesOf(blocks: readonly Block[]): readonly Example[] {
  return blocks.flatMap((block, index) => {
    if (block.marker !== "run") return [];
    const next = blocks[index + 1];
    return [{ block, output: next && ["json", "text"].includes(next.language) ? next : undefined }];
  });
}

/**
 * Which known name a mistyped one is nearest to.
 */

/** Names longer than this are not compared: the work grows with the square. */
const longest = 100;

/**
 * The known name with the fewest single-letter edits to `name`, if they are at
 * most a third of its letters; case does not count.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length === 0 || name.length > longest) return undefined;
  let best: string | undefined;
  let fewest = Math.ceil(name.length / 3);
  for (const candidate of known) {
    if (candidate.length > longest) continue;
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (edits > fewest || (edits === fewest && best !== undefined)) continue;
    best = candidate;
    fewest = edits;
  }
  return best;
}

/** The Levenshtein distance, by rows (https://en.wikipedia.org/wiki/Levenshtein_distance). */
function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const insertion = (current[column - 1] ?? 0) + 1;
      const deletion = (previous[column] ?? 0) + 1;
      current.push(Math.min(substitution, insertion, deletion));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

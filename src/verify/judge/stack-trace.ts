/** Finds stack traces in answers: they tell strangers how a service is built. */

/** A line of a trace, by the language that writes it. */
const marks: readonly (readonly [language: string, mark: RegExp])[] = [
  ["JavaScript", /\n\s+at (?:[^\n]{0,200}\()?[^\n()]{1,200}:\d+:\d+\)?/],
  ["Java", /\n\s*at [\w$.]{1,200}\([\w$]{1,100}\.(?:java|kt|scala):\d+\)/],
  ["Python", /Traceback \(most recent call last\)/],
  ["Go", /goroutine \d+ \[\w+/],
  ["C#", /\n\s+at [^\n]{1,200} in [^\n]{1,200}:line \d+/],
  ["Ruby", /\.rb:\d+:in [`']/],
  ["PHP", /Stack trace:\s+#0 /],
  ["Rust", /thread '[^'\n]{1,100}' panicked at /],
];

/**
 * The language of the stack trace in a text, if there is one. Traces within JSON
 * strings, whose line ends are escaped, and within HTML are found too.
 */
export function stackTraceIn(text: string): string | undefined {
  const plain = text
    .replaceAll(/(?:\\r)?\\n|<br\s*\/?>/g, "\n")
    .replaceAll("\\t", "\t")
    .replaceAll("&nbsp;", " ");
  return marks.find(([, mark]) => mark.test(plain))?.[0];
}

/** Classes of characters in Java's regular expressions, by the letter after the backslash or by name. */

type Test = (code: number) => boolean;

function tested(pattern: RegExp): Test {
  return (code) => pattern.test(String.fromCodePoint(code));
}

function not(test: Test): Test {
  return (code) => !test(code);
}

const isDigit: Test = (code) => code >= 48 && code <= 57;
const isSpace: Test = (code) => code === 32 || (code >= 9 && code <= 13);
const isWordCharacter: Test = (code) =>
  isDigit(code) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
const isHorizontal = tested(/[ \t\u00A0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000]/);
const isVertical: Test = (code) =>
  (code >= 10 && code <= 13) || code === 0x85 || code === 0x2028 || code === 0x2029;

/** `\d` and so on, which know ASCII alone in Java. */
export const classEscapes: ReadonlyMap<string, Test> = new Map([
  ["d", isDigit],
  ["D", not(isDigit)],
  ["s", isSpace],
  ["S", not(isSpace)],
  ["w", isWordCharacter],
  ["W", not(isWordCharacter)],
  ["h", isHorizontal],
  ["H", not(isHorizontal)],
  ["v", isVertical],
  ["V", not(isVertical)],
]);

/** `\n` and so on: the character that each stands for. */
export const controlEscapes: ReadonlyMap<string, string> = new Map([
  ["t", "\t"],
  ["n", "\n"],
  ["r", "\r"],
  ["f", "\f"],
  ["a", "\u0007"],
  ["e", "\u001B"],
]);

const posix: ReadonlyMap<string, Test> = new Map([
  ["Lower", tested(/[a-z]/)],
  ["Upper", tested(/[A-Z]/)],
  ["ASCII", (code) => code < 128],
  ["Alpha", tested(/[A-Za-z]/)],
  ["Digit", isDigit],
  ["Alnum", tested(/[A-Za-z0-9]/)],
  ["Punct", tested(/[!-/:-@[-`{-~]/)],
  ["Graph", tested(/[!-~]/)],
  ["Print", tested(/[ -~]/)],
  ["Blank", tested(/[ \t]/)],
  ["Cntrl", (code) => code < 32 || code === 127],
  ["XDigit", tested(/[\dA-Fa-f]/)],
  ["Space", isSpace],
]);

/**
 * The class in `\p{…}`: POSIX names for ASCII, general categories, and with the
 * prefix `Is` binary properties and scripts. Undefined: there is none.
 */
export function characterProperty(name: string): Test | undefined {
  const ascii = posix.get(name);
  if (ascii !== undefined) return ascii;
  const plain = name.startsWith("Is") ? name.slice(2) : name;
  return unicode(plain) ?? (plain === name ? undefined : unicode(`Script=${plain}`));
}

function unicode(property: string): Test | undefined {
  try {
    return tested(new RegExp(String.raw`\p{${property}}`, "u"));
  } catch {
    return undefined;
  }
}

/** All system functions, by name. */
import { arithmeticFunctions } from "./arithmetic.ts";
import { checkFunctions } from "./checks.ts";
import { dateFunctions } from "./dates.ts";
import { listFunctions } from "./lists.ts";
import { objectFunctions } from "./objects.ts";
import type { SystemFunction } from "./system-function.ts";
import { textFunctions } from "./text.ts";
import { valueFunctions } from "./values.ts";

const all = [
  ...arithmeticFunctions,
  ...textFunctions,
  ...listFunctions,
  ...objectFunctions,
  ...dateFunctions,
  ...checkFunctions,
  ...valueFunctions,
];

/** The functions by their names in capitals. */
export const systemFunctions: ReadonlyMap<string, SystemFunction> = new Map(
  all.map((entry) => [entry.name, entry]),
);

/** A function by the name in a call: in capitals, or `rand`, which is known in lower case as well. */
export function findFunction(name: string): SystemFunction | undefined {
  return systemFunctions.get(name === "rand" ? "RAND" : name);
}

/** What documentation says of a function. */
export interface FunctionDescription {
  readonly name: string;
  /** Name and arguments; optional ones in brackets. */
  readonly signature: string;
  /** What it does, as a sentence. */
  readonly summary: string;
}

/** Every function's description, in alphabetical order. */
export const functionDescriptions: readonly FunctionDescription[] = all
  .map(({ name, signature, summary }) => ({ name, signature, summary }))
  .toSorted((a, b) => (a.name < b.name ? -1 : 1));

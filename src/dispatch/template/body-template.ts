/**
 * The body of a flexible webhook's request
 * (https://cloud.google.com/dialogflow/cx/docs/concept/webhook#flexible).
 *
 * A string that is one reference becomes the value with its type; within a
 * longer string a value is text. All else stays as it is written; keys do, too,
 * unless the behaviour `referencesInKeys` says otherwise.
 */
import { readBody, type StringPlace } from "./body-reader.ts";
import type { EvaluationContext, RenderOptions } from "./evaluate.ts";
import type { Scope } from "./expression.ts";
import { functionsOf, placeholdersIn, type Found, type Placeholder } from "./parse-text.ts";
import { plainText, valueBeyondHeaders } from "./render.ts";
import { problemOf, TemplateError } from "./template-error.ts";

/** A body to be rendered. */
export interface BodyTemplate {
  /** Names of the system functions that it calls. */
  readonly functions: readonly string[];
  /**
   * A JSON object, in the template's layout.
   *
   * @throws DispatchFailure `plan` as the behaviour `functionError` says
   */
  render(scope: Scope, options: RenderOptions): string;
}

/** A piece of a body: JSON as it stands, or a placeholder. */
type Part = string | Slot;

interface Slot {
  readonly placeholder: Placeholder;
  /** Whether it is the whole of a value; the quotes are part of it then. */
  readonly alone: boolean;
  /** Of one in a key: as it stands in the template. */
  readonly inKey?: string;
}

/** A slot, and where it stands in the template. */
interface PlacedSlot extends Slot {
  readonly start: number;
  readonly end: number;
}

/**
 * Parses the template of a body.
 *
 * @throws TemplateError where it is no JSON object, or has a malformed reference or call
 */
export function parseBodyTemplate(template: string): BodyTemplate {
  const parts: Part[] = [];
  let from = 0;
  readBody(template, (place) => {
    for (const slot of slotsIn(template, place)) {
      if (slot.start > from) parts.push(template.slice(from, slot.start));
      parts.push(slot);
      from = slot.end;
    }
  });
  parts.push(template.slice(from));
  const slots = parts.filter((part) => typeof part !== "string");
  return {
    functions: functionsOf(slots.map(({ placeholder }) => placeholder)),
    render: (scope, { behaviours, warn }) => join(parts, { scope, behaviours, warn }),
  };
}

/** Finds the placeholders in a string, given by the places of its quotes. */
function slotsIn(template: string, { start, end, isKey }: StringPlace): readonly PlacedSlot[] {
  const token = template.slice(start, end);
  // JSON may write a dollar sign as \u0024.
  if (!token.includes("$") && !token.includes("\\")) return [];
  const text = JSON.parse(token) as string;
  const placeOf = placesIn(token, start);
  if (isKey) return keySlots(text, { template, placeOf });
  return findIn(text, { template, placeOf }).map(({ placeholder, index, end: behind }) =>
    index === 0 && behind === text.length
      ? { placeholder, alone: true, start, end }
      : { placeholder, alone: false, start: placeOf(index), end: placeOf(behind) },
  );
}

/** Keys are mostly left alone, so what is malformed in one is text. */
function keySlots(text: string, { template, placeOf }: Source): readonly PlacedSlot[] {
  if (problemOf(() => placeholdersIn(text)) !== undefined) return [];
  return placeholdersIn(text).map(({ placeholder, index, end: behind }) => {
    const [start, end] = [placeOf(index), placeOf(behind)];
    return { placeholder, alone: false, inKey: template.slice(start, end), start, end };
  });
}

/** Where a character of a string's text stands in the template. */
type PlaceOf = (index: number) => number;

function placesIn(token: string, start: number): PlaceOf {
  if (!token.includes("\\")) return (index) => start + 1 + index;
  const places: number[] = [];
  for (let at = 1; at < token.length;) {
    places.push(start + at);
    if (token[at] !== "\\") at++;
    else at += token[at + 1] === "u" ? 6 : 2;
  }
  return (index) => places[index] ?? start + token.length - 1;
}

/** What the text of a string was read from. */
interface Source {
  readonly template: string;
  readonly placeOf: PlaceOf;
}

function findIn(text: string, { template, placeOf }: Source): readonly Found[] {
  try {
    return placeholdersIn(text);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new TemplateError(error.problem, { text: template, index: placeOf(error.index) });
  }
}

function join(parts: readonly Part[], context: EvaluationContext): string {
  let body = "";
  for (const part of parts) {
    if (typeof part === "string") body += part;
    else if (part.inKey !== undefined && context.behaviours.referencesInKeys === "keep")
      body += part.inKey;
    else
      body += part.alone
        ? aloneText(part.placeholder, context)
        : withinText(part.placeholder, context);
  }
  return body;
}

/** JSON in the place of a whole string. */
function aloneText(placeholder: Placeholder, context: EvaluationContext): string {
  const { value, text, dashes } = valueBeyondHeaders(placeholder, context);
  // With dashes behind it, a reference does not stand alone after all.
  if (value !== undefined) return JSON.stringify(dashes === "" ? value : plainText(value) + dashes);
  switch (context.behaviours.missingInBody) {
    case "null":
      return "null";
    case "empty":
      return '""';
    case "literal":
      return JSON.stringify(text + dashes);
  }
}

/** The inside of a JSON string. */
function withinText(placeholder: Placeholder, context: EvaluationContext): string {
  const { value, text, dashes } = valueBeyondHeaders(placeholder, context);
  const literal = context.behaviours.missingInText === "literal";
  const inside = value === undefined ? (literal ? text : "") : plainText(value);
  return JSON.stringify(inside).slice(1, -1) + dashes;
}

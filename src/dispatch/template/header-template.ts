/**
 * The value of a header: references and system functions in it are replaced
 * (https://cloud.google.com/dialogflow/cx/docs/concept/webhook).
 */
import type { Behaviours } from "../behaviours.ts";
import { DispatchFailure } from "../failure.ts";
import type { EvaluationContext, RenderOptions } from "./evaluate.ts";
import type { Scope } from "./expression.ts";
import { functionsOf, parseText, type Placeholder } from "./parse-text.ts";
import { plainText, sayable, valueOf } from "./render.ts";
import { TemplateError } from "./template-error.ts";

/** A header's value to be rendered. */
export interface HeaderTemplate {
  /** Names of the system functions that it calls. */
  readonly functions: readonly string[];
  /**
   * The value, one character for each octet that is sent (RFC 9110, section 5.5).
   * Values with line ends or other control characters are refused, not cleaned:
   * what is left of them might mean something else.
   *
   * @throws DispatchFailure `plan` for such a value, which is not told, or as the
   *   behaviours `headerCharacters` and `functionError` say
   */
  render(scope: Scope, options: RenderOptions): string;
}

/** All that is no part of a header's value; a tab is. */
// oxlint-disable-next-line no-control-regex -- these are what it looks for
const control = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/**
 * Parses a header's value with references.
 *
 * @throws TemplateError for a malformed reference or call, or a control character
 */
export function parseHeaderTemplate(text: string): HeaderTemplate {
  const index = text.search(control);
  if (index !== -1)
    throw new TemplateError("A header holds no control characters.", { text, index });
  const parts = parseText(text);
  const render = (scope: Scope, options: RenderOptions): string => {
    const { behaviours, warn } = options;
    const context = { scope, behaviours, warn };
    let value = "";
    for (const part of parts) value += typeof part === "string" ? part : textOf(part, context);
    return octets(value, behaviours);
  };
  return { functions: functionsOf(parts), render };
}

function textOf(placeholder: Placeholder, context: EvaluationContext): string {
  const { value, text, dashes } = valueOf(placeholder, context);
  const literal = context.behaviours.missingInHeader === "literal";
  const rendered = plainText(value ?? (literal ? text : "")) + dashes;
  if (control.test(rendered))
    throw new DispatchFailure(
      "plan",
      `The value of ${sayable(placeholder.expression)} has control characters, which no header holds.`,
    );
  return rendered;
}

const beyondAscii = /[\u0080-\uffff]/;
const beyondLatin1 = /[\u0100-\uffff]/;

/** A character for each octet of a value. */
function octets(value: string, { headerCharacters }: Behaviours): string {
  if (!beyondAscii.test(value)) return value;
  if (headerCharacters === "utf-8") return Buffer.from(value, "utf8").toString("latin1");
  if (!beyondLatin1.test(value)) return value;
  throw new DispatchFailure("plan", "The value of a header has characters beyond Latin-1.");
}

/**
 * The URL of a flexible webhook: references anywhere in it, unquoted, whose
 * values are percent-encoded
 * (https://cloud.google.com/dialogflow/cx/docs/concept/webhook#flexible).
 */
import type { JsonValue } from "@bufbuild/protobuf";
import { DispatchFailure } from "../failure.ts";
import type { RenderOptions } from "./evaluate.ts";
import type { Scope } from "./expression.ts";
import { functionsOf, parseText } from "./parse-text.ts";
import { plainText, valueBeyondHeaders } from "./render.ts";

/** A URL to be rendered. */
export interface UrlTemplate {
  /** Names of the system functions that it calls. */
  readonly functions: readonly string[];
  /**
   * The URL with values in it.
   *
   * @throws DispatchFailure `plan` for a value that would lead to another path
   *   (`..`), or as the behaviour `functionError` says
   */
  render(scope: Scope, options: RenderOptions): string;
}

const unreserved = /^[A-Za-z0-9._~-]*$/;

/** A whole path segment of one or two dots, which changes the path (RFC 3986, section 5.2.4). */
const dotSegment = /[/\\](?:\.|%2e){1,2}(?:$|[/\\])/i;

/**
 * Parses a URL with references.
 *
 * @throws TemplateError for a malformed reference or call
 */
export function parseUrlTemplate(text: string): UrlTemplate {
  const parts = parseText(text);
  const render = (scope: Scope, { behaviours, warn }: RenderOptions): string => {
    const context = { scope, behaviours, warn };
    const literal = behaviours.missingInUrl === "literal";
    let url = "";
    let dots = false;
    for (const part of parts) {
      if (typeof part === "string") url += part;
      else {
        const { value, text, dashes } = valueBeyondHeaders(part, context);
        const encoded = encode(value ?? (literal ? text : ""), behaviours.urlSpace);
        dots ||= encoded === "." || encoded === "..";
        url += encoded + dashes;
      }
    }
    if (dots) refuseDotSegments(url);
    return url;
  };
  return { functions: functionsOf(parts), render };
}

/** Percent-encodes all but RFC 3986's unreserved characters. */
function encode(value: JsonValue, space: "%20" | "+"): string {
  const text = plainText(value);
  // Most values are numbers and words.
  if (unreserved.test(text)) return text;
  const encoded = encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return space === "+" ? encoded.replaceAll("%20", "+") : encoded;
}

/** Dots can't be encoded away: every URL parser takes `%2e` for one. */
function refuseDotSegments(url: string): void {
  const [path = ""] = url.split(/[?#]/, 1);
  if (dotSegment.test(path))
    throw new DispatchFailure("plan", "A value in the URL would lead to another path: it is dots.");
}

/**
 * A URL that stands for all that a template can become, to check its form
 * before there are values.
 *
 * @throws TemplateError for a malformed reference or call
 */
export function sampleUrl(text: string): string {
  // A reference may stand anywhere, so a port takes it as well as a host.
  return parseText(text)
    .map((part) => (typeof part === "string" ? part : "1"))
    .join("");
}

/**
 * System parameters: query parameters that every method takes
 * (https://cloud.google.com/apis/docs/system-parameters).
 *
 * | parameter | effect |
 * |---|---|
 * | `$alt`, `alt` | `json`, the default; `json;enum-encoding=int` writes enums of the response as numbers. Others are refused |
 * | `$prettyPrint`, `prettyPrint` | `true` or `1` indents the response |
 * | `$fields`, `fields` | the fields of the response to send, such as `items(name,title),nextPageToken`; also the header X-Goog-FieldMask |
 * | `$callback`, `callback` | refused: there is no JSONP |
 * | `key`, `access_token`, `oauth_token`, `quotaUser`, `upload_protocol`, `uploadType`, `$.xgafv` and the like | taken and left to whoever minds them |
 *
 * A name without a dollar sign is a field of the request first, where the method has such a field.
 */
import { parseResponseMask, type ResponseMask } from "./response-mask.ts";
import { refusal } from "./refusal.ts";

/** How the response is to be written. */
export interface ResponseStyle {
  enumAsInteger: boolean;
  pretty: boolean;
  mask: ResponseMask | undefined;
}

/** The style of a response that nobody asks anything of. */
export function defaultStyle(): ResponseStyle {
  return { enumAsInteger: false, pretty: false, mask: undefined };
}

type Apply = (value: string, style: ResponseStyle) => void;

const ignored: Apply = () => {};

const applies = new Map<string, Apply>([
  ["alt", applyAlt],
  ["callback", refuseCallback],
  ["fields", (value, style) => (style.mask = parseResponseMask(value))],
  ["prettyPrint", applyPretty],
  ...[
    ".xgafv",
    "access_token",
    "apiKey",
    "key",
    "oauth_token",
    "quotaUser",
    "uploadType",
    "upload_protocol",
    "userProject",
  ].map((name) => [name, ignored] as const),
]);

/** What a system parameter does; undefined if the name is none. `alt` and `$alt` are the same. */
export function systemParameter(name: string): Apply | undefined {
  return applies.get(name.startsWith("$") ? name.slice(1) : name);
}

function applyAlt(value: string, style: ResponseStyle): void {
  const [kind = "", ...parameters] = value.split(";").map((part) => part.trim().toLowerCase());
  if (kind !== "json" && kind !== "")
    throw refusal({ message: `alt=${value} is not served. Use alt=json.`, field: "alt" });
  for (const parameter of parameters) {
    if (parameter === "enum-encoding=int") style.enumAsInteger = true;
    else if (parameter === "enum-encoding=string") style.enumAsInteger = false;
    else if (parameter !== "")
      throw refusal({
        message: `alt=${value} is not served. Use alt=json or alt=json;enum-encoding=int.`,
        field: "alt",
      });
  }
}

function applyPretty(value: string, style: ResponseStyle): void {
  if (!/^(?:true|false|1|0|)$/.test(value))
    throw refusal({ message: `prettyPrint must be true or false.`, field: "prettyPrint" });
  style.pretty = value === "true" || value === "1";
}

function refuseCallback(): never {
  throw refusal({
    message: "There is no JSONP here: use CORS, without callback.",
    field: "callback",
  });
}

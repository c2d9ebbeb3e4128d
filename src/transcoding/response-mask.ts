/**
 * Partial responses: the system parameter `fields`
 * (https://developers.google.com/custom-search/v1/performance#partial).
 *
 *     Mask = Item { "," Item } ;
 *     Item = Name { ( "/" | "." ) Name } [ "(" Mask ")" ] ;
 *     Name = "*" | character but one of ",/.()" , one or more ;
 */
import type { JsonValue } from "@bufbuild/protobuf";
import { refusal } from "./refusal.ts";

/** Names to keep, with what to keep of each; an empty mask keeps everything. `*` is every name. */
export type ResponseMask = ReadonlyMap<string, ResponseMask>;

type Building = Map<string, Building>;

const maxDepth = 32;

/**
 * Reads a mask.
 *
 * @throws WebhookError INVALID_ARGUMENT with the column
 */
export function parseResponseMask(text: string): ResponseMask {
  const mask: Building = new Map();
  const end = readMask({ text, at: 0, into: mask, depth: 0 });
  if (end < text.length) throw malformed(text, end);
  return mask;
}

interface Position {
  readonly text: string;
  readonly at: number;
  readonly into: Building;
  readonly depth: number;
}

/** Reads items until the end or a closing parenthesis; gives the place after them. */
function readMask({ text, at, into, depth }: Position): number {
  if (depth > maxDepth) throw malformed(text, at);
  let next = at;
  for (;;) {
    next = readItem({ text, at: next, into, depth });
    if (text[next] !== ",") return next;
    next += 1;
  }
}

function readItem({ text, at, into, depth }: Position): number {
  let next = at;
  let target = into;
  for (let names = 0; ; names++) {
    const start = next;
    while (next < text.length && !",/.()".includes(text.charAt(next))) next += 1;
    const name = text.slice(start, next).trim();
    if (name === "" || names > maxDepth) throw malformed(text, next);
    let child = target.get(name);
    if (child === undefined) target.set(name, (child = new Map()));
    target = child;
    if (text[next] !== "/" && text[next] !== ".") break;
    next += 1;
  }
  if (text[next] !== "(") return next;
  const end = readMask({ text, at: next + 1, into: target, depth: depth + 1 });
  if (text[end] !== ")") throw malformed(text, end);
  return end + 1;
}

function malformed(text: string, at: number): Error {
  return refusal({
    message: `The field mask "${text}" cannot be read at column ${at + 1}.`,
    field: "fields",
  });
}

/** What the mask keeps of a JSON value. Lists are masked item by item; names that are not there do no harm. */
export function applyResponseMask(json: JsonValue, mask: ResponseMask): JsonValue {
  if (mask.size === 0 || typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map((item) => applyResponseMask(item, mask));
  const every = mask.get("*");
  // Entries, not assignments: a map may have the key __proto__.
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, value]): [string, JsonValue][] => {
      const inner = mask.get(name) ?? mask.get(snakeCase(name)) ?? every;
      return inner === undefined ? [] : [[name, applyResponseMask(value, inner)]];
    }),
  );
}

/** Official clients send masks with the names of the proto. */
function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

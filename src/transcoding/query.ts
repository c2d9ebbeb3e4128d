/**
 * Fields of the request that stand in the query.
 */
import type { ReflectMessage } from "@bufbuild/protobuf/reflect";
import type { HttpBinding } from "./binding.ts";
import { canonicalName, findFieldPath, holderOf, leafOf, type FieldPath } from "./field-path.ts";
import { decodeQueryText } from "./percent.ts";
import { refusal } from "./refusal.ts";
import { systemParameter, type ResponseStyle } from "./system-parameters.ts";
import { textReader, TextValueError } from "./text-value.ts";

/** Most names in one dotted path, so that recursive messages end. */
const maxDepth = 32;

/** What the query fills. */
export interface QueryTarget {
  readonly binding: HttpBinding;
  readonly message: ReflectMessage;
  readonly style: ResponseStyle;
}

/**
 * Sets the fields that a query names, and the style of the response that its system parameters ask for.
 *
 * @param query without its question mark
 * @throws WebhookError INVALID_ARGUMENT naming the parameter
 */
export function bindQuery(query: string, target: QueryTarget): void {
  if (query === "") return;
  const seen = new Set<string>();
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decodeQueryText(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? "" : decodeQueryText(pair.slice(equals + 1));
    bindParameter({ name, value }, { ...target, seen });
  }
}

interface Parameter {
  readonly name: string;
  readonly value: string;
}

function bindParameter(
  { name, value }: Parameter,
  { binding, message, style, seen }: QueryTarget & { readonly seen: Set<string> },
): void {
  const path = name.startsWith("$") ? undefined : fieldPath(name, binding);
  const bound = path && boundBy(path, binding);
  if (path === undefined || bound !== undefined) {
    const apply = systemParameter(name);
    if (apply !== undefined) return apply(value, style);
    const message =
      bound === undefined
        ? unknownText(name, binding)
        : `The ${bound} gives ${name}, so the query must not.`;
    throw refusal({ message, field: name });
  }
  const canonical = canonicalName(path);
  const repeated = leafOf(path).fieldKind === "list";
  if (!repeated && seen.has(canonical))
    throw refusal({
      message: `The query gives ${name} twice, which takes one value.`,
      field: name,
    });
  seen.add(canonical);
  setField({ name, value }, { path, message, binding });
}

function fieldPath(name: string, { method }: HttpBinding): FieldPath | undefined {
  const names = name.split(".");
  if (names.length > maxDepth) return undefined;
  const found = findFieldPath(method.input, names);
  return "path" in found ? found.path : undefined;
}

function unknownText(name: string, { method, body }: HttpBinding): string {
  return body.kind === "message"
    ? `The query has an unknown parameter ${name}. The fields of ${method.input.typeName} stand in the body.`
    : `The query has an unknown parameter ${name}: ${method.input.typeName} has no such field.`;
}

/** What gives the field already. */
function boundBy(path: FieldPath, { body, pathFields }: HttpBinding): "path" | "body" | undefined {
  if (pathFields.has(canonicalName(path))) return "path";
  if (body.kind === "message" || (body.kind === "field" && body.field === path[0])) return "body";
  return undefined;
}

function setField(
  { name, value }: Parameter,
  { path, message, binding }: { path: FieldPath; message: ReflectMessage; binding: HttpBinding },
): void {
  const field = leafOf(path);
  const read = textReader(field);
  if (read === undefined)
    throw refusal({
      message: `The query cannot give ${name}: ${field.fieldKind === "map" ? "it is a map" : "it is a message"}.`,
      field: name,
    });
  const parsed = readText((text) => read(text, binding.maskRoot), { name, value });
  for (const [index, member] of path.entries()) checkOneof(member, { path, index, message, name });
  const holder = holderOf(message, path);
  if (field.fieldKind === "list") holder.get(field).add(parsed);
  else holder.set(field, parsed);
}

/** The value of a text; what is wrong with it becomes a refusal that names the parameter. */
export function readText(read: (text: string) => unknown, { name, value }: Parameter): unknown {
  try {
    return read(value);
  } catch (thrown) {
    if (!(thrown instanceof TextValueError)) throw thrown;
    throw refusal({ message: `${name} ${thrown.message}.`, field: name, cause: thrown });
  }
}

interface OneofCheck {
  readonly path: FieldPath;
  readonly index: number;
  readonly message: ReflectMessage;
  readonly name: string;
}

/** Two members of one oneof cannot both be meant. */
function checkOneof(member: FieldPath[number], { path, index, message, name }: OneofCheck): void {
  if (member.oneof === undefined) return;
  const [first, ...others] = path.slice(0, index + 1);
  const holder = first === undefined ? message : holderOf(message, [first, ...others]);
  const current = holder.oneofCase(member.oneof);
  if (current !== undefined && current !== member)
    throw refusal({
      message: `${name} and ${current.name} are members of the oneof ${member.oneof.name}: give one of them.`,
      field: name,
    });
}

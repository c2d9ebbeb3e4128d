/** Generates the reading of lists and maps. */
import { type DescField, ScalarType } from "@bufbuild/protobuf";
import { type Code, code, property } from "./code.ts";
import { isInteger, isLong, scalarCode } from "./scalar.ts";
import type { Scope } from "./scope.ts";
import { valueCode } from "./value.ts";

/** The statements that read a list; `at` follows the items, for the path of an error. */
export function readListField(scope: Scope, field: DescField): readonly Code[] {
  const { read, mayBeSkipped } = valueCode(scope, field);
  const item = read("items[at] as JsonValue");
  return [
    code`if (value === null) break;`,
    code`const items = ${scope.runtime("readList")}(value);`,
    code`const list = message${property(field.localName)};`,
    ...(mayBeSkipped
      ? [
          code`for (at = 0; at < items.length; at++) {`,
          code`  const item = ${item};`,
          code`  if (item !== undefined) list.push(item);`,
          code`}`,
        ]
      : [code`for (at = 0; at < items.length; at++) list.push(${item});`]),
    code`at = -1;`,
  ];
}

/** The statements that read a map. */
export function readMapField(
  scope: Scope,
  field: DescField & { readonly fieldKind: "map" },
): readonly Code[] {
  const { read, mayBeSkipped } = valueCode(scope, field);
  const numeric = isInteger(field.mapKey);
  const short = isLong(field.mapKey) ? "longKey" : "integerKey";
  const key = numeric ? "key" : "at";
  return [
    code`if (value === null) break;`,
    code`const entries = ${scope.runtime("readMap")}(value);`,
    code`const map = message${property(field.localName)} as Record<string, unknown>;`,
    ...(numeric ? [code`const seen = new Set<string>();`] : []),
    code`for (at in entries) {`,
    ...(numeric
      ? [
          code`  const key = ${scope.runtime(short)}(at);`,
          code`  ${scope.runtime("onceIn")}(seen, key);`,
        ]
      : []),
    code`  const item = ${read("entries[at] as JsonValue")};`,
    ...(mayBeSkipped ? [code`  if (item === undefined) continue;`] : []),
    checkedKey(scope, { type: field.mapKey, key }),
    ...(field.mapKey === ScalarType.STRING
      ? [
          code`  if (at === "__proto__") ${scope.runtime("setPrototypeKey")}(map, item);`,
          code`  else map[at] = item;`,
        ]
      : [code`  map[${key}] = item;`]),
    code`}`,
    code`at = -1;`,
  ];
}

/** The check of a key; after the value, as an entry whose value is skipped may have any. */
function checkedKey(
  scope: Scope,
  input: { readonly type: ScalarType; readonly key: string },
): Code {
  const { type, key } = input;
  if (type === ScalarType.BOOL) return code`  ${scope.runtime("readBoolKey")}(${key});`;
  if (type === ScalarType.STRING)
    return code`  if (!${key}.isWellFormed()) throw ${scope.runtime("notString")}(${key});`;
  return code`  ${scope.runtime(scalarCode(type, false).read)}(${key});`;
}

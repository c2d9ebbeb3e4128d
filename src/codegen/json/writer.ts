/** Generates the writer of a message: a protobuf-es message, or a part of one, in; JSON out. */
import { type DescField, type DescMessage, type DescOneof, ScalarType } from "@bufbuild/protobuf";
import { type Code, code, indent, quoted } from "./code.ts";
import { isImplicit, isRequired } from "./fields.ts";
import { isLong } from "./scalar.ts";
import { type Scope, shapeName } from "./scope.ts";
import { valueCode } from "./value.ts";

/**
 * The function `write$X` of a message. Fields come in the order of their
 * numbers, as protobuf-es writes them.
 */
export function messageWriter(scope: Scope, desc: DescMessage): readonly Code[] {
  const repeated = desc.fields.some(
    (field) => field.fieldKind === "list" || field.fieldKind === "map",
  );
  const oneofs = desc.oneofs.flatMap((oneof) => selection(scope, oneof));
  const declaration = scope.file.export("function", `write$${shapeName(scope.file, desc)}`);
  const jsonObject = scope.runtimeType("JsonObject");
  if (desc.fields.length === 0)
    return [
      code`${declaration}(message: unknown): ${jsonObject} {`,
      code`  ${scope.runtime("fieldsOf")}(message, undefined);`,
      code`  return {};`,
      code`}`,
      code``,
    ];
  return [
    code`${declaration}(message: unknown, whole: boolean): ${jsonObject} {`,
    code`  const fields = ${scope.runtime("fieldsOf")}(message, whole ? ${quoted(desc.typeName)} : undefined);`,
    code`  const own = fields["$typeName"] === ${quoted(desc.typeName)};`,
    code`  const json: ${jsonObject} = {};`,
    code`  let field = "";`,
    ...(repeated ? [code`  let at: number | string = -1;`] : []),
    ...(desc.fields.some((field) => field.oneof === undefined)
      ? [code`  let value: unknown;`]
      : []),
    code`  try {`,
    ...indent(indent([...oneofs, ...inOrder(scope, desc)])),
    code`  } catch (thrown) {`,
    code`    throw ${scope.runtime("within")}(thrown, { field, at${repeated ? "" : ": -1"} });`,
    code`  }`,
    code`  return json;`,
    code`}`,
    code``,
  ];
}

/** The variable of a oneof. */
function oneofName(oneof: DescOneof): string {
  return `oneof$${oneof.parent.oneofs.indexOf(oneof)}`;
}

function selection(scope: Scope, oneof: DescOneof): readonly Code[] {
  return [
    code`field = ${quoted(oneof.localName)};`,
    code`const ${oneofName(oneof)} = ${scope.runtime("selected")}(fields[${quoted(oneof.localName)}] ?? (own ? undefined : {}));`,
  ];
}

/** The fields by number; members of a oneof that follow each other become one switch. */
function inOrder(scope: Scope, desc: DescMessage): readonly Code[] {
  const lines: Code[] = [];
  let open: DescOneof | undefined;
  for (const field of desc.fields.toSorted((a, b) => a.number - b.number)) {
    if (open !== undefined && open !== field.oneof) lines.push(code`}`);
    if (field.oneof !== undefined && open !== field.oneof)
      lines.push(code`switch (${oneofName(field.oneof)}.case) {`);
    open = field.oneof;
    lines.push(
      ...(open === undefined
        ? fieldStatements(scope, field)
        : member(scope, { field, oneof: open })),
    );
  }
  if (open !== undefined) lines.push(code`}`);
  return lines;
}

function member(
  scope: Scope,
  input: { readonly field: DescField; readonly oneof: DescOneof },
): readonly Code[] {
  const { field, oneof } = input;
  return [
    code`  case ${quoted(field.localName)}:`,
    code`    field = ${quoted(field.jsonName)};`,
    code`    ${assigned(scope, { field, json: valueCode(scope, field).write(`${oneofName(oneof)}.value`) })}`,
    code`    break;`,
  ];
}

/** The statement that puts a field's JSON into the object. */
function assigned(scope: Scope, input: { readonly field: DescField; readonly json: Code }): Code {
  const { field, json } = input;
  if (field.jsonName === "__proto__")
    return code`${scope.runtime("setPrototypeKey")}(json, ${json});`;
  return code`json[${quoted(field.jsonName)}] = ${json};`;
}

function fieldStatements(scope: Scope, field: DescField): readonly Code[] {
  const read = code`value = fields[${quoted(field.localName)}];`;
  const named = code`  field = ${quoted(field.jsonName)};`;
  if (field.fieldKind === "list")
    return [
      read,
      code`if (own || value != null) {`,
      named,
      ...indent(listStatements(scope, field)),
      code`}`,
    ];
  if (field.fieldKind === "map")
    return [
      read,
      code`if (own || value != null) {`,
      named,
      ...indent(mapStatements(scope, field)),
      code`}`,
    ];
  const json = valueCode(scope, field).write("value");
  return [
    read,
    code`if (${isSet(scope, field)} && (own || value != null)) {`,
    named,
    code`  ${assigned(scope, { field, json })}`,
    ...(isRequired(field)
      ? [code`} else {`, code`  throw ${scope.runtime("notSet")}(${quoted(field.jsonName)});`]
      : []),
    code`}`,
  ];
}

/** The condition that `value` is not the one of an unset field. */
function isSet(scope: Scope, field: DescField): Code {
  if (!isImplicit(field)) return code`value !== undefined`;
  if (field.enum !== undefined) return code`value !== ${String(field.enum.values[0]?.number ?? 0)}`;
  const { scalar } = field;
  if (scalar === undefined) return code`value !== undefined`;
  if (isLong(scalar)) return code`!${scope.runtime("isZero")}(value)`;
  switch (scalar) {
    case ScalarType.STRING:
      return code`value !== ""`;
    case ScalarType.BOOL:
      return code`value !== false`;
    case ScalarType.BYTES:
      return code`!${scope.runtime("isEmpty")}(value)`;
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return code`!Object.is(value, 0)`;
    default:
      return code`value !== 0`;
  }
}

function listStatements(scope: Scope, field: DescField): readonly Code[] {
  return [
    code`const items = ${scope.runtime("itemsOf")}(value);`,
    code`if (items.length > 0) {`,
    code`  const list: ${scope.runtimeType("JsonValue")}[] = [];`,
    code`  for (at = 0; at < items.length; at++) list.push(${valueCode(scope, field).write("items[at]")});`,
    code`  at = -1;`,
    code`  ${assigned(scope, { field, json: code`list` })}`,
    code`}`,
  ];
}

function mapStatements(scope: Scope, field: DescField): readonly Code[] {
  return [
    code`const entries = ${scope.runtime("entriesOf")}(value);`,
    code`let map: ${scope.runtimeType("JsonObject")} | undefined;`,
    code`for (at in entries) {`,
    code`  map ??= {};`,
    code`  const item = ${valueCode(scope, field).write("entries[at]")};`,
    code`  if (at === "__proto__") ${scope.runtime("setPrototypeKey")}(map, item);`,
    code`  else map[at] = item;`,
    code`}`,
    code`at = -1;`,
    code`if (map !== undefined) ${assigned(scope, { field, json: code`map` })}`,
  ];
}

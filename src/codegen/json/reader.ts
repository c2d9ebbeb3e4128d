/** Generates the reader of a message: JSON in, a protobuf-es message out. */
import { type DescField, type DescMessage, type DescOneof, ScalarType } from "@bufbuild/protobuf";
import { type Code, code, indent, property, quoted } from "./code.ts";
import { fieldKeys, isImplicit } from "./fields.ts";
import { readListField, readMapField } from "./reader-repeated.ts";
import { scalarCode } from "./scalar.ts";
import { type Scope, shapeName } from "./scope.ts";
import { valueCode } from "./value.ts";

/**
 * The function `read$X` of a message, and `alias$X` where fields have two names.
 *
 * A reader walks over the properties that are there, since objects of many
 * shapes come in; a property read by name would have to look each of them up.
 * The switch has the JSON names alone, so that it stays short; another spelling
 * is looked up when none of them fits.
 */
export function messageReader(scope: Scope, desc: DescMessage): readonly Code[] {
  const { aliases } = fieldKeys(desc);
  const name = shapeName(scope.file, desc);
  const jsonValue = scope.runtimeType("JsonValue");
  return [
    code`${scope.file.export("function", `read$${name}`)}(json: ${jsonValue}, ignore: boolean, left: number): ${scope.type(desc)} {`,
    code`  const object = ${scope.runtime("enter")}(json, left);`,
    code`  const message: ${scope.type(desc)} = ${initialMessage(desc)};`,
    code`  let field = "";`,
    ...(hasPlaces(desc) ? [code`  let at: number | string = -1;`] : []),
    ...desc.oneofs.map((oneof) => code`  let ${seenName(oneof)} = false;`),
    code`  try {`,
    ...indent(indent(loop(scope, desc))),
    code`  } catch (thrown) {`,
    code`    throw ${scope.runtime("within")}(thrown, { field, at${hasPlaces(desc) ? "" : ": -1"} });`,
    code`  }`,
    code`  return message;`,
    code`}`,
    code``,
    ...(aliases.size > 0 ? aliasFunction(name, aliases) : []),
  ];
}

/** Whether an error may be at an item of a list or an entry of a map. */
function hasPlaces(desc: DescMessage): boolean {
  return desc.fields.some((field) => field.fieldKind === "list" || field.fieldKind === "map");
}

/** The loop over the properties, with a case for each field. */
function loop(scope: Scope, desc: DescMessage): readonly Code[] {
  const { canonical, aliases } = fieldKeys(desc);
  const cases = desc.fields.flatMap((field) => {
    const key = canonical.get(field);
    return key === undefined ? [] : readerCase(scope, { field, key });
  });
  const value = code`  const value = object[key] as ${scope.runtimeType("JsonValue")};`;
  const dispatch = [
    code`switch (field) {`,
    ...indent(cases),
    code`  default: {`,
    ...(aliases.size > 0 ? redispatch(scope, desc) : []),
    code`    if (ignore) break;`,
    code`    field = "";`,
    code`    throw ${scope.runtime("unknownField")}(key, ${quoted(fieldNames(desc))});`,
    code`  }`,
    code`}`,
  ];
  return [
    code`for (const key in object) {`,
    ...(cases.length > 0 ? [value] : []),
    code`  field = key;`,
    ...(aliases.size > 0
      ? [code`  for (;;) {`, ...indent(indent(dispatch)), code`    break;`, code`  }`]
      : indent(dispatch)),
    code`}`,
  ];
}

function fieldNames(desc: DescMessage): string {
  return desc.fields.map((field) => field.jsonName).join(", ");
}

/** On another spelling of a field: once more, under its JSON name. */
function redispatch(scope: Scope, desc: DescMessage): readonly Code[] {
  return [
    code`    const name = alias$${shapeName(scope.file, desc)}(field);`,
    code`    if (name !== undefined) {`,
    code`      field = name;`,
    code`      ${scope.runtime("onlyUnder")}(object, { given: key, jsonName: name });`,
    code`      continue;`,
    code`    }`,
  ];
}

function aliasFunction(name: string, aliases: ReadonlyMap<string, string>): readonly Code[] {
  return [
    code`function alias$${name}(key: string): string | undefined {`,
    code`  switch (key) {`,
    ...[...aliases].map(([alias, key]) => code`    case ${quoted(alias)}: return ${quoted(key)};`),
    code`    default: return undefined;`,
    code`  }`,
    code`}`,
    code``,
  ];
}

/** The message before anything is read, with the properties that `create` of protobuf-es gives it. */
function initialMessage(desc: DescMessage): string {
  const members = desc.members.flatMap((member) => {
    const value = member.kind === "oneof" ? "{ case: undefined }" : initialValue(member);
    return value === undefined ? [] : [`${propertyKey(member.localName)}: ${value}`];
  });
  return `{ ${[`$typeName: ${quoted(desc.typeName)}`, ...members].join(", ")} }`;
}

function propertyKey(localName: string): string {
  return property(localName).startsWith(".") ? localName : quoted(localName);
}

function initialValue(field: DescField): string | undefined {
  if (field.fieldKind === "list") return "[]";
  if (field.fieldKind === "map") return "{}";
  if (field.fieldKind === "message" || !isImplicit(field)) return undefined;
  if (field.fieldKind === "enum") return String(field.enum.values[0]?.number ?? 0);
  return scalarCode(field.scalar, field.longAsString).zero;
}

/** The variable that tells whether a member of a oneof was seen. */
function seenName(oneof: DescOneof): string {
  return `seen$${oneof.parent.oneofs.indexOf(oneof)}`;
}

function readerCase(
  scope: Scope,
  input: { readonly field: DescField; readonly key: string },
): readonly Code[] {
  const { field, key } = input;
  return [
    code`case ${quoted(key)}: {`,
    ...indent(fieldBody(scope, field)),
    code`  break;`,
    code`}`,
  ];
}

function fieldBody(scope: Scope, field: DescField): readonly Code[] {
  if (field.fieldKind === "list") return readListField(scope, field);
  if (field.fieldKind === "map") return readMapField(scope, field);
  if (field.oneof !== undefined) return oneofBody(scope, { field, oneof: field.oneof });
  const target = `message${property(field.localName)}`;
  if (field.scalar === ScalarType.STRING)
    return [
      code`if (typeof value === "string" && value.isWellFormed()) ${target} = value;`,
      code`else if (value !== null) throw ${scope.runtime("notString")}(value);`,
    ];
  const { read, takesNull, mayBeSkipped } = valueCode(scope, field);
  const notNull = takesNull ? "" : "if (value !== null) ";
  if (!mayBeSkipped) return [code`${notNull}${target} = ${read("value")};`];
  return [
    ...(takesNull ? [] : [code`if (value === null) break;`]),
    code`const item = ${read("value")};`,
    code`if (item !== undefined) ${target} = item;`,
  ];
}

/** A member of a oneof: null is no value, but counts for an enum or a message. */
function oneofBody(
  scope: Scope,
  input: { readonly field: DescField; readonly oneof: DescOneof },
): readonly Code[] {
  const { field, oneof } = input;
  const { read, takesNull, mayBeSkipped } = valueCode(scope, field);
  const none = takesNull ? [] : [code`if (value === null) break;`];
  const seen = seenName(oneof);
  const once = [
    code`if (${seen}) throw ${scope.runtime("secondOfOneof")}(${quoted(oneof.name)});`,
    code`${seen} = true;`,
  ];
  const target = `message${property(oneof.localName)}`;
  const set = (value: Code): Code =>
    code`${target} = { case: ${quoted(field.localName)}, value: ${value} };`;
  return [
    ...(field.fieldKind === "scalar" ? [...none, ...once] : [...once, ...none]),
    ...(mayBeSkipped
      ? [code`const item = ${read("value")};`, code`if (item !== undefined) ${set(code`item`)}`]
      : [set(read("value"))]),
  ];
}

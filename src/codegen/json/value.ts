/** The expressions that read and write one value: a field's, a list's item, a map's value. */
import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { type Code, code, quoted } from "./code.ts";
import { isGenerated, isUnwrapped, nullValue, runtimeType } from "./known.ts";
import { scalarCode } from "./scalar.ts";
import type { Scope } from "./scope.ts";

/** How one value of a field is handled. */
export interface ValueCode {
  /** The value read from JSON in the variable `value`, of any JSON type. */
  readonly read: (json: string) => Code;
  /** The JSON of a value. */
  readonly write: (value: string) => Code;
  /** Whether null is a value, rather than none. */
  readonly takesNull: boolean;
  /** Whether reading may give undefined: an enum's unknown name that is skipped. */
  readonly mayBeSkipped: boolean;
}

/** How one value of a field is handled, be the field singular, a list or a map. */
export function valueCode(scope: Scope, field: DescField): ValueCode {
  if (field.enum !== undefined) return enumValue(scope, field);
  if (field.message !== undefined) return messageValue(scope, { field, desc: field.message });
  const { read, write } = scalarCode(field.scalar, field.fieldKind !== "map" && field.longAsString);
  return scalarValue(scope, { read, write });
}

function scalarValue(
  scope: Scope,
  names: { readonly read: string; readonly write: string },
): ValueCode {
  return {
    read: (json) => code`${scope.runtime(names.read)}(${json})`,
    write: (value) =>
      code`${scope.runtime(names.write)}(${value}${names.write === "writeBytes" ? ", own" : ""})`,
    takesNull: false,
    mayBeSkipped: false,
  };
}

function enumValue(scope: Scope, field: DescField & { readonly enum: object }): ValueCode {
  const desc = field.enum;
  if (desc.typeName === nullValue)
    return {
      read: (json) => code`${scope.runtime("readNullValue")}(${json}, ignore)`,
      write: (value) => code`${scope.runtime("writeNullValue")}(${value})`,
      takesNull: true,
      mayBeSkipped: true,
    };
  return {
    read: (json) => code`${scope.reader(desc)}(${json}, ignore)`,
    write: (value) => code`${scope.writer(desc)}(${value})`,
    takesNull: false,
    mayBeSkipped: true,
  };
}

function messageValue(
  scope: Scope,
  input: { readonly field: DescField; readonly desc: DescMessage },
): ValueCode {
  const { field, desc } = input;
  if (isGenerated(desc))
    return {
      read: (json) => code`${scope.reader(desc)}(${json}, ignore, left - 1)`,
      write: (value) =>
        code`${scope.writer(desc)}(${value}${desc.fields.length > 0 ? ", own" : ""})`,
      takesNull: false,
      mayBeSkipped: false,
    };
  const known = runtimeType(desc);
  if (known === undefined) return wrapperValue(scope, { field, desc });
  const { name, readArguments, writesWhole } = known;
  return {
    read: (json) => code`${scope.runtime(`read${name}`)}(${json}, ${readArguments})`,
    write: (value) => code`${scope.runtime(`write${name}`)}(${value}${writesWhole ? ", own" : ""})`,
    takesNull: name === "Value",
    mayBeSkipped: false,
  };
}

/** A wrapper: its plain value in a singular field, a message elsewhere. */
function wrapperValue(
  scope: Scope,
  input: { readonly field: DescField; readonly desc: DescMessage },
): ValueCode {
  const { field, desc } = input;
  const scalar = desc.fields[0]?.scalar;
  if (scalar === undefined) throw new Error(`${desc.typeName} has no value`);
  const { read, write, zero } = scalarCode(scalar, false);
  const plain = (json: string): Code =>
    code`${scope.runtime("wrapped")}(${scope.runtime(read)}, { json: ${json}, left: left - 1 })`;
  if (isUnwrapped(field)) return { ...scalarValue(scope, { read, write }), read: plain };
  const wrapper = code`{ type: ${quoted(desc.typeName)}, write: ${scope.runtime(write)}, zero: ${zero} }`;
  return {
    read: (json) => code`{ $typeName: ${quoted(desc.typeName)}, value: ${plain(json)} }`,
    write: (value) =>
      code`${scope.runtime("writeWrapper")}(${wrapper}, { message: ${value}, whole: own })`,
    takesNull: false,
    mayBeSkipped: false,
  };
}

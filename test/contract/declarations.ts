/** The facts of a contract, element by element, in a form that two contracts can be compared in. */
import {
  createFileRegistry,
  isFieldSet,
  type JsonObject,
  type JsonValue,
  type Registry,
  toJson,
} from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  type EnumDescriptorProto,
  EnumDescriptorProtoSchema,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  type FileDescriptorProto,
  type FileDescriptorSet,
  FileOptionsSchema,
  type ServiceDescriptorProto,
  ServiceDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";

/** A message, enum, service or file: where it is declared, and all that is declared about it. */
export interface Declaration {
  readonly file: string;
  readonly facts: JsonObject;
}

/** Every declaration of a contract, by full name; files by path. */
export type Declarations = ReadonlyMap<string, Declaration>;

/** JSON of a descriptor, options and their extensions included. */
type Describe = <T>(schema: Parameters<typeof toJson>[0], descriptor: T) => JsonObject;

function describer(registry: Registry): Describe {
  return (schema, descriptor) =>
    toJson(schema, descriptor as Parameters<typeof toJson>[1], { registry }) as JsonObject;
}

/** Keyed by name, because the order of declarations means nothing. */
function byName<T extends { readonly name: string }>(
  elements: readonly T[],
  factsOf: (element: T) => JsonValue,
): JsonObject {
  return Object.fromEntries(elements.map((element) => [element.name, factsOf(element)]));
}

function namesOf(elements: readonly { readonly name: string }[]): string[] {
  return elements.map(({ name }) => name).toSorted();
}

function fieldFacts(field: FieldDescriptorProto, message: DescriptorProto, describe: Describe) {
  const { oneofIndex: _, options = {}, ...rest } = describe(FieldDescriptorProtoSchema, field);
  // Options that the set declares no file of, such as rules, leave nothing.
  const facts = Object.keys(options as JsonObject).length > 0 ? { ...rest, options } : rest;
  const oneof = isFieldSet(field, FieldDescriptorProtoSchema.field.oneofIndex)
    ? message.oneofDecl[field.oneofIndex]?.name
    : undefined;
  return oneof === undefined ? facts : { ...facts, oneof };
}

/** With the names of the nested declarations, so that a message is declared whole or not at all. */
function messageFacts(message: DescriptorProto, describe: Describe): JsonObject {
  return {
    ...describe(DescriptorProtoSchema, message),
    field: byName(message.field, (field) => fieldFacts(field, message, describe)),
    oneofDecl: namesOf(message.oneofDecl),
    nestedType: namesOf(message.nestedType),
    enumType: namesOf(message.enumType),
  };
}

function enumFacts(descriptor: EnumDescriptorProto, describe: Describe): JsonObject {
  const facts = describe(EnumDescriptorProtoSchema, descriptor);
  return { ...facts, value: keyedByName(facts["value"]) };
}

function serviceFacts(service: ServiceDescriptorProto, describe: Describe): JsonObject {
  const facts = describe(ServiceDescriptorProtoSchema, service);
  return { ...facts, method: keyedByName(facts["method"]) };
}

/** The same as {@link byName} for elements that are JSON already. */
function keyedByName(elements: JsonValue | undefined): JsonObject {
  return byName((elements ?? []) as (JsonObject & { name: string })[], (element) => element);
}

/** Package, syntax and options: what generators of other languages name things after. */
function fileFacts(file: FileDescriptorProto, describe: Describe): JsonObject {
  const options = file.options ? describe(FileOptionsSchema, file.options) : {};
  return { package: file.package, syntax: file.syntax, options };
}

/** Every declaration in these files, nested ones too. Files that the set doesn't have are passed over. */
export function declarationsOf(set: FileDescriptorSet, files: readonly string[]): Declarations {
  const describe = describer(createFileRegistry(set));
  const found = new Map<string, Declaration>();
  for (const file of set.file.filter(({ name }) => files.includes(name))) {
    const add = (name: string, facts: JsonObject): unknown =>
      found.set(name, { file: file.name, facts });
    const addEnum = (scope: string, descriptor: EnumDescriptorProto): unknown =>
      add(`${scope}.${descriptor.name}`, enumFacts(descriptor, describe));
    const addMessage = (scope: string, message: DescriptorProto): void => {
      const name = `${scope}.${message.name}`;
      add(name, messageFacts(message, describe));
      for (const nested of message.nestedType) addMessage(name, nested);
      for (const nested of message.enumType) addEnum(name, nested);
    };
    add(file.name, fileFacts(file, describe));
    for (const message of file.messageType) addMessage(file.package, message);
    for (const descriptor of file.enumType) addEnum(file.package, descriptor);
    for (const service of file.service) {
      add(`${file.package}.${service.name}`, serviceFacts(service, describe));
    }
  }
  return found;
}

/**
 * The descriptors of the served services, as the reflection protocols ask for them.
 */
import {
  createRegistry,
  toBinary,
  type DescFile,
  type DescService,
  type Registry,
} from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";

/** Answers by name. Undefined means that there is no such thing. */
export interface DescriptorIndex {
  /** Full names of the services, sorted. */
  readonly services: readonly string[];
  /** The serialized file of this name, and after it all files that it imports. */
  file(name: string): Uint8Array[] | undefined;
  /** The same for the file that declares a symbol: a service, method, message, field, oneof, enum, enum value or extension. */
  fileOfSymbol(fullName: string): Uint8Array[] | undefined;
  /** The same for the file that declares an extension. */
  fileOfExtension(extendee: string, fieldNumber: number): Uint8Array[] | undefined;
  /** The numbers of all extensions of a message, sorted. */
  extensionNumbers(message: string): number[] | undefined;
}

/** An index over the files of these services and everything that they import. */
export function createDescriptorIndex(services: readonly DescService[]): DescriptorIndex {
  const files = new Map<string, DescFile>();
  const fileSymbols = (file: DescFile): void => {
    if (files.has(file.proto.name)) return;
    files.set(file.proto.name, file);
    file.dependencies.forEach(fileSymbols);
  };
  for (const service of services) fileSymbols(service.file);
  const registry = createRegistry(...files.values());
  const symbols = indexSymbols(registry);
  const serialize = (file: DescFile | undefined): Uint8Array[] | undefined =>
    file && closure(file).map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
  return {
    services: [...new Set(services.map(({ typeName }) => typeName))].toSorted(),
    file: (name) => serialize(files.get(name)),
    fileOfSymbol: (fullName) => serialize(symbols.get(fullName)),
    fileOfExtension(extendee, fieldNumber) {
      const message = registry.getMessage(extendee);
      return serialize(message && registry.getExtensionFor(message, fieldNumber)?.file);
    },
    extensionNumbers(message) {
      if (registry.getMessage(message) === undefined) return undefined;
      const numbers: number[] = [];
      for (const type of registry)
        if (type.kind === "extension" && type.extendee.typeName === message)
          numbers.push(type.number);
      return numbers.toSorted((a, b) => a - b);
    },
  };
}

/** A file and everything that it imports, directly or not, each once. */
function closure(file: DescFile): DescFile[] {
  const found = new Map<string, DescFile>();
  const visit = (one: DescFile): void => {
    if (found.has(one.proto.name)) return;
    found.set(one.proto.name, one);
    one.dependencies.forEach(visit);
  };
  visit(file);
  return [...found.values()];
}

/** Each full name, with the file that declares it. */
function indexSymbols(registry: Registry): Map<string, DescFile> {
  const symbols = new Map<string, DescFile>();
  for (const type of registry) {
    symbols.set(type.typeName, type.file);
    for (const member of memberNames(type)) symbols.set(member, type.file);
  }
  return symbols;
}

function memberNames(type: Registry extends Iterable<infer T> ? T : never): string[] {
  switch (type.kind) {
    case "message":
      return [...type.fields, ...type.oneofs].map(({ name }) => `${type.typeName}.${name}`);
    case "service":
      return type.methods.map(({ name }) => `${type.typeName}.${name}`);
    case "enum": {
      // Values live beside their enum, not in it.
      const scope = type.typeName.slice(0, type.typeName.lastIndexOf(".") + 1);
      return type.values.map(({ name }) => scope + name);
    }
    case "extension":
      return [];
  }
}

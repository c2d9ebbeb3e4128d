/**
 * Descriptions from the comments in .proto files. Generated code has none at
 * run time, so they come from a descriptor set with source info, which
 * `buf build --as-file-descriptor-set` and `protoc --include_source_info` write.
 */
import type { AnyDesc, FileRegistry } from "@bufbuild/protobuf";

/** What a descriptor is described by; undefined for nothing. */
export type Describe = (desc: AnyDesc) => string | undefined;

/** SourceCodeInfo.Location paths: numbers of the fields of FileDescriptorProto and below it. */
const numbers = {
  message: 4,
  enumeration: 5,
  service: 6,
  nestedMessage: 3,
  nestedEnum: 4,
  field: 2,
  value: 2,
  method: 2,
} as const;

/**
 * Describes services, methods, messages, fields, enums and their values by the
 * leading comments, or else the trailing ones, of the same names in the registry.
 *
 * @param registry made of a FileDescriptorSet with source info, by protobuf-es' `createFileRegistry`
 */
export function describeFrom(registry: FileRegistry): Describe {
  const texts = new Map<string, string>();
  for (const file of registry.files) {
    const comments = new Map<string, string>();
    for (const location of file.proto.sourceCodeInfo?.location ?? []) {
      // Behind the slashes of each line stands a space, which is none of the text.
      const comment = location.leadingComments || location.trailingComments;
      const text = comment.replaceAll(/^ /gm, "").trim();
      if (text !== "") comments.set(location.path.join("."), text);
    }
    if (comments.size > 0)
      nameComments(file.proto, { prefix: file.proto.package, comments, texts });
  }
  return (desc) => texts.get(describedName(desc));
}

/**
 * Describes by a table: what `describeFrom` finds, written down at build time, so that no
 * descriptor set has to be at hand when the document is asked for.
 *
 * @param texts by the full names of services, methods (`package.Service.Method`), messages,
 *   fields (`package.Message.field_name`), enums and their values (`package.Enum.VALUE`)
 */
export function describeByName(texts: Readonly<Record<string, string>>): Describe {
  return (desc) => {
    const key = describedName(desc);
    return Object.hasOwn(texts, key) ? texts[key] : undefined;
  };
}

/** The full name under which a description of it stands in a table; empty for what has none. */
export function describedName(desc: AnyDesc): string {
  switch (desc.kind) {
    case "message":
    case "enum":
    case "service":
      return desc.typeName;
    case "field":
    case "enum_value":
      return `${desc.parent.typeName}.${desc.name}`;
    case "rpc":
      return `${desc.parent.typeName}.${desc.name}`;
    default:
      return "";
  }
}

type FileProto =
  FileRegistry["files"] extends Iterable<infer File extends { proto: object }>
    ? File["proto"]
    : never;
type MessageProto = FileProto["messageType"][number];
type EnumProto = FileProto["enumType"][number];

interface Naming {
  /** Full name of what holds the thing. */
  readonly prefix: string;
  readonly comments: ReadonlyMap<string, string>;
  readonly texts: Map<string, string>;
}

function nameComments(file: FileProto, naming: Naming): void {
  for (const [index, message] of file.messageType.entries())
    nameMessage(message, { ...naming, path: `${numbers.message}.${index}` });
  for (const [index, enumeration] of file.enumType.entries())
    nameEnum(enumeration, { ...naming, path: `${numbers.enumeration}.${index}` });
  for (const [index, service] of file.service.entries()) {
    const path = `${numbers.service}.${index}`;
    const name = put(service.name, { ...naming, path });
    for (const [rpc, { name: method }] of service.method.entries())
      put(method, { ...naming, prefix: name, path: `${path}.${numbers.method}.${rpc}` });
  }
}

type Place = Naming & { readonly path: string };

function nameMessage(message: MessageProto, place: Place): void {
  const prefix = put(message.name ?? "", place);
  const inner = (number: number, index: number): Place => ({
    ...place,
    prefix,
    path: `${place.path}.${number}.${index}`,
  });
  for (const [index, field] of message.field.entries())
    put(field.name ?? "", inner(numbers.field, index));
  for (const [index, nested] of message.nestedType.entries())
    nameMessage(nested, inner(numbers.nestedMessage, index));
  for (const [index, nested] of message.enumType.entries())
    nameEnum(nested, inner(numbers.nestedEnum, index));
}

function nameEnum(enumeration: EnumProto, place: Place): void {
  const prefix = put(enumeration.name ?? "", place);
  for (const [index, value] of enumeration.value.entries())
    put(value.name ?? "", { ...place, prefix, path: `${place.path}.${numbers.value}.${index}` });
}

/** Keeps the comment at a path under its full name, which it returns. */
function put(name: string, { prefix, path, comments, texts }: Place): string {
  const full = prefix === "" ? name : `${prefix}.${name}`;
  const text = comments.get(path);
  if (text !== undefined) texts.set(full, text);
  return full;
}

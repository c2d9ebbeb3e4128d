/**
 * `buf/validate/validate.proto` for buf. No npm package ships the file, but @bufbuild/protovalidate
 * has its descriptor, from which it is printed anew into a folder that git ignores. Run as a program,
 * it writes the file; buf.yaml names the folder.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type DescriptorProto,
  type EnumDescriptorProto,
  type FieldDescriptorProto,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  type FileDescriptorProto,
  type FileOptions,
} from "@bufbuild/protobuf/wkt";
import { file_buf_validate_validate } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { root } from "./run.ts";

/** The folder that holds the file, as a module of buf's workspace; from the repository's root. */
export const validateModule = ".build/protovalidate";

/** Writes the file, whole or not at all, so that those who read it meanwhile are not disturbed. */
export function writeValidateProto(): void {
  const path = join(root, validateModule, "buf/validate/validate.proto");
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, printFile(file_buf_validate_validate.proto));
  renameSync(draft, path);
}

/**
 * A proto2 file from its descriptor: names, numbers and types. What whoever compiles has no need of
 * is left out: comments, what is reserved, and options of fields, which define the rules for libraries.
 */
function printFile(file: FileDescriptorProto): string {
  const options = file.options ? fileOptions(file.options) : [];
  return [
    'syntax = "proto2";',
    `package ${file.package};`,
    ...file.dependency.map((name) => `import "${name}";`),
    ...options,
    ...file.extension.map((field) => `extend ${field.extendee} { ${printField(field)} }`),
    ...file.messageType.flatMap(printMessage),
    ...file.enumType.flatMap(printEnum),
    "",
  ].join("\n");
}

/** What generators of other languages name things after. */
function fileOptions(options: FileOptions): string[] {
  return [
    `option go_package = "${options.goPackage}";`,
    `option java_multiple_files = ${options.javaMultipleFiles};`,
    `option java_outer_classname = "${options.javaOuterClassname}";`,
    `option java_package = "${options.javaPackage}";`,
  ];
}

function printMessage(message: DescriptorProto): string[] {
  const members = message.oneofDecl.map((oneof, index) => {
    const fields = message.field.filter((field) => inOneof(field) && field.oneofIndex === index);
    return `oneof ${oneof.name} { ${fields.map((field) => printField(field)).join(" ")} }`;
  });
  return [
    `message ${message.name} {`,
    ...message.field.filter((field) => !inOneof(field)).map((field) => printField(field)),
    ...members,
    ...message.nestedType.flatMap(printMessage),
    ...message.enumType.flatMap(printEnum),
    // The end of a range is exclusive in descriptors, and inclusive in files.
    ...message.extensionRange.map(({ start, end }) => `extensions ${start} to ${end - 1};`),
    "}",
  ];
}

function printEnum(descriptor: EnumDescriptorProto): string[] {
  const values = descriptor.value.map(({ name, number }) => `${name} = ${number};`);
  return [`enum ${descriptor.name} {`, ...values, "}"];
}

function inOneof(field: FieldDescriptorProto): boolean {
  return Object.hasOwn(field, "oneofIndex");
}

function printField(field: FieldDescriptorProto): string {
  const named = field.type === Type.MESSAGE || field.type === Type.ENUM;
  const type = named ? field.typeName : Type[field.type].toLowerCase();
  const label = inOneof(field) ? "" : `${Label[field.label].toLowerCase()} `;
  return `${label}${type} ${field.name} = ${field.number};`;
}

if (import.meta.main) writeValidateProto();

import type { DescEnum } from "@bufbuild/protobuf";
import { type Code, code, quoted } from "./code.ts";
import { type Scope, shapeName } from "./scope.ts";

/** The reader of an enum: a name or a number in, a number out; undefined for an unknown name that is skipped. */
export function enumReader(scope: Scope, desc: DescEnum): readonly Code[] {
  const numbers = new Map<string, number>();
  for (const value of desc.values) numbers.set(value.jsonName, value.number);
  for (const value of desc.values) numbers.set(value.name, value.number);
  const names = quoted(desc.values.map((value) => value.jsonName).join(", "));
  const type = scope.type(desc);
  const rule = desc.open
    ? code`${scope.runtime("readEnum")}(json, { ignore, names: ${names} })`
    : code`${scope.runtime("readClosedEnum")}(json, { ignore, names: ${names}, numbers: [${desc.values.map((value) => value.number).join(", ")}] })`;
  return [
    code`${scope.file.export("function", `read$${shapeName(scope.file, desc)}`)}(json: ${scope.runtimeType("JsonValue")}, ignore: boolean): ${type} | undefined {`,
    code`  switch (json) {`,
    ...[...numbers].map(
      ([name, number]) => code`    case ${quoted(name)}: return ${String(number)};`,
    ),
    code`  }`,
    code`  return ${rule} as ${type} | undefined;`,
    code`}`,
    code``,
  ];
}

/** The writer of an enum: a number in, its name out, or the number where it has none. */
export function enumWriter(scope: Scope, desc: DescEnum): readonly Code[] {
  const numbers = [...new Set(desc.values.map((value) => value.number))];
  return [
    code`${scope.file.export("function", `write$${shapeName(scope.file, desc)}`)}(value: unknown): string | number {`,
    code`  switch (value) {`,
    ...numbers.map(
      (number) =>
        code`    case ${String(number)}: return ${quoted(desc.value[number]?.jsonName ?? "")};`,
    ),
    code`  }`,
    code`  return ${scope.runtime("writeEnum")}(value);`,
    code`}`,
    code``,
  ];
}

import {
  clone,
  createFileRegistry,
  setExtension,
  create,
  type MessageInitShape,
} from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  FieldOptionsSchema,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import {
  field as ofField,
  FieldRulesSchema,
  message as ofMessage,
  MessageRulesSchema,
} from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { beforeAll, describe, expect, it } from "vitest";
import { compileProtos } from "../../scripts/compile-protos.ts";
import { rulesFile, rulesPath } from "../../scripts/generate-rules.ts";
import { textOf } from "./modules.ts";

let protos: FileDescriptorSet;

beforeAll(() => {
  protos = compileProtos();
});

const twins = ["v3", "v3beta1"];

/** The protos with other messages Webhook. */
function altered(alter: (webhook: DescriptorProto) => void, versions = twins): FileDescriptorSet {
  const set = clone(FileDescriptorSetSchema, protos);
  for (const version of versions) {
    const file = set.file.find(
      ({ name }) => name === `google/cloud/dialogflow/cx/${version}/webhook.proto`,
    );
    const webhook = file?.messageType.find(({ name }) => name === "Webhook");
    if (webhook === undefined) throw new Error("There is no such message.");
    alter(webhook);
  }
  return set;
}

const tableOf = (set: FileDescriptorSet): string => rulesFile(createFileRegistry(set));

/** Gives a field these rules instead of its own. */
function ruling(field: string, init: MessageInitShape<typeof FieldRulesSchema>) {
  return (webhook: DescriptorProto): void => {
    const found = webhook.field.find(({ name }) => name === field);
    if (found === undefined) throw new Error("There is no such field.");
    found.options ??= create(FieldOptionsSchema);
    setExtension(found.options, ofField, create(FieldRulesSchema, init));
  };
}

const text = (pattern: string) => ruling("name", { type: { case: "string", value: { pattern } } });

describe("the table of rules", () => {
  it("is what npm run generate writes", () => {
    expect(textOf(rulesPath)).toBe(tableOf(protos));
  });

  it("has a new rule of a known kind", () => {
    expect(tableOf(altered(text("^a$")))).toContain('name: { string: { pattern: "^a$" } }');
  });

  it.each([
    [
      "a length",
      ruling("name", { type: { case: "string", value: { minLen: 1n } } }),
      "string.min_len",
    ],
    [
      "a format",
      ruling("name", {
        type: { case: "string", value: { wellKnown: { case: "email", value: true } } },
      }),
      "string.email",
    ],
    ["a required field", ruling("name", { required: true }), "required"],
    ["an expression", ruling("name", { celExpression: ["this != ''"] }), "cel_expression"],
    [
      "a type of its own",
      ruling("disabled", { type: { case: "bool", value: { const: true } } }),
      "bool.const",
    ],
  ])("is not written with %s, which is not enforced", (_, alter, kind) => {
    expect(() => tableOf(altered(alter))).toThrow(
      `has a rule of the kind ${kind}, which src/management/proto-rules.ts does not enforce`,
    );
  });

  it("is not written with rules of a whole message", () => {
    const alter = (webhook: DescriptorProto): void => {
      if (webhook.options)
        setExtension(
          webhook.options,
          ofMessage,
          create(MessageRulesSchema, { celExpression: ["true"] }),
        );
    };
    expect(() => tableOf(altered(alter))).toThrow("has rules of its own");
  });

  it.each(["a.b", String.raw`\d`, "(?i)a", "[[:alpha:]]", String.raw`\bx`])(
    "is not written with the pattern %s, which JavaScript may read otherwise",
    (pattern) => {
      expect(() => tableOf(altered(text(pattern)))).toThrow("another thing in JavaScript");
    },
  );

  it("is not written when v3beta1 has other rules than v3", () => {
    expect(() => tableOf(altered(text("^a$"), ["v3beta1"]))).toThrow("differ from those");
  });
});

/**
 * JSON Schemas of messages and enums, under their full names.
 */
import {
  getOption,
  type AnyDesc,
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescOneof,
  type JsonObject,
} from "@bufbuild/protobuf";
import {
  field_behavior as fieldBehavior,
  FieldBehavior,
} from "../../../gen/es/google/api/field_behavior_pb.ts";
import type { Describe } from "./comments.ts";
import { scalarSchema, wellKnownSchema } from "./well-known.ts";

/** Makes schemas, and collects those that others refer to. */
export class Schemas {
  readonly #describe: Describe;
  readonly #components = new Map<string, JsonObject>();

  constructor(describe: Describe) {
    this.#describe = describe;
  }

  /** Every schema that was referred to, by name, sorted. */
  get components(): JsonObject {
    const sorted = [...this.#components].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted);
  }

  /** A message: a reference, or the schema itself where it is well-known. */
  message(message: DescMessage): JsonObject {
    return wellKnownSchema(message) ?? this.#refer(message, () => this.object(message));
  }

  /**
   * The schema of a message as an object.
   *
   * @param omit fields that are left out
   * @param partial whether no field is required, as in an update
   */
  object(
    message: DescMessage,
    { omit = new Set(), partial = false }: ObjectOptions = {},
  ): JsonObject {
    const fields = message.fields.filter((field) => !omit.has(field));
    const required = fields.filter((field) => !partial && isRequired(field));
    const exclusive = message.oneofs.filter(({ fields }) => fields.length > 1);
    return {
      type: "object",
      ...this.#description(message),
      properties: Object.fromEntries(fields.map((field) => [field.jsonName, this.field(field)])),
      ...(required.length > 0 && { required: required.map(({ jsonName }) => jsonName) }),
      ...(exclusive.length > 0 && { allOf: exclusive.map(atMostOne) }),
    };
  }

  /** A field, with what is said of it. */
  field(field: DescField): JsonObject {
    const behaviors = getOption(field, fieldBehavior);
    const notes = [
      this.#describe(field),
      field.oneof &&
        `At most one of ${field.oneof.fields.map(({ jsonName }) => jsonName).join(", ")} is given.`,
      behaviors.includes(FieldBehavior.IMMUTABLE) && "Immutable: given when the resource is made.",
    ].filter((note) => typeof note === "string");
    return {
      ...this.#value(field),
      ...(notes.length > 0 && { description: notes.join("\n\n") }),
      ...(behaviors.includes(FieldBehavior.OUTPUT_ONLY) && { readOnly: true }),
      ...(behaviors.includes(FieldBehavior.INPUT_ONLY) && { writeOnly: true }),
      ...(field.deprecated && { deprecated: true }),
    };
  }

  #value(field: DescField): JsonObject {
    switch (field.fieldKind) {
      case "scalar":
        return scalarSchema(field.scalar);
      case "enum":
        return this.#enum(field.enum);
      case "message":
        return this.message(field.message);
      case "list":
        return { type: "array", items: this.item(field) };
      case "map":
        return { type: "object", additionalProperties: this.item(field) };
    }
  }

  /** An item of a list, or a value of a map. */
  item(field: DescField & { fieldKind: "list" | "map" }): JsonObject {
    if (field.enum !== undefined) return this.#enum(field.enum);
    return field.message === undefined ? scalarSchema(field.scalar) : this.message(field.message);
  }

  #enum(enumeration: DescEnum): JsonObject {
    if (enumeration.typeName === "google.protobuf.NullValue") return { type: "null" };
    return this.#refer(enumeration, () => this.#enumSchema(enumeration));
  }

  #enumSchema(enumeration: DescEnum): JsonObject {
    const values = enumeration.values.flatMap((value) => {
      const text = this.#describe(value);
      return text === undefined ? [] : [`- ${value.name}: ${text}`];
    });
    const description = [this.#describe(enumeration), values.join("\n")]
      .filter(Boolean)
      .join("\n\n");
    return {
      ...(description !== "" && { description }),
      anyOf: [
        { type: "string", enum: enumeration.values.map(({ name }) => name) },
        // With enum-encoding=int, and for values that have no name yet.
        { type: "integer", format: "int32" },
      ],
    };
  }

  #refer(desc: DescMessage | DescEnum, make: () => JsonObject): JsonObject {
    const { typeName } = desc;
    if (!this.#components.has(typeName)) {
      // Its place is taken first: a message may hold itself.
      this.#components.set(typeName, {});
      this.#components.set(typeName, make());
    }
    return { $ref: `#/components/schemas/${typeName}` };
  }

  #description(desc: AnyDesc): JsonObject {
    const description = this.#describe(desc);
    return description === undefined ? {} : { description };
  }
}

/** What an object's schema leaves out. */
export interface ObjectOptions {
  readonly omit?: ReadonlySet<DescField>;
  readonly partial?: boolean;
}

/** Whether a field is annotated as required. */
export function isRequired(field: DescField): boolean {
  return getOption(field, fieldBehavior).includes(FieldBehavior.REQUIRED);
}

/** One member of a oneof, or none. */
function atMostOne({ fields }: DescOneof): JsonObject {
  const members = fields.map(({ jsonName }) => ({ required: [jsonName] }));
  return { oneOf: [...members, { not: { anyOf: members } }] };
}

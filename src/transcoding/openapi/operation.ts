/**
 * OpenAPI operations, one per binding.
 */
import type { DescField, DescMessage, JsonObject } from "@bufbuild/protobuf";
import type { HttpBinding } from "../binding.ts";
import { canonicalName, leafOf, type FieldPath } from "../field-path.ts";
import { holdsHttpBody, isHttpBody } from "../http-body.ts";
import { fullName } from "../http-rule.ts";
import { textReader } from "../text-value.ts";
import type { Describe } from "./comments.ts";
import type { PathParameter } from "./path.ts";
import { isRequired, type Schemas } from "./schema.ts";

/** What an operation is made of. */
export interface OperationOptions {
  readonly binding: HttpBinding;
  /** Its number among the bindings of the method, from 1. */
  readonly ordinal: number;
  readonly parameters: readonly PathParameter[];
  readonly schemas: Schemas;
  readonly describe: Describe;
}

/** The operation of a binding. */
export function operationOf(options: OperationOptions): JsonObject {
  const { binding, ordinal, describe, schemas } = options;
  const { method } = binding;
  const description = describe(method);
  const body = requestBody(binding, schemas);
  return {
    operationId: ordinal === 1 ? fullName(method) : `${fullName(method)}.${ordinal}`,
    tags: [method.parent.typeName],
    ...(description !== undefined && { summary: summaryOf(description), description }),
    parameters: [
      ...options.parameters.map((parameter) => pathParameter(parameter, schemas)),
      ...queryParameters(binding, schemas),
      ...["alt", "prettyPrint", "fields"].map((name) => ({
        $ref: `#/components/parameters/${name}`,
      })),
    ],
    ...(body && { requestBody: body }),
    responses: {
      "200": { description: "The answer.", content: responseContent(binding, schemas) },
      default: { $ref: "#/components/responses/Error" },
    },
    ...(method.deprecated && { deprecated: true }),
  };
}

/** The first sentence, on one line and without its full stop: a title, as OpenAPI means its summaries. */
function summaryOf(description: string): string {
  const [paragraph = ""] = description.split(/\n\s*\n/);
  const line = paragraph.replaceAll(/\s+/g, " ");
  const [sentence = line] = line.split(/(?<=[.!?]) (?=\P{Ll})/u);
  return sentence.replace(/\.$/, "");
}

function pathParameter({ name, field, description }: PathParameter, schemas: Schemas): JsonObject {
  const schema: JsonObject = field === undefined ? { type: "string" } : schemas.field(field);
  return {
    name,
    in: "path",
    required: true,
    ...(description !== undefined && { description }),
    schema,
  };
}

function queryParameters(binding: HttpBinding, schemas: Schemas): JsonObject[] {
  if (binding.body.kind === "message") return [];
  const bodyField = binding.body.kind === "field" ? binding.body.field : undefined;
  return queryFields(binding.method.input, [])
    .filter((path) => path[0] !== bodyField && !binding.pathFields.has(canonicalName(path)))
    .map((path) => {
      const field = leafOf(path);
      const { description, deprecated, ...schema } = schemas.field(field);
      return {
        name: path.map(({ jsonName }) => jsonName).join("."),
        in: "query",
        ...(path.length === 1 && isRequired(field) && { required: true }),
        ...(description !== undefined && { description }),
        ...(deprecated !== undefined && { deprecated }),
        schema,
      };
    });
}

/** Fields that a query can give, those of messages within included, but none of a message within itself. */
function queryFields(message: DescMessage, above: readonly DescField[]): FieldPath[] {
  return message.fields.flatMap((field): FieldPath[] => {
    const [first, ...others] = [...above, field];
    if (textReader(field) !== undefined) return [[first, ...others]];
    if (field.fieldKind !== "message" || field.message.typeName.startsWith("google.protobuf."))
      return [];
    const holders = [message, ...above.map(({ parent }) => parent)];
    return holders.includes(field.message) ? [] : queryFields(field.message, [first, ...others]);
  });
}

function requestBody(binding: HttpBinding, schemas: Schemas): JsonObject | undefined {
  const { body, method } = binding;
  switch (body.kind) {
    case "none":
      return undefined;
    case "message": {
      if (isHttpBody(method.input)) return { content: anyContent };
      const omit = new Set(
        binding.variables.flatMap(({ path }) => (path.length === 1 ? [path[0]] : [])),
      );
      const schema =
        omit.size === 0 ? schemas.message(method.input) : schemas.object(method.input, { omit });
      return { required: true, content: jsonContent(schema) };
    }
    case "field": {
      if (holdsHttpBody(body.field)) return { content: anyContent };
      const partial = binding.httpMethod === "PATCH" && body.field.fieldKind === "message";
      const schema =
        partial && body.field.message !== undefined
          ? schemas.object(body.field.message, { partial })
          : schemas.field(body.field);
      return { required: isRequired(body.field) || partial, content: jsonContent(schema) };
    }
  }
}

function responseContent(binding: HttpBinding, schemas: Schemas): JsonObject {
  const { responseField, method } = binding;
  if (responseField === undefined)
    return isHttpBody(method.output) ? anyContent : jsonContent(schemas.message(method.output));
  return holdsHttpBody(responseField) ? anyContent : jsonContent(schemas.field(responseField));
}

/** A google.api.HttpBody: bytes of any media type. */
const anyContent: JsonObject = { "*/*": {} };

function jsonContent(schema: JsonObject): JsonObject {
  return { "application/json": { schema } };
}

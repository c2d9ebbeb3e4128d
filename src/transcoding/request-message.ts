/**
 * The request message out of path, query and body.
 */
import {
  create,
  fromJson,
  type DescMessage,
  type JsonValue,
  type Message,
  type Registry,
} from "@bufbuild/protobuf";
import { isFieldError, reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import type { HttpBinding, VariableBinding } from "./binding.ts";
import { holderOf, leafOf } from "./field-path.ts";
import { holdsHttpBody, isHttpBody, writeHttpBody } from "./http-body.ts";
import { camelCaseMasks } from "./mask-spelling.ts";
import { decodeSegment, decodeSegments } from "./percent.ts";
import { bindQuery, readText } from "./query.ts";
import { refusal } from "./refusal.ts";
import type { ResponseStyle } from "./system-parameters.ts";

/** What a message is made of. */
export interface MessageParts {
  readonly binding: HttpBinding;
  /** Raw segments of the path, without the verb. */
  readonly segments: readonly string[];
  /** Without its question mark. */
  readonly query: string;
  /** Decompressed. */
  readonly body: Uint8Array;
  /** Value of Content-Type, or an empty string. */
  readonly contentType: string;
  /** Filled by system parameters. */
  readonly style: ResponseStyle;
  /** Messages that a google.protobuf.Any in the body may hold. */
  readonly registry: Registry;
  readonly ignoreUnknownFields: boolean;
}

/**
 * The request message: the body's fields, then the query's, then the path's,
 * which win over a body that gives the same.
 *
 * @throws WebhookError INVALID_ARGUMENT naming the field
 */
export function readRequestMessage(parts: MessageParts): Message {
  const { binding, query, style } = parts;
  const { input } = binding.method;
  const message = readBody(input, parts);
  const target = reflect(input, message, false);
  bindQuery(query, { binding, message: target, style });
  for (const variable of binding.variables)
    bindVariable(variable, { target, segments: parts.segments });
  return message;
}

function bindVariable(
  { variable, path, read }: VariableBinding,
  { target, segments }: { target: ReflectMessage; segments: readonly string[] },
): void {
  const { start, end, multiple, fieldPath } = variable;
  const value = multiple
    ? decodeSegments(segments.slice(start, end).join("/"))
    : decodeSegment(segments[start] ?? "");
  const field = leafOf(path);
  holderOf(target, path).set(field, readText(read, { name: fieldPath.join("."), value }));
}

function readBody(input: DescMessage, parts: MessageParts): Message {
  const { binding, body, contentType } = parts;
  const empty = body.length === 0;
  switch (binding.body.kind) {
    case "none":
      if (!empty)
        throw refusal({ message: `${binding.httpMethod} takes no body here: use the query.` });
      return create(input);
    case "message": {
      if (isHttpBody(input)) {
        const message = create(input);
        writeHttpBody(reflect(input, message, false), { contentType, data: body });
        return message;
      }
      return empty ? create(input) : decode(input, { json: parseJson(body), parts });
    }
    case "field": {
      const { field } = binding.body;
      if (holdsHttpBody(field)) {
        const target = reflect(input, undefined, false);
        const inner = reflect(field.message, undefined, false);
        writeHttpBody(inner, { contentType, data: body });
        target.set(field, inner);
        return target.message;
      }
      if (empty) return create(input);
      return decode(input, { json: { [field.jsonName]: parseJson(body) }, parts });
    }
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function parseJson(body: Uint8Array): JsonValue {
  try {
    return JSON.parse(utf8.decode(body)) as JsonValue;
  } catch (cause) {
    throw refusal({ message: "The body is no JSON in UTF-8.", reason: "NOT_JSON", cause });
  }
}

function decode(
  input: DescMessage,
  { json, parts }: { json: JsonValue; parts: MessageParts },
): Message {
  const { registry, ignoreUnknownFields } = parts;
  try {
    return fromJson(input, camelCaseMasks(input, json), { registry, ignoreUnknownFields });
  } catch (cause) {
    // What google-gax for Node sends as the body of a POST whose fields are all in its path.
    if (json === "") return create(input);
    const reason = cause instanceof Error ? cause.cause : undefined;
    const field = isFieldError(reason) ? reason.field().name : undefined;
    throw refusal({
      message: `The body does not fit: ${cause instanceof Error ? cause.message : "it is malformed"}.`,
      ...(field !== undefined && { field }),
      cause,
    });
  }
}

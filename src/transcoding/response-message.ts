/**
 * The response's body out of the response message.
 */
import {
  toJson,
  type DescField,
  type JsonValue,
  type Message,
  type Registry,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import type { HttpBinding } from "./binding.ts";
import { holdsHttpBody, isHttpBody, readHttpBody, type RawBody } from "./http-body.ts";
import { applyResponseMask } from "./response-mask.ts";
import type { ResponseStyle } from "./system-parameters.ts";

/** Media type of every JSON that is sent. */
const jsonType = "application/json; charset=utf-8";

const encoder = new TextEncoder();

/** How a message is written. */
export interface ResponseOptions {
  readonly binding: HttpBinding;
  readonly style: ResponseStyle;
  /** Messages that a google.protobuf.Any may hold. */
  readonly registry: Registry;
  /** Whether fields with their default value are written, too. */
  readonly alwaysEmitImplicit: boolean;
}

/**
 * The body of a successful answer.
 *
 * @throws Error if the message cannot be written as JSON
 */
export function writeResponseMessage(message: Message, options: ResponseOptions): RawBody {
  const { binding, style } = options;
  const { output } = binding.method;
  const { responseField } = binding;
  if (isHttpBody(output)) return readHttpBody(output, message);
  if (responseField !== undefined && holdsHttpBody(responseField)) {
    const inner = reflect(output, message, false).get(responseField);
    return readHttpBody(responseField.message, inner.message);
  }
  const json = messageJson(message, options);
  const body = style.mask === undefined ? json : applyResponseMask(json, style.mask);
  return writeJson(body, style);
}

/** JSON as a body. */
export function writeJson(json: JsonValue, { pretty }: Pick<ResponseStyle, "pretty">): RawBody {
  return {
    contentType: jsonType,
    data: encoder.encode(JSON.stringify(json, undefined, pretty ? 2 : 0)),
  };
}

function messageJson(message: Message, options: ResponseOptions): JsonValue {
  const { binding, style, registry, alwaysEmitImplicit } = options;
  const { responseField } = binding;
  const write = (implicit: boolean): JsonValue =>
    toJson(binding.method.output, message, {
      registry,
      enumAsInteger: style.enumAsInteger,
      alwaysEmitImplicit: implicit,
    });
  if (responseField === undefined) return write(alwaysEmitImplicit);
  return (
    member(write(alwaysEmitImplicit), responseField) ??
    // A field that is the whole body is there, whatever its value.
    member(write(true), responseField) ??
    (responseField.fieldKind === "message" ? {} : null)
  );
}

function member(json: JsonValue, { jsonName }: DescField): JsonValue | undefined {
  return typeof json === "object" && json !== null && !Array.isArray(json)
    ? json[jsonName]
    : undefined;
}

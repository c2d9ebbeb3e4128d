/**
 * google.api.HttpBody: a body of any media type, raw instead of JSON
 * (https://github.com/googleapis/googleapis/blob/master/google/api/httpbody.proto).
 * Known by its name, so that every generated copy of it will do.
 */
import type { DescField, DescMessage, Message } from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";

/** What an HttpBody carries. */
export interface RawBody {
  readonly contentType: string;
  readonly data: Uint8Array;
}

/** Whether a message is an HttpBody. */
export function isHttpBody(message: DescMessage): boolean {
  return message.typeName === "google.api.HttpBody";
}

/** Whether a field holds one HttpBody. */
export function holdsHttpBody(field: DescField): field is DescField & { fieldKind: "message" } {
  return field.fieldKind === "message" && isHttpBody(field.message);
}

/** Fills an HttpBody. */
export function writeHttpBody(target: ReflectMessage, { contentType, data }: RawBody): void {
  for (const field of target.fields) {
    if (field.name === "content_type") target.set(field, contentType);
    if (field.name === "data") target.set(field, data);
  }
}

/** What an HttpBody carries; `application/octet-stream` if it does not say. */
export function readHttpBody(desc: DescMessage, message: Message): RawBody {
  const body = reflect(desc, message, false);
  let contentType: unknown;
  let data: unknown;
  for (const field of desc.fields) {
    if (field.name === "content_type") contentType = body.get(field);
    if (field.name === "data") data = body.get(field);
  }
  return {
    contentType:
      typeof contentType === "string" && contentType !== ""
        ? contentType
        : "application/octet-stream",
    data: data instanceof Uint8Array ? data : new Uint8Array(),
  };
}

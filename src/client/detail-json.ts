/**
 * Details of errors as JSON, whichever way they came.
 */
import { create, toJson, type JsonObject, type JsonValue, type Registry } from "@bufbuild/protobuf";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { AnySchema, anyPack, type Any } from "@bufbuild/protobuf/wkt";
import type { ConnectError } from "@connectrpc/connect";

/** A google.protobuf.Any as JSON; one of a type that the registry does not know with its bytes, `{"@type", "value": base64}`. */
export function anyJson(any: Any, registry: Registry): JsonObject {
  try {
    return toJson(AnySchema, any, { registry }) as JsonObject;
  } catch {
    return { "@type": any.typeUrl, value: base64Encode(any.value) };
  }
}

/** The details of an error, as Any in JSON. */
export function errorDetails(error: ConnectError, registry: Registry): JsonObject[] {
  return error.details.map((detail) => {
    if ("desc" in detail)
      return anyJson(anyPack(detail.desc, create(detail.desc, detail.value)), registry);
    const typeUrl = `type.googleapis.com/${detail.type}`;
    if (detail.value.length === 0 && isObject(detail.debug))
      return { "@type": typeUrl, ...detail.debug };
    return anyJson(create(AnySchema, { typeUrl, value: detail.value }), registry);
  });
}

function isObject(json: JsonValue | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/**
 * Errors as REST services of Google send them: google.rpc.Status as JSON, under
 * `error` (https://google.aip.dev/193).
 */
import {
  fromBinary,
  toJson,
  create,
  type JsonObject,
  type JsonValue,
  type Registry,
} from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { hasCustomJsonRepresentation } from "@bufbuild/protobuf/wkt";
import { codeName, codes, WebhookError, type Code } from "../errors.ts";

/** An error, ready to be sent. */
export interface StatusResponse {
  /** The HTTP status. */
  readonly status: number;
  /** `{"error": {"code", "message", "status", "details"}}` */
  readonly body: JsonObject;
}

/**
 * The answer for a thrown value. A WebhookError and a ConnectError keep code,
 * message and details; anything else is INTERNAL with a text that reveals nothing.
 *
 * @param registry messages that details may hold. A detail that it does not
 *   know is sent with its bytes, as `{"@type", "value": base64}`
 */
export function statusResponse(thrown: unknown, registry: Registry): StatusResponse {
  if (!(thrown instanceof ConnectError)) {
    const { error } = WebhookError.from(thrown).toJSON();
    const message = WebhookError.is(thrown)
      ? error.message
      : "The server failed. The cause is in its log.";
    return { status: error.code, body: { error: { ...error, message } as unknown as JsonObject } };
  }
  const name = codeName(thrown.code);
  const status = httpStatus(thrown, name);
  const details = thrown.details.map((detail) => detailJson(detail, registry));
  return {
    status,
    body: { error: { code: status, message: thrown.rawMessage, status: name, details } },
  };
}

/** A WebhookError that became a ConnectError on its way may have a finer status than its code. */
function httpStatus({ cause }: ConnectError, name: Code): number {
  return WebhookError.is(cause) && cause.code === name ? cause.httpStatus : codes[name].http;
}

type Detail = ConnectError["details"][number];

function detailJson(detail: Detail, registry: Registry): JsonObject {
  try {
    if ("desc" in detail) {
      const message = create(detail.desc, detail.value);
      return anyJson(detail.desc.typeName, {
        json: toJson(detail.desc, message, { registry }),
        wrapped: hasCustomJsonRepresentation(detail.desc),
      });
    }
    const desc = registry.getMessage(detail.type);
    if (desc !== undefined)
      return anyJson(detail.type, {
        json: toJson(desc, fromBinary(desc, detail.value), { registry }),
        wrapped: hasCustomJsonRepresentation(desc),
      });
  } catch {
    // A detail that cannot be written must not hide the error that it details.
  }
  const type = "desc" in detail ? detail.desc.typeName : detail.type;
  const bytes = "desc" in detail ? new Uint8Array() : detail.value;
  return anyJson(type, { json: base64Encode(bytes), wrapped: true });
}

/** google.protobuf.Any in JSON. */
function anyJson(
  type: string,
  { json, wrapped }: { json: JsonValue; wrapped: boolean },
): JsonObject {
  const typed = { "@type": `type.googleapis.com/${type}` };
  return wrapped || typeof json !== "object" || json === null || Array.isArray(json)
    ? { ...typed, value: json }
    : { ...typed, ...json };
}

/**
 * Responses: errors, and what every response gets at its end.
 */
import type { DescMethod, Registry } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import { WebhookError } from "../errors.ts";
import { compress } from "./content-coding.ts";
import type { TranscodingResponse } from "./exchange.ts";
import { writeJson } from "./response-message.ts";
import { statusResponse } from "./status-body.ts";

type HeaderRecord = Record<string, string | string[]>;

/** What an error's response is made with. */
export interface ErrorOptions {
  readonly registry: Registry;
  readonly rpc?: DescMethod;
  readonly pretty?: boolean;
  /** Headers that the implementation has set. */
  readonly headers?: HeaderRecord;
}

/** The response for a thrown value. */
export function errorResponse(
  thrown: unknown,
  { registry, rpc, pretty = false, headers }: ErrorOptions,
): TranscodingResponse {
  const { status, body } = statusResponse(thrown, registry);
  const { contentType, data } = writeJson(body, { pretty });
  return {
    status,
    headers: {
      ...headers,
      ...(thrown instanceof ConnectError && headerRecord(thrown.metadata)),
      "content-type": contentType,
    },
    body: data,
    error: thrown,
    ...(rpc && { rpc }),
  };
}

/** The error for a path that nothing is served under. */
export function noRoute(path: string): WebhookError {
  return new WebhookError("NOT_FOUND", {
    reason: "NO_ROUTE",
    message: `Nothing is served at ${path}.`,
  });
}

/** 405 with Allow (https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6). */
export function methodNotAllowed(
  method: string,
  { allowed, registry }: { allowed: readonly string[]; registry: Registry },
): TranscodingResponse {
  const error = new WebhookError("UNIMPLEMENTED", {
    reason: "METHOD_NOT_ALLOWED",
    message: `${method} is not served here. Use ${allowed.join(", ")}.`,
  });
  return errorResponse(error, { registry, headers: { allow: allowed.join(", ") } });
}

/** Headers as a record; each Set-Cookie stays a header of its own. */
export function headerRecord(headers: Headers, prefix = ""): HeaderRecord {
  const result: HeaderRecord = {};
  for (const [name, value] of headers)
    result[prefix + name] = name === "set-cookie" ? headers.getSetCookie() : value;
  return result;
}

/** What the end of a response depends on. */
export interface FinishOptions {
  /** Value of Accept-Encoding, or an empty string. */
  readonly acceptEncoding: string;
  readonly compressMinBytes: number;
  /** Headers for the browser. */
  readonly cors: Readonly<Record<string, string>>;
  /** For HEAD: the headers stay as they would be with the body. */
  readonly withoutBody: boolean;
}

/** The response as it is sent: compressed where it pays, with its length. */
export async function finishResponse(
  response: TranscodingResponse,
  { acceptEncoding, compressMinBytes, cors, withoutBody }: FinishOptions,
): Promise<TranscodingResponse> {
  const compressible =
    response.body.length >= compressMinBytes && !("content-encoding" in response.headers);
  const compressed = compressible ? await compress(response.body, acceptEncoding) : undefined;
  const body = compressed?.data ?? response.body;
  const vary = [response.headers["vary"], compressible && "Accept-Encoding", cors["vary"]]
    .flat()
    .filter((name) => typeof name === "string");
  const headers: HeaderRecord = {
    ...response.headers,
    ...cors,
    "x-content-type-options": "nosniff",
  };
  if (vary.length > 0) headers["vary"] = [...new Set(vary)].join(", ");
  if (compressed !== undefined) headers["content-encoding"] = compressed.coding;
  if (response.status !== 204) headers["content-length"] = String(body.length);
  return { ...response, headers, body: withoutBody ? new Uint8Array() : body };
}

/**
 * Requests and responses as plain values, for any runtime's server.
 */
import type { DescMethod } from "@bufbuild/protobuf";
import type { ContextValues } from "@connectrpc/connect";
import type { RequestBody } from "./message-body.ts";
import { refusal } from "./refusal.ts";
import { header, type RequestHeaders } from "./request-headers.ts";

/** A request to a transcoder. */
export interface TranscodingRequest {
  /** `GET`, `POST` and so on. */
  readonly method: string;
  /** Path and query as they came, percent-encoded, or the whole URL. */
  readonly url: string;
  /** Web headers, or a record with names in lower case. */
  readonly headers: RequestHeaders;
  /** Default: no body. */
  readonly body?: RequestBody;
  /** Aborts when the caller goes away. */
  readonly signal?: AbortSignal;
  /** What interceptors and implementations find in `context.values`. */
  readonly contextValues?: ContextValues;
}

/** The answer of a transcoder. */
export interface TranscodingResponse {
  readonly status: number;
  /** Names in lower case; Content-Length is among them. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Uint8Array;
  /** The method that was called, for logs and metrics; absent if there was none. */
  readonly rpc?: DescMethod;
  /** What was thrown, where the answer is an error; for logs alone. */
  readonly error?: unknown;
}

/** What a request asks for. */
export interface RequestTarget {
  /** The HTTP method, after X-HTTP-Method-Override. */
  readonly method: string;
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
  /** Whether another method was sent than is meant. */
  readonly overridden: boolean;
}

/**
 * Splits a URL, and minds X-HTTP-Method-Override, which a POST may carry where
 * something on the way lets no other method through.
 *
 * @throws WebhookError INVALID_ARGUMENT for the header on another method, or with another than GET, PUT, PATCH and DELETE
 */
export function requestTarget({ method, url, headers }: TranscodingRequest): RequestTarget {
  const wanted = header(headers, "x-http-method-override")?.toUpperCase();
  if (wanted !== undefined && wanted !== method) checkOverride(method, wanted);
  return { method: wanted ?? method, ...splitUrl(url), overridden: wanted !== undefined };
}

function checkOverride(method: string, wanted: string): void {
  if (method === "POST" && ["GET", "PUT", "PATCH", "DELETE"].includes(wanted)) return;
  throw refusal({
    message: `X-HTTP-Method-Override turns POST into GET, PUT, PATCH or DELETE, but not ${method} into ${wanted}.`,
    field: "X-HTTP-Method-Override",
  });
}

function splitUrl(url: string): { path: string; query: string } {
  const start = url.startsWith("/") ? 0 : pathStart(url);
  const hash = url.indexOf("#", start);
  const end = hash < 0 ? url.length : hash;
  const mark = url.indexOf("?", start);
  if (mark < 0 || mark > end) return { path: url.slice(start, end), query: "" };
  return { path: url.slice(start, mark), query: url.slice(mark + 1, end) };
}

/** Where the path of an absolute URL begins; at its end if it has none. */
function pathStart(url: string): number {
  const authority = url.indexOf("://");
  if (authority < 0) return url.length;
  const slash = url.indexOf("/", authority + 3);
  return slash < 0 ? url.length : slash;
}

/**
 * Cross-origin requests from browsers (https://fetch.spec.whatwg.org/#http-cors-protocol).
 */
import { header, type RequestHeaders } from "./request-headers.ts";

/** Who may call from a browser, and with what. */
export interface CorsOptions {
  /** Origins such as `https://console.example.com`, or `*` for all. */
  readonly origins: "*" | readonly string[];
  /** Request headers that are allowed. Default: those that the preflight asks for. */
  readonly allowHeaders?: readonly string[];
  /** Response headers that scripts may read, besides the simple ones. Default: none. */
  readonly exposeHeaders?: readonly string[];
  /** Whether cookies and the like may come along; not with origins `*`. Default: false. */
  readonly credentials?: boolean;
  /** Seconds that a browser may remember a preflight. Default: 600. */
  readonly maxAgeSeconds?: number;
}

/** Writes the headers of the protocol. */
export interface Cors {
  /** Whether this is a preflight: a question, no call. */
  isPreflight(method: string, headers: RequestHeaders): boolean;
  /** Headers of the answer to a preflight. */
  preflight(headers: RequestHeaders, allowed: readonly string[]): Record<string, string>;
  /** Headers of every other answer. */
  simple(headers: RequestHeaders): Record<string, string>;
}

/**
 * The protocol by these options; without options nothing is allowed and nothing is written.
 *
 * @throws TypeError for credentials with every origin, which browsers refuse
 */
export function createCors(options: CorsOptions | undefined): Cors {
  if (options === undefined)
    return { isPreflight: () => false, preflight: () => ({}), simple: () => ({}) };
  const { origins, credentials = false, maxAgeSeconds = 600, exposeHeaders = [] } = options;
  if (origins === "*" && credentials)
    throw new TypeError("CORS: credentials need a list of origins, not *.");
  const allowedOrigins = origins === "*" ? undefined : new Set(origins);
  const common = (headers: RequestHeaders): Record<string, string> | undefined => {
    const origin = header(headers, "origin");
    if (origin === undefined) return undefined;
    if (allowedOrigins === undefined) return { "access-control-allow-origin": "*" };
    if (!allowedOrigins.has(origin)) return undefined;
    return {
      "access-control-allow-origin": origin,
      ...(credentials && { "access-control-allow-credentials": "true" }),
    };
  };
  // A cache must not hand one origin's answer to another.
  const vary: Record<string, string> = allowedOrigins === undefined ? {} : { vary: "Origin" };
  return {
    isPreflight: (method, headers) =>
      method === "OPTIONS" && header(headers, "access-control-request-method") !== undefined,
    preflight(headers, allowed) {
      const granted = common(headers);
      if (granted === undefined) return vary;
      const asked = header(headers, "access-control-request-headers") ?? "";
      const allowHeaders = options.allowHeaders?.join(", ") ?? asked;
      return {
        ...vary,
        ...granted,
        "access-control-allow-methods": allowed.join(", "),
        "access-control-max-age": String(maxAgeSeconds),
        ...(allowHeaders !== "" && { "access-control-allow-headers": allowHeaders }),
      };
    },
    simple(headers) {
      const granted = common(headers);
      if (granted === undefined) return vary;
      const exposed = exposeHeaders.join(", ");
      return {
        ...vary,
        ...granted,
        ...(exposed !== "" && { "access-control-expose-headers": exposed }),
      };
    },
  };
}

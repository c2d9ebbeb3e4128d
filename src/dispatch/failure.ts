/**
 * Why a call of a webhook came to nothing, before the platform's words are put
 * to it. Thrown by every step of a dispatch, and turned into a status, a message
 * and an event in one place.
 */

/** What went wrong. */
export type FailureKind =
  /** The webhook's settings, or its templates, make no request. */
  | "plan"
  /** No credential could be had: a secret is missing, a token endpoint refused. */
  | "credentials"
  /** The host has no address. */
  | "dns"
  /** An address is one that is not to be called. */
  | "address"
  /** No connection: refused, unreachable, no route. */
  | "connect"
  /** The connection ended before the answer was whole. */
  | "reset"
  /** The certificate, the name in it, or the handshake. */
  | "tls"
  /** No whole answer in time. */
  | "timeout"
  /** Answered with a status other than 2xx; a redirect is one of them. */
  | "status"
  /** What came is no HTTP. */
  | "protocol"
  /** Longer than the platform reads. */
  | "oversize"
  /** The body is not an answer: no JSON, or not of the message's shape. */
  | "parse"
  /** The caller gave up. */
  | "cancelled";

/** More about a failure. */
export interface FailureOptions {
  /** The HTTP status, where there was an answer. */
  readonly statusCode?: number;
  /** How long the answer asks the caller to wait (`Retry-After`), in milliseconds. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A step of a dispatch failed. The message is a sentence for people; it never holds a credential. */
export class DispatchFailure extends Error {
  override readonly name = "DispatchFailure";
  readonly kind: FailureKind;
  readonly statusCode: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(kind: FailureKind, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.statusCode = options.statusCode;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Whether a value is one, from whichever copy of this module. */
  static is(value: unknown): value is DispatchFailure {
    return value instanceof Error && value.name === "DispatchFailure" && "kind" in value;
  }
}

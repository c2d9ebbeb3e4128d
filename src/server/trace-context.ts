/**
 * The `traceparent` header: https://www.w3.org/TR/trace-context/#traceparent-header
 */

/** Where a request stands in a trace. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits: the caller's span. */
  readonly spanId: string;
  readonly sampled: boolean;
}

const pattern =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/**
 * Reads a `traceparent` header.
 *
 * @returns undefined if there is none or it breaks the grammar: a wrong trace is worse than none
 */
export function parseTraceparent(header: string | undefined): TraceContext | undefined {
  const match = header === undefined || header.length > 512 ? null : pattern.exec(header);
  if (match === null) return undefined;
  const [, traceId = "", spanId = "", flags = "00"] = match;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

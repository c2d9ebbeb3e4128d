/**
 * The timeout that a client grants: the `grpc-timeout` and `connect-timeout-ms` headers.
 */

const unitMs = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 } as const;

/**
 * Milliseconds of a `grpc-timeout` value, or undefined if the value is malformed.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#requests
 */
export function parseGrpcTimeout(value: string): number | undefined {
  const match = /^(\d{1,8})([HMSmun])$/.exec(value);
  if (match === null) return undefined;
  return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
}

/**
 * Shortens the timeout in a request's headers to `maxMs`, in place. A client may
 * grant more time than the server wants to keep a call; that is no error of
 * the client. Malformed values stay, for the protocol to refuse.
 */
export function capTimeout(header: Headers, maxMs: number): void {
  const grpc = header.get("grpc-timeout");
  if (grpc !== null && (parseGrpcTimeout(grpc) ?? 0) > maxMs)
    header.set("grpc-timeout", `${Math.ceil(maxMs / 1000)}S`);
  const connect = header.get("connect-timeout-ms");
  if (connect !== null && /^\d{1,10}$/.test(connect) && Number(connect) > maxMs)
    header.set("connect-timeout-ms", String(maxMs));
}

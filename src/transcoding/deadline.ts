/**
 * The time that a client grants, by any of three headers; the shortest counts.
 *
 * | header | value |
 * |---|---|
 * | `grpc-timeout` | digits and a unit: `500m` is half a second (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md) |
 * | `connect-timeout-ms` | milliseconds (https://connectrpc.com/docs/protocol/) |
 * | `x-server-timeout` | seconds, with or without a fraction (https://cloud.google.com/apis/docs/system-parameters) |
 */
import { parseGrpcTimeout } from "./grpc-timeout.ts";
import { refusal } from "./refusal.ts";
import { header, type RequestHeaders } from "./request-headers.ts";

/** Milliseconds of each header's value; undefined if it is malformed. */
const readers: Readonly<Record<string, (value: string) => number | undefined>> = {
  "grpc-timeout": parseGrpcTimeout,
  "connect-timeout-ms": (value) => (/^\d{1,10}$/.test(value) ? Number(value) : undefined),
  "x-server-timeout": (value) =>
    /^\d{1,10}(?:\.\d{1,9})?$/.test(value) ? Number(value) * 1000 : undefined,
};

/**
 * Milliseconds until the deadline, at most `maxMs`; undefined if the client names none.
 *
 * @throws WebhookError INVALID_ARGUMENT naming a header that cannot be read
 */
export function grantedMs(headers: RequestHeaders, maxMs: number): number | undefined {
  let shortest: number | undefined;
  for (const [name, read] of Object.entries(readers)) {
    const value = header(headers, name);
    if (value === undefined) continue;
    const ms = read(value);
    if (ms === undefined)
      throw refusal({ message: `The header ${name} cannot be read: "${value}".`, field: name });
    shortest = Math.min(shortest ?? maxMs, ms);
  }
  return shortest;
}

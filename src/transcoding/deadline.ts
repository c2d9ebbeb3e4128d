/**
 * The time that a client grants, by any of three headers; the shortest counts.
 *
 * | header | value |
 * |---|---|
 * | `grpc-timeout` | digits and a unit: `500m` is half a second (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md) |
 * | `connect-timeout-ms` | milliseconds (https://connectrpc.com/docs/protocol/) |
 * | `x-server-timeout` | seconds, with or without a fraction (https://cloud.google.com/apis/docs/system-parameters) |
 */
import { refusal } from "./refusal.ts";
import { header, type RequestHeaders } from "./request-headers.ts";

const unitMs: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

const sources = [
  { name: "grpc-timeout", form: /^(\d{1,8})([HMSmun])$/, fallbackUnit: 1 },
  { name: "connect-timeout-ms", form: /^(\d{1,10})$/, fallbackUnit: 1 },
  { name: "x-server-timeout", form: /^(\d{1,10}(?:\.\d{1,9})?)$/, fallbackUnit: 1000 },
] as const;

/**
 * Milliseconds until the deadline, at most `maxMs`; undefined if the client names none.
 *
 * @throws WebhookError INVALID_ARGUMENT naming a header that cannot be read
 */
export function grantedMs(headers: RequestHeaders, maxMs: number): number | undefined {
  let shortest: number | undefined;
  for (const { name, form, fallbackUnit } of sources) {
    const value = header(headers, name);
    if (value === undefined) continue;
    const match = form.exec(value);
    if (match === null)
      throw refusal({ message: `The header ${name} cannot be read: "${value}".`, field: name });
    const ms = Number(match[1]) * (unitMs[match[2] ?? ""] ?? fallbackUnit);
    shortest = Math.min(shortest ?? maxMs, ms);
  }
  return shortest;
}

/** The longest timeout that a client may grant by `grpc-timeout` and `connect-timeout-ms`. */
import { parseGrpcTimeout } from "../../transcoding/grpc-timeout.ts";

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

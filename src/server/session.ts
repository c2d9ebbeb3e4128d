/**
 * Watches one HTTP/2 session: nobody may hold a connection for ever.
 */
import type { ServerHttp2Session } from "node:http2";
import type { Limits } from "./limits.ts";

/**
 * Ends a session that is idle, kindly first: GOAWAY, so that open streams may
 * finish; then, if it keeps silent, only a client that answers a ping stays.
 *
 * @param session a new session
 * @param limits `keepAliveMs` until GOAWAY, `firstBytesMs` for the answer to the ping
 */
export function watchSession(session: ServerHttp2Session, limits: Limits): void {
  session.on("error", ignore);
  session.setTimeout(limits.keepAliveMs, () => {
    if (session.destroyed) return;
    if (!session.closed) return session.close();
    const timer = setTimeout(() => session.destroy(), limits.firstBytesMs);
    const sent = session.ping((error) => {
      clearTimeout(timer);
      if (error) session.destroy();
    });
    if (!sent) session.destroy();
  });
}

/** The cause is known to whoever has a stream on it. */
function ignore(): void {}

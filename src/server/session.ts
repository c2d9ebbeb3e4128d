/**
 * Watches one HTTP/2 session: nobody may hold a connection for ever.
 */
import type { ServerHttp2Session } from "node:http2";
import type { Limits } from "./limits.ts";

/**
 * Ends a session on which nothing happens, not even a ping: first kindly, by
 * GOAWAY, so that open streams may finish; if the silence goes on for as long
 * again, by force. A client that wants a silent stream to live on, such as
 * Health.Watch, sends pings, as gRPC's keepalive does.
 *
 * @param session a new session
 * @param limits `keepAliveMs` is the time of each of the two steps
 */
export function watchSession(session: ServerHttp2Session, limits: Limits): void {
  const check = (): void => {
    if (session.destroyed) return;
    if (session.closed) return session.destroy();
    // Node calls back once, and starts its timer again only when something happens.
    session.setTimeout(limits.keepAliveMs, check);
    session.close();
  };
  session.on("error", ignore);
  session.setTimeout(limits.keepAliveMs, check);
}

/** The cause is known to whoever has a stream on it. */
function ignore(): void {}

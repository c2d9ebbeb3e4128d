/**
 * Tells HTTP/1.1 from HTTP/2 on a clear-text connection by its first bytes:
 * an HTTP/2 client with prior knowledge begins with a fixed preface
 * (RFC 9113, section 3.4: https://www.rfc-editor.org/rfc/rfc9113#section-3.4).
 */
import type { Socket } from "node:net";

const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** Where a connection goes, and how long it may keep silent. */
export interface SnifferOptions {
  readonly http1: (socket: Socket) => void;
  readonly http2: (socket: Socket) => void;
  /** Milliseconds for the first bytes. */
  readonly firstBytesMs: number;
  /** Connections that may wait at one time; one more closes the oldest. */
  readonly waitingConnections: number;
}

/** Sorts new connections. */
export interface Sniffer {
  /** Takes a connection that nobody has read from. */
  take(socket: Socket): void;
  /** Destroys all connections that still wait. */
  close(): void;
  /** How many wait. */
  readonly waiting: number;
}

/**
 * A sniffer with its own list of connections that have not shown their
 * protocol yet. Each leaves it by its first bytes, by its end, by the
 * deadline, or, the oldest first, when there are too many.
 */
export function createSniffer(options: SnifferOptions): Sniffer {
  const waiting = new Set<Socket>();
  return {
    get waiting() {
      return waiting.size;
    },
    take(socket) {
      const oldest =
        waiting.size >= options.waitingConnections ? waiting.values().next().value : undefined;
      if (oldest !== undefined) {
        waiting.delete(oldest);
        oldest.destroy();
      }
      waiting.add(socket);
      sniff(socket, { ...options, done: () => waiting.delete(socket) });
    },
    close() {
      for (const socket of waiting) socket.destroy();
    },
  };
}

/** Reads until the bytes complete the preface or differ from it. */
function sniff(socket: Socket, options: SnifferOptions & { readonly done: () => void }): void {
  let seen: Buffer | undefined;
  const timer = setTimeout(() => socket.destroy(), options.firstBytesMs);
  const stop = (): void => {
    clearTimeout(timer);
    options.done();
    socket.off("data", onData).off("end", onEnd).off("error", ignore).off("close", stop);
  };
  const onEnd = (): void => {
    socket.destroy();
  };
  const onData = (chunk: Buffer): void => {
    seen = seen === undefined ? chunk : Buffer.concat([seen, chunk]);
    const length = Math.min(seen.length, preface.length);
    const isPreface = seen.compare(preface, 0, length, 0, length) === 0;
    if (isPreface && length < preface.length) return;
    stop();
    socket.pause();
    socket.unshift(seen);
    if (!isPreface) {
      options.http1(socket);
      // Only now does somebody listen; a paused socket would keep the first bytes.
      socket.resume();
      return;
    }
    // The listening http.Server accepts half-open connections; an HTTP/2
    // session on one would outlive its client for ever.
    socket.allowHalfOpen = false;
    options.http2(socket);
  };
  socket.on("data", onData).on("end", onEnd).on("error", ignore).on("close", stop);
}

/** A connection that breaks before it said anything needs no words. */
function ignore(): void {}

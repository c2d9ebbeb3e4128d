/**
 * HTTP/2 (RFC 9113) on an open socket. undici's own takes the part of an answer
 * that came before a reset for the whole, fails every call at a GOAWAY, and can
 * bring the process down when a socket closes; node:http2 does none of that.
 */
import { connect, constants } from "node:http2";
import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from "node:http2";
import type { Socket } from "node:net";
import { DispatchFailure } from "../failure.ts";
import type { Exchange } from "./exchange.ts";

/** What a session is made of. */
export interface Http2SessionOptions {
  readonly origin: string;
  readonly maxHeaderBytes: number;
  readonly maxStreams: number;
  /** It takes no new calls, while those that it has may go on; or it takes some again. */
  readonly onChange: () => void;
  /** The session is over, and its socket closed. */
  readonly onClose: () => void;
}

/** A session, and the streams on it. */
export class Http2Session {
  readonly #options: Http2SessionOptions;
  readonly #session: ClientHttp2Session;
  readonly #authority: string;
  #streams = 0;
  #leaving = false;
  /** A call had no answer in time, and nothing has come from the server since. */
  #doubtful = false;

  constructor(socket: Socket, options: Http2SessionOptions) {
    this.#options = options;
    this.#authority = new URL(options.origin).host;
    this.#session = connect(options.origin, {
      createConnection: () => socket,
      settings: {
        enablePush: false,
        // A whole answer of the platform's size, and its headers, without a wait for the window.
        initialWindowSize: 262_144,
        maxHeaderListSize: options.maxHeaderBytes,
      },
    });
    // Every stream gets the error as well, and with it the call.
    this.#session
      .on("error", () => undefined)
      .once("goaway", () => {
        this.#leaving = true;
        options.onChange();
      })
      .once("close", options.onClose);
    this.#session.unref();
  }

  /** How many calls it takes at once: none after a GOAWAY, nor while it is in doubt. */
  get capacity(): number {
    if (this.#leaving || this.#doubtful || this.#session.closed || this.#session.destroyed)
      return 0;
    // Before the server's settings have come, its limit is not known.
    const { maxConcurrentStreams } = this.#session.remoteSettings;
    return Math.min(maxConcurrentStreams ?? Infinity, this.#options.maxStreams);
  }

  /** Sends a call. */
  send(exchange: Exchange): void {
    const { body } = exchange.options;
    try {
      const stream = this.#session.request(this.#headersOf(exchange), { endStream: body === null });
      this.#hold();
      exchange.onRequestStart({
        abort: (reason) => {
          stream.close(constants.NGHTTP2_CANCEL);
          if (DispatchFailure.is(reason) && reason.kind === "timeout") this.#doubt();
        },
      });
      this.#listen(stream, exchange);
      if (body !== null) stream.end(body);
    } catch (error) {
      exchange.onResponseError(undefined, error);
    }
  }

  /** Ends the session and fails what is on it. */
  destroy(): void {
    this.#session.destroy();
  }

  /**
   * Asks the server whether it is there still. The network can lose a connection
   * without a word, and each call after would wait on it for its whole time.
   */
  #doubt(): void {
    if (this.#doubtful || this.#session.destroyed) return;
    this.#doubtful = true;
    this.#session.ping((error) => {
      if (error !== null) return;
      this.#doubtful = false;
      this.#options.onChange();
    });
  }

  #headersOf({ options }: Exchange): OutgoingHttpHeaders {
    // Without a prototype: headers may have the names of what objects inherit.
    const headers = Object.create(null) as Record<string, string | string[]>;
    headers[":method"] = options.method;
    headers[":scheme"] = "https";
    headers[":authority"] = this.#authority;
    headers[":path"] = options.path;
    const { headers: flat } = options;
    for (let index = 0; index + 1 < flat.length; index += 2) {
      const name = flat[index]?.toLowerCase() ?? "";
      const value = flat[index + 1] ?? "";
      const before = headers[name];
      headers[name] = before === undefined ? value : [before, value].flat();
    }
    return headers;
  }

  #listen(stream: ClientHttp2Stream, exchange: Exchange): void {
    let answered = false;
    let ended = false;
    stream
      .on("response", (headers, _flags, raw: readonly string[]) => {
        answered = true;
        // What the settings ask for, servers need not heed; nghttp2's own limit is 64 KiB.
        if (lengthOf(raw) > this.#options.maxHeaderBytes) {
          exchange.fail(this.#tooLong());
          return;
        }
        exchange.onResponseStart(undefined, Number(headers[":status"]), headers);
      })
      .on("data", (chunk: Buffer) => {
        exchange.onResponseData(undefined, chunk);
      })
      .on("end", () => {
        ended = true;
      })
      .on("error", (error) => {
        exchange.onResponseError(undefined, error);
      })
      .once("close", () => {
        this.#letGo();
        // A stream that was cancelled ends without an error; only its code tells.
        const whole = answered && ended && stream.rstCode === constants.NGHTTP2_NO_ERROR;
        if (whole) exchange.onResponseEnd();
        else
          exchange.onResponseError(
            undefined,
            new DispatchFailure(
              "reset",
              "The server ended the stream before the answer was whole.",
            ),
          );
      });
  }

  #tooLong(): DispatchFailure {
    return new DispatchFailure(
      "protocol",
      `The header section of the answer of ${this.#authority} is too long.`,
    );
  }

  /** A session with calls keeps the process alive. */
  #hold(): void {
    this.#streams += 1;
    if (this.#streams === 1) this.#session.ref();
  }

  #letGo(): void {
    this.#streams -= 1;
    if (this.#streams === 0) this.#session.unref();
  }
}

/** The length of names and values. */
function lengthOf(raw: readonly string[]): number {
  let length = 0;
  for (const text of raw) length += text.length;
  return length;
}

/**
 * A request of HTTP/1.1 whose body can go straight to whoever collects it.
 * As a stream it would pass through four ticks, a buffer and seven events on
 * its way, for a body that as a rule is one chunk and is there already.
 */
import { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

/** Takes a body, chunk by chunk. */
export interface BodySink {
  chunk(bytes: Buffer): void;
  /** The body is complete. Not called if the client goes away before. */
  end(): void;
}

/** The class of requests that the server hands to node:http (its option `IncomingMessage`). */
export class Http1Request extends IncomingMessage {
  #sink: BodySink | undefined;
  #ended = false;

  /**
   * Sends the body to a sink from now on; the request is no stream any more, and
   * emits no `data`.
   *
   * @returns false if it has begun to arrive already: then it is to be read as a stream
   */
  deliverTo(sink: BodySink): boolean {
    if (this.complete || this.readableDidRead || this.readableLength > 0) return false;
    this.#sink = sink;
    // As every reader does: node:http drops a body that nobody has asked for.
    this._read(0);
    return true;
  }

  /** node:http calls it with each chunk, and with null at the end. */
  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    if (this.#sink === undefined) return super.push(chunk, encoding);
    if (chunk === null) {
      this.#ended = true;
      // Not within the parser's call, whose asynchronous context is that of the connection:
      // what a handler enters into its own would be there for the next request.
      process.nextTick(endOf, this, this.#sink);
    } else this.#sink.chunk(chunk);
    return true;
  }

  static {
    // By this property node:http knows that it may let go of a request. TypeScript
    // takes Node's accessor for a field, and allows no accessor in its place.
    const ofStream = Object.getOwnPropertyDescriptor(Readable.prototype, "readableEnded");
    Object.defineProperty(this.prototype, "readableEnded", {
      configurable: true,
      get(this: Http1Request): boolean {
        return this.#ended || ofStream?.get?.call(this) === true;
      },
    });
  }
}

function endOf(request: Http1Request, sink: BodySink): void {
  sink.end();
  // node:http listens where it has sent the answer before: then it waits to let go of the request.
  if (request.listenerCount("end") > 0) request.emit("end");
}

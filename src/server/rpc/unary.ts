/**
 * Unary gRPC straight on the streams of node:http2.
 *
 * Connect serves every protocol; this serves the one that busy callers use, at a
 * fraction of the cost. What it does not do (JSON over gRPC, other methods than
 * POST, streaming) it leaves to Connect.
 */
import {
  create,
  fromBinary,
  toBinary,
  type DescMessage,
  type DescMethodUnary,
  type MessageInitShape,
} from "@bufbuild/protobuf";
import { Code, ConnectError, type MethodImplSpec } from "@connectrpc/connect";
import { compressionGzip } from "@connectrpc/connect-node";
import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { isPromise } from "../../handler/awaitable.ts";
import { parseGrpcTimeout } from "../../transcoding/grpc-timeout.ts";
import type { Arrivals } from "./arrivals.ts";
import { EnvelopeReader, writeEnvelope, type Envelope } from "./envelope.ts";
import { isFault, toConnectError, type OnFault } from "./error.ts";
import { errorTrailers, nodeHeaders, okTrailers } from "./grpc-status.ts";
import { UnaryContext } from "./unary-context.ts";
import { unreadable } from "./unreadable-message.ts";

/** The implementation of a unary method, with its descriptor. */
export type UnaryMethod = Extract<MethodImplSpec, { kind: "unary" }>;

/** Limits of the unary path, all finite. */
export interface UnaryOptions {
  /** Largest message in bytes, as sent and as decompressed. */
  readonly maxMessageBytes: number;
  /** Smallest answer in bytes that is compressed, for clients that take gzip. */
  readonly compressMinBytes: number;
  /** Longest deadline in milliseconds; longer ones are shortened to it. */
  readonly maxTimeoutMs: number;
  /** Bytes of a refused request that are still read and dropped, so that the client sees the answer. */
  readonly discardBytes: number;
  /** Where requests wait that have not arrived whole. */
  readonly arrivals: Arrivals;
  readonly onFault: OnFault;
}

/** Whether the unary path knows this kind of request: a POST of binary gRPC. */
export function isUnaryGrpc(headers: IncomingHttpHeaders): boolean {
  const type = headers["content-type"];
  return (
    (type === "application/grpc" || type === "application/grpc+proto") &&
    headers[":method"] === "POST"
  );
}

/** Serves one call: reads the request from the stream, runs the method, writes the answer. Never throws. */
export function serveUnary(
  stream: ServerHttp2Stream,
  { headers, spec, options }: UnaryCallInit,
): void {
  new UnaryCall(stream, { headers, spec, options }).start();
}

/** What a call needs, besides its stream. */
export interface UnaryCallInit {
  readonly headers: IncomingHttpHeaders;
  readonly spec: UnaryMethod;
  readonly options: UnaryOptions;
}

class UnaryCall {
  readonly #stream: ServerHttp2Stream;
  readonly #headers: IncomingHttpHeaders;
  readonly #spec: UnaryMethod;
  readonly #options: UnaryOptions;
  readonly #context: UnaryContext;
  readonly #reader: EnvelopeReader;
  /** Set once the answer is on its way, or nobody waits for one any more. */
  #over = false;
  /** Bytes that came after the answer. */
  #dropped = 0;

  constructor(stream: ServerHttp2Stream, { headers, spec, options }: UnaryCallInit) {
    this.#stream = stream;
    this.#headers = headers;
    this.#spec = spec;
    this.#options = options;
    this.#reader = new EnvelopeReader(options.maxMessageBytes);
    const timeout = headers["grpc-timeout"];
    const grantedMs = typeof timeout === "string" ? parseGrpcTimeout(timeout) : undefined;
    this.#context = new UnaryContext({
      method: spec.method,
      headers,
      timeoutMs: grantedMs === undefined ? undefined : Math.min(grantedMs, options.maxTimeoutMs),
      onDeadline: (error) => this.#fail(error),
    });
  }

  start(): void {
    const stream = this.#stream;
    stream.on("error", ignore);
    stream.on("close", () => this.#closed());
    stream.on("data", (chunk: Buffer) => this.#receive(chunk));
    const refusal = this.#refusal();
    if (refusal !== undefined) return this.#fail(refusal);
    stream.on("end", () => this.#arrived());
    this.#options.arrivals.add(this);
  }

  /** The rest of the request has not come in time. */
  late(): void {
    this.#fail(new ConnectError("The request did not arrive in time.", Code.DeadlineExceeded));
  }

  #refusal(): ConnectError | undefined {
    const timeout = this.#headers["grpc-timeout"];
    if (typeof timeout === "string" && parseGrpcTimeout(timeout) === undefined)
      return new ConnectError(`grpc-timeout cannot be read: ${timeout}`, Code.InvalidArgument);
    const encoding = this.#headers["grpc-encoding"];
    if (encoding !== undefined && encoding !== "identity" && encoding !== "gzip")
      return new ConnectError(
        `grpc-encoding is unknown: ${String(encoding)}. Use identity or gzip.`,
        Code.Unimplemented,
      );
    return undefined;
  }

  #receive(chunk: Buffer): void {
    if (this.#over) return this.#drop(chunk);
    try {
      this.#reader.push(chunk);
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #drop(chunk: Buffer): void {
    this.#dropped += chunk.length;
    if (this.#dropped > this.#options.discardBytes) this.#stream.close(noError);
  }

  #arrived(): void {
    this.#options.arrivals.delete(this);
    if (this.#over) return;
    try {
      const { compressed, data } = this.#reader.end();
      if (!compressed) return this.#run(data);
      this.#inflate(data).then(
        (inflated) => this.#run(inflated),
        (thrown: unknown) => this.#failed(thrown),
      );
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  /** Runs the method; an answer that is there at once costs no promise of ours. */
  #run(data: Uint8Array): void {
    const { method, impl } = this.#spec;
    try {
      const result = impl(fromBinaryOrRefuse(method, data), this.#context);
      if (!isPromise(result)) return this.#answer(result);
      Promise.resolve(result).then(
        (output) => this.#answer(output),
        (thrown: unknown) => this.#failed(thrown),
      );
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  #answer(output: MessageInitShape<DescMessage>): void {
    if (this.#over) return;
    try {
      const { output: schema } = this.#spec.method;
      const data = toBinary(schema, create(schema, output));
      if (!this.#takesGzip(data)) return this.#send({ compressed: false, data });
      compressionGzip.compress(Uint8Array.from(data)).then(
        (smaller) => this.#send({ compressed: true, data: smaller }),
        (thrown: unknown) => this.#failed(thrown),
      );
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  /** What an implementation threw, or the codec. */
  #failed(thrown: unknown): void {
    const { method } = this.#spec;
    if (isFault(thrown)) this.#options.onFault(thrown, `/${method.parent.typeName}/${method.name}`);
    this.#fail(thrown);
  }

  async #inflate(data: Uint8Array): Promise<Uint8Array> {
    if (this.#headers["grpc-encoding"] !== "gzip")
      throw new ConnectError(
        "The message is compressed, but grpc-encoding is missing.",
        Code.Internal,
      );
    return compressionGzip.decompress(Uint8Array.from(data), this.#options.maxMessageBytes);
  }

  #takesGzip(data: Uint8Array): boolean {
    if (data.length < this.#options.compressMinBytes) return false;
    return String(this.#headers["grpc-accept-encoding"] ?? "").includes("gzip");
  }

  #send(answer: Envelope): void {
    if (this.#over) return;
    this.#respond(answer.compressed, okTrailers(this.#context.ownTrailer));
    this.#end();
    this.#stream.end(writeEnvelope(answer));
  }

  #respond(compressed: boolean, trailers: OutgoingHttpHeaders): void {
    const headers = this.#responseHeaders();
    if (compressed) headers["grpc-encoding"] = "gzip";
    this.#stream.respond(headers, { waitForTrailers: true });
    this.#stream.on("wantTrailers", () => {
      try {
        this.#stream.sendTrailers(trailers);
      } catch (unsent) {
        this.#abandon(unsent);
      }
    });
  }

  /** The answer cannot be written, such as with a header that HTTP/2 forbids. */
  #abandon(thrown: unknown): void {
    this.#options.onFault(thrown, String(this.#headers[":path"]));
    this.#stream.close(internalError);
  }

  /** Ends the call with a status and no message; in one frame, unless the implementation has set headers. */
  #fail(thrown: unknown): void {
    if (this.#over) return;
    this.#end();
    try {
      const trailers = errorTrailers(toConnectError(thrown), this.#context.ownTrailer);
      if (this.#context.ownHeader === undefined) {
        this.#stream.respond({ ...this.#responseHeaders(), ...trailers }, { endStream: true });
      } else {
        this.#respond(false, trailers);
        this.#stream.end();
      }
    } catch (unsent) {
      this.#abandon(unsent);
    }
  }

  #responseHeaders(): OutgoingHttpHeaders {
    const own = this.#context.ownHeader;
    return {
      ...(own && nodeHeaders(own)),
      ":status": 200,
      "content-type": this.#headers["content-type"],
      "grpc-accept-encoding": "identity,gzip",
    };
  }

  #end(): void {
    this.#over = true;
    this.#options.arrivals.delete(this);
    this.#context.end();
  }

  #closed(): void {
    if (this.#over) return;
    this.#over = true;
    this.#options.arrivals.delete(this);
    this.#context.callerLeft();
  }
}

// Error codes of https://www.rfc-editor.org/rfc/rfc9113#section-7
const noError = 0;
const internalError = 2;

function fromBinaryOrRefuse(
  { input }: DescMethodUnary,
  data: Uint8Array,
): ReturnType<typeof fromBinary> {
  try {
    return fromBinary(input, data);
  } catch (cause) {
    throw unreadable(input, String(cause));
  }
}

/** A stream's error is followed by its close, which is what counts. */
function ignore(): void {}

/**
 * The body of a unary gRPC request: exactly one length-prefixed message.
 */
import { Code, ConnectError } from "@connectrpc/connect";

/** Bytes before each message: one of flags, four of length, big-endian. */
const prefixBytes = 5;

/** A message as it came, perhaps compressed. */
export interface Envelope {
  readonly compressed: boolean;
  readonly data: Uint8Array;
}

/**
 * Collects the bytes of one envelope. Nothing beyond the announced length is
 * kept, and a length over the limit is refused before the message comes.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#requests
 */
export class EnvelopeReader {
  readonly #maxBytes: number;
  #bytes: Buffer | undefined;
  #more: Buffer[] | undefined;
  #received = 0;
  /** Bytes of prefix and message, once the prefix is there. */
  #expected = 0;

  /** @param maxBytes the largest message, as it stands on the wire */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes the next bytes. Throws a ConnectError: RESOURCE_EXHAUSTED, UNIMPLEMENTED for a second message, INTERNAL for flags that gRPC does not have. */
  push(chunk: Buffer): void {
    this.#received += chunk.length;
    if (this.#bytes === undefined) this.#bytes = chunk;
    else (this.#more ??= []).push(chunk);
    if (this.#expected === 0 && this.#received >= prefixBytes) this.#readPrefix();
    if (this.#expected > 0 && this.#received > this.#expected)
      throw new ConnectError("A unary call takes one message; more came.", Code.Unimplemented);
  }

  /** The message, after the last bytes. Throws a ConnectError: UNIMPLEMENTED for none, INVALID_ARGUMENT for a part. */
  end(): Envelope {
    if (this.#received === 0)
      throw new ConnectError("A unary call takes one message; none came.", Code.Unimplemented);
    if (this.#received !== this.#expected)
      throw new ConnectError("The message ends before its announced length.", Code.InvalidArgument);
    const bytes = this.#joined();
    return { compressed: bytes[0] === 1, data: bytes.subarray(prefixBytes) };
  }

  #readPrefix(): void {
    const prefix = this.#joined();
    if ((prefix[0] ?? 0) > 1)
      throw new ConnectError(
        `The message begins with the flags ${prefix[0]}; gRPC has 0 and 1.`,
        Code.Internal,
      );
    const length = prefix.readUInt32BE(1);
    if (length > this.#maxBytes)
      throw new ConnectError(
        `The message has ${length} bytes; at most ${this.#maxBytes} are taken.`,
        Code.ResourceExhausted,
      );
    this.#expected = prefixBytes + length;
  }

  #joined(): Buffer {
    if (this.#more !== undefined) {
      this.#bytes = Buffer.concat([this.#bytes ?? Buffer.alloc(0), ...this.#more]);
      this.#more = undefined;
    }
    return this.#bytes ?? Buffer.alloc(0);
  }
}

/** One message with its prefix, ready to be sent. */
export function writeEnvelope({ compressed, data }: Envelope): Buffer {
  const frame = Buffer.allocUnsafe(prefixBytes + data.length);
  frame[0] = compressed ? 1 : 0;
  frame.writeUInt32BE(data.length, 1);
  frame.set(data, prefixBytes);
  return frame;
}

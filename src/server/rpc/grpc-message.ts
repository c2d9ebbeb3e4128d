/**
 * Percent-encoding of the grpc-message trailer.
 */

/**
 * A status message as the value of `grpc-message`: printable ASCII stays, save
 * for the percent sign; all else becomes the percent-encoded bytes of its UTF-8,
 * and a lone surrogate becomes U+FFFD. Spaces at either end are encoded too,
 * for HTTP trims header values.
 *
 * Clients that decode with `decodeURI` or with `decodeURIComponent` both read
 * the message as it was.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#responses
 */
export function encodeGrpcMessage(message: string): string {
  return message
    .toWellFormed()
    .replaceAll(/[^\x20-\x24\x26-\x7e]/gu, encodeURIComponent)
    .replaceAll(/^ +| +$/g, (spaces) => "%20".repeat(spaces.length));
}

/**
 * The value of `grpc-message` as Connect writes it (encodeURIComponent), written
 * as the specification has it. What Connect did not write stays untouched.
 */
export function mendGrpcMessage(value: string): string {
  try {
    return encodeGrpcMessage(decodeURIComponent(value));
  } catch {
    return value;
  }
}

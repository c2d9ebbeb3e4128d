/** Names of headers. */

/**
 * Headers of the connection and of the framing, in lower case (RFC 9110, section
 * 7.6.1; RFC 9113, section 8.2.2). The transport writes its own; HTTP/2 takes
 * none of them.
 */
export const connectionHeaders: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Whether a text can be the name of a header: a token (RFC 9110, section 5.6.2). */
export function isHeaderName(text: string): boolean {
  return token.test(text);
}

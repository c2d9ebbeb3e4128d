/**
 * What errors of undici, Node and OpenSSL come to. The one place that knows
 * their codes; each rule says which case it is for.
 *
 * A failure carries the code and no cause: foreign errors hold sockets,
 * bytes of answers and, where an argument was wrong, what was in it.
 */
import { DispatchFailure } from "../failure.ts";
import type { FailureKind } from "../failure.ts";

/** Where an error came up. */
export interface ErrorPlace {
  /** The host of the URL. */
  readonly host: string;
  /** Whether it was while looking up, connecting and shaking hands, before anything was sent. */
  readonly connecting: boolean;
  /** The status of the answer, where its header section had come. */
  readonly statusCode?: number;
}

interface Rule {
  /** Matches the error's code as a whole. */
  readonly code: RegExp;
  readonly kind: FailureKind;
  /** A sentence without its end; the code follows it. */
  readonly say: (host: string) => string;
}

/** Rules for certificates and handshakes, in either phase: with TLS 1.3 a server refuses after the client has begun to send. */
const tlsRules: readonly Rule[] = [
  {
    // A leaf, or a chain's root, that is signed by itself and not trusted.
    code: /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/,
    kind: "tls",
    say: (host) => `The certificate of ${host} is self-signed and not trusted`,
  },
  {
    // Issued by a CA that is not trusted, or sent without its intermediates.
    code: /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?)$/,
    kind: "tls",
    say: (host) => `The certificate of ${host} is by no CA that is trusted`,
  },
  {
    code: /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
    kind: "tls",
    say: (host) => `The certificate of ${host} has expired or is not valid yet`,
  },
  {
    code: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    kind: "tls",
    say: (host) => `The certificate of ${host} is for other names`,
  },
  {
    // The alert for TLS 1.3, and what TLS 1.2 servers commonly send in its place.
    code: /^ERR_SSL_(TLSV13_ALERT_CERTIFICATE_REQUIRED|SSLV3_ALERT_HANDSHAKE_FAILURE|SSL\/TLS_ALERT_HANDSHAKE_FAILURE)$/,
    kind: "tls",
    say: (host) => `${host} refused the handshake, as it does without a client certificate`,
  },
  {
    // The server knows no version from 1.2, or we were sent an older one.
    code: /^ERR_SSL_(TLSV1_ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE)$/,
    kind: "tls",
    say: (host) => `${host} does not speak TLS 1.2 or newer`,
  },
  {
    // Plain HTTP, or anything else, on the port.
    code: /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|RECORD_LAYER_FAILURE)$/,
    kind: "tls",
    say: (host) => `${host} does not speak TLS on this port`,
  },
  {
    // Alerts, ciphers, and the verification results of OpenSSL that have no rule of their own.
    code: /^(ERR_SSL_.*|ERR_TLS_.*|EPROTO|CERT_.*|CRL_.*|.*_CERT_.*|.*_CERT|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED)$/,
    kind: "tls",
    say: (host) => `TLS with ${host} failed`,
  },
];

const connectRules: readonly Rule[] = [
  {
    // getaddrinfo, and c-ares for SRV records: no such name, no record, no answer.
    code: /^(ENOTFOUND|EAI_.*|ENODATA|ESERVFAIL|EREFUSED|ENONAME|EBADNAME|EBADQUERY|ETIMEOUT)$/,
    kind: "dns",
    say: (host) => `The host ${host} has no address`,
  },
  ...tlsRules,
  {
    code: /^ECONNREFUSED$/,
    kind: "connect",
    say: (host) => `${host} refused the connection`,
  },
];

/** No route, a firewall, no descriptor left, cut off in the handshake: nothing was sent. */
const noConnection: Omit<Rule, "code"> = {
  kind: "connect",
  say: (host) => `No connection to ${host} could be made`,
};

const exchangeRules: readonly Rule[] = [
  {
    // Ended in the middle of a chunked body, or before the bytes that Content-Length promised.
    code: /^(HPE_INVALID_EOF_STATE|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/,
    kind: "reset",
    say: (host) => `${host} ended the connection within its answer`,
  },
  {
    // llhttp: not HTTP/1.1, or not as strict as it has to be against smuggling.
    code: /^HPE_.*$/,
    kind: "protocol",
    say: (host) => `What ${host} answered is no HTTP`,
  },
  {
    code: /^UND_ERR_HEADERS_OVERFLOW$/,
    kind: "protocol",
    say: (host) => `The header section of the answer of ${host} is too long`,
  },
  {
    // nghttp2: not HTTP/2. The end of a stream or session is a reset, below.
    code: /^ERR_HTTP2_ERROR$/,
    kind: "protocol",
    say: (host) => `What ${host} answered is no HTTP/2`,
  },
  {
    // undici and node:http2 refuse before they send: a header that may come once comes twice, say.
    code: /^(UND_ERR_INVALID_ARG|UND_ERR_NOT_SUPPORTED|ERR_INVALID_.*|ERR_HTTP2_(HEADER|INVALID_(HEADER|CONNECTION|PSEUDO)|PSEUDO).*)$/,
    kind: "plan",
    say: () => "The request holds what HTTP can't carry, in its headers as a rule",
  },
  {
    code: /^UND_ERR_(CLOSED|DESTROYED|ABORTED)$/,
    kind: "cancelled",
    say: () => "The call was given up",
  },
  ...tlsRules,
];

/** ECONNRESET, EPIPE, the other side's FIN, GOAWAY, RST_STREAM and what is yet to come up. */
const cutOff: Omit<Rule, "code"> = {
  kind: "reset",
  say: (host) => `The connection to ${host} ended before the answer was whole`,
};

/** The failure that an error comes to. A failure stays what it is. */
export function classifyError(error: unknown, place: ErrorPlace): DispatchFailure {
  if (DispatchFailure.is(error)) return error;
  const code = codeOf(error);
  const [rules, otherwise] = place.connecting
    ? [connectRules, noConnection]
    : [exchangeRules, cutOff];
  const { kind, say } = rules.find((rule) => rule.code.test(code)) ?? otherwise;
  return new DispatchFailure(kind, `${say(place.host)}${code === "" ? "" : ` (${code})`}.`, {
    ...(place.statusCode !== undefined && { statusCode: place.statusCode }),
  });
}

/** Codes are words in capitals; anything else is not repeated. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return "";
  // undici 7.30 looks the parser's codes up in a table that has them the other way round.
  if (error.name === "HTTPParserError" && error.code === undefined)
    return /\bEOF\b/.test(error.message) ? "HPE_INVALID_EOF_STATE" : "HPE_INVALID";
  const { code } = error;
  return typeof code === "string" && /^[A-Z][A-Z0-9_/]{0,79}$/.test(code) ? code : "";
}

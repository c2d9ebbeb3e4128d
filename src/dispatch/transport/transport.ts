/** What the dispatcher needs of the network: one request, one whole answer. */

/** A request, ready to be sent. */
export interface TransportRequest {
  /** In capitals. */
  readonly method: string;
  /** Absolute; `https:`, or `http:` where the address policy allows it. */
  readonly url: string;
  /**
   * In the order in which they are sent, with the names as they are written.
   * Host, Content-Length and the others of connection and framing are written by
   * the transport; such ones in here are not sent.
   */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array;
  /** The longest that the whole exchange may take, connecting and reading the body included, in milliseconds. */
  readonly timeoutMs: number;
  /** The longest body of an answer, in bytes, after decompression too. */
  readonly maxResponseBytes: number;
  readonly tls?: TlsSettings;
  /**
   * Where to connect in place of what DNS says (Service Directory); Host and SNI
   * stay the URL's. The next one is tried where one can't be reached. Their
   * addresses are held against the address policy as well.
   */
  readonly endpoints?: readonly Endpoint[];
  /** Connections are shared by requests with the same one only: who calls. Holds no secret. Default: "". */
  readonly identity?: string;
  /**
   * Whether the address policy of the transport applies: false for what its
   * operator set up, such as a token endpoint in the own network. Default: true.
   */
  readonly checkAddress?: boolean;
  /** Gives the request up. */
  readonly signal?: AbortSignal;
}

/** Whom to trust and as whom to appear. */
export interface TlsSettings {
  /** Certificates in DER that take the place of the default trust. */
  readonly ca?: readonly Uint8Array[];
  /** The certificate to show where the server asks for one (mTLS), in PEM. */
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
}

/** Where a service listens. */
export interface Endpoint {
  /** An IP address, or a name. */
  readonly address: string;
  readonly port: number;
}

/** A whole answer, of any status. */
export interface TransportResponse {
  readonly statusCode: number;
  /** By name in lower case; several of one name are joined as HTTP says. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. With a status from 300 on, what is over the limit is cut off: the status tells all. */
  readonly body: Uint8Array;
  /** The address that answered, where it is known: `192.0.2.1:443`. */
  readonly address?: string;
}

/** Sends requests; keeps connections. */
export interface Transport {
  /**
   * Sends a request and reads the whole answer. Does not follow redirects, does not retry.
   *
   * @throws DispatchFailure `dns`, `address`, `connect`, `reset`, `tls`, `timeout`,
   *   `protocol`, `oversize` or `cancelled`; `plan` for a URL or headers that make
   *   no request. With the answer's status where its header section had come.
   */
  send(request: TransportRequest): Promise<TransportResponse>;
  /** Ends every connection; calls under way fail with `cancelled`. */
  close(): Promise<void>;
}

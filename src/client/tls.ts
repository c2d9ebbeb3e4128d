/** Certificates of a client. */

/** Certificates, in PEM. */
export interface ClientTls {
  /** Authorities to trust in place of the public ones. */
  readonly ca?: string | Uint8Array;
  /** The client's own certificate, with its chain. */
  readonly cert?: string | Uint8Array;
  /** The private key of `cert`. */
  readonly key?: string | Uint8Array;
}

/** The certificates as text, as Node takes them; what is not given is left out. */
export function pemOptions({ ca, cert, key }: ClientTls): {
  readonly [Name in keyof ClientTls]?: string;
} {
  return {
    ...(ca !== undefined && { ca: pem(ca) }),
    ...(cert !== undefined && { cert: pem(cert) }),
    ...(key !== undefined && { key: pem(key) }),
  };
}

function pem(text: string | Uint8Array): string {
  return typeof text === "string" ? text : new TextDecoder().decode(text);
}

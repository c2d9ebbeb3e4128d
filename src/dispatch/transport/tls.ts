/** Whom a connection trusts and as whom it appears. */
import { createHash, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { checkServerIdentity, createSecureContext } from "node:tls";
import type { ConnectionOptions, PeerCertificate } from "node:tls";
import { DispatchFailure } from "../failure.ts";
import { maySign } from "./key-usage.ts";
import type { TlsSettings } from "./transport.ts";

/** What is told to node:tls for a host. Made once for all connections that have the settings in common. */
export interface HostTls {
  readonly host: string;
  readonly settings: TlsSettings | undefined;
  readonly http2: boolean;
}

/**
 * The options of connections to a host: TLS 1.2 at least, the URL's host as SNI
 * and as the name that the certificate is for, wherever the connection goes.
 *
 * @throws DispatchFailure `tls` if a certificate or key of the settings can't be used
 */
export function tlsOptions({ host, settings = {}, http2 }: HostTls): ConnectionOptions {
  return {
    secureContext: secureContext(settings),
    // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED can't turn it off.
    rejectUnauthorized: true,
    ALPNProtocols: http2 ? ["h2", "http/1.1"] : ["http/1.1"],
    // RFC 6066, section 3: an address is no server name, and a name has no dot at its end.
    servername: isIP(host) === 0 ? host.replace(/\.$/, "") : "",
    checkServerIdentity: (_servername, certificate) =>
      identityError(certificate, { host, keyUsage: settings.ca !== undefined }),
  };
}

function secureContext({ ca, clientCertificate }: TlsSettings): ConnectionOptions["secureContext"] {
  try {
    return createSecureContext({
      minVersion: "TLSv1.2",
      ...(ca !== undefined && { ca: ca.map(toPem) }),
      ...(clientCertificate !== undefined && {
        cert: clientCertificate.cert,
        key: clientCertificate.key,
      }),
    });
  } catch {
    // OpenSSL's own words may quote what it could not read, which could be of the key.
    throw new DispatchFailure(
      "tls",
      "The certificates or the key to connect with are no certificates and no key that fit together.",
    );
  }
}

/** DER as PEM: Node hands OpenSSL's trust store no other form, and passes over what it can't read. */
function toPem(der: Uint8Array): string {
  return new X509Certificate(der).toString();
}

interface Identity {
  readonly host: string;
  /** Whether the key has to be one for signatures, which the platform asks of custom CAs' certificates. */
  readonly keyUsage: boolean;
}

/** Node's check, without its fall-back to the subject's common name. */
function identityError(
  certificate: PeerCertificate,
  { host, keyUsage }: Identity,
): Error | undefined {
  // Absent at run time when the certificate has none, though the type says otherwise.
  const names: string | undefined = certificate.subjectaltname;
  if (names === undefined)
    return new DispatchFailure(
      "tls",
      `The certificate of ${host} has no subject alternative name; its common name does not count.`,
    );
  if (keyUsage && !maySign(certificate.raw))
    return new DispatchFailure(
      "tls",
      `The certificate of ${host} has a key usage without digitalSignature.`,
    );
  return checkServerIdentity(host, certificate);
}

const fingerprints = new WeakMap<TlsSettings, string>();

/** What tells settings apart; the same for settings with the same content. Holds no secret. */
export function tlsFingerprint(settings: TlsSettings | undefined): string {
  if (settings === undefined) return "";
  const known = fingerprints.get(settings);
  if (known !== undefined) return known;
  const hash = createHash("sha256");
  for (const der of settings.ca ?? []) hash.update(`${der.byteLength};`).update(der);
  hash.update(settings.ca === undefined ? "default" : "custom");
  const { cert = "", key = "" } = settings.clientCertificate ?? {};
  hash.update(`${cert.length};`).update(cert).update(key);
  const fingerprint = hash.digest("base64url");
  fingerprints.set(settings, fingerprint);
  return fingerprint;
}

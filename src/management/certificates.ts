/** Certificates that a webhook trusts, `allowed_ca_certs`. */
import { X509Certificate } from "node:crypto";

/** What is told of a certificate. Nothing of it is secret. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** The serial number, in hexadecimal. */
  readonly serialNumber: string;
  /** SHA-256 of the DER bytes, in hexadecimal with colons. */
  readonly fingerprint: string;
  readonly validFrom: Date;
  /** When it expires. */
  readonly validTo: Date;
}

/**
 * Reads one certificate in DER (RFC 5280), with nothing behind it.
 *
 * @returns undefined if the bytes are no such certificate: PEM, for one
 */
export function readCertificate(der: Uint8Array): CertificateFacts | undefined {
  // node:crypto takes PEM as well, and passes over what follows; a DER certificate is a SEQUENCE.
  if (der[0] !== 0x30) return undefined;
  const certificate = parse(der);
  if (certificate === undefined || !certificate.raw.equals(der)) return undefined;
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    serialNumber: certificate.serialNumber,
    fingerprint: certificate.fingerprint256,
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
  };
}

function parse(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

const noticeMs = 30 * 86_400_000;

/**
 * A sentence about a certificate that has expired, is not valid yet, or will
 * expire within 30 days; undefined if there is nothing to say.
 *
 * @param now milliseconds since the epoch
 */
export function expiryNotice(certificate: CertificateFacts, now: number): string | undefined {
  const { subject, validFrom, validTo } = certificate;
  const named = `The certificate ${subject.replaceAll("\n", ", ")}`;
  if (validTo.getTime() <= now) return `${named} expired on ${validTo.toISOString()}.`;
  if (validFrom.getTime() > now) return `${named} is valid from ${validFrom.toISOString()} on.`;
  if (validTo.getTime() - now > noticeMs) return undefined;
  return `${named} expires on ${validTo.toISOString()}.`;
}

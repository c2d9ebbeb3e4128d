/**
 * TLS certificates from files, read again without a restart.
 */
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import type { SecureContextOptions } from "node:tls";

/** Where the certificates are. */
export interface TlsFiles {
  /** The path of the certificate chain, PEM. */
  readonly cert: string;
  /** The path of its private key, PEM. */
  readonly key: string;
  /**
   * The path of the CAs of client certificates, PEM. With it, every route
   * except `/livez` and `/readyz` demands a certificate. Default: none is asked for.
   */
  readonly clientCa?: string;
  /** How often the files are looked at for changes, in seconds. Default: 60; 0 for never. */
  readonly reloadSeconds?: number;
}

/** Certificates that follow their files. */
export interface Certificates {
  /** What was read last and was good. */
  readonly context: SecureContextOptions;
  /**
   * Reads the files again.
   *
   * @returns true if they have changed and are good; false if they are as before
   * @throws if they are bad; what was good stays in use
   */
  reload(): Promise<boolean>;
}

/**
 * Reads the files.
 *
 * @throws if one can't be read, or certificate and key don't fit together
 */
export async function loadCertificates(files: TlsFiles): Promise<Certificates> {
  const { reloadSeconds = 60 } = files;
  if (!Number.isFinite(reloadSeconds) || reloadSeconds < 0 || reloadSeconds > 86_400)
    throw new TypeError(
      `tls.reloadSeconds is ${reloadSeconds}; it must be a number from 0 to 86400.`,
    );
  let context = await readContext(files);
  return {
    get context() {
      return context;
    },
    async reload() {
      const next = await readContext(files);
      const same = next.cert === context.cert && next.key === context.key && next.ca === context.ca;
      context = next;
      return !same;
    },
  };
}

async function readContext(files: TlsFiles): Promise<SecureContextOptions> {
  const [cert, key, ca] = await Promise.all([
    readFile(files.cert, "utf8"),
    readFile(files.key, "utf8"),
    files.clientCa === undefined ? undefined : readFile(files.clientCa, "utf8"),
  ]);
  const context: SecureContextOptions = { cert, key, ...(ca !== undefined && { ca }) };
  // Throws what Node would throw at the next handshake: half-written files, a key that does not fit.
  createSecureContext(context);
  return context;
}

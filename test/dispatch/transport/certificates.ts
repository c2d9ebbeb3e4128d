/** Certificates of every kind that a client has to judge, made by openssl in a folder that is removed afterwards. */
import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What a certificate says. */
export interface IssueOptions {
  /** Subject alternative names. Default: `DNS:localhost,IP:127.0.0.1`; empty for none. */
  readonly names?: string;
  readonly keyUsage?: string;
  /** Days until it expires; negative for one that has. Default: 2. */
  readonly days?: number;
  /** Signed by its own key. Default: by the CA. */
  readonly selfSigned?: boolean;
}

/** A certificate and its key. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
  readonly der: Uint8Array;
}

/** A CA. */
export interface Authority extends AsyncDisposable {
  readonly der: Uint8Array;
  readonly pem: string;
  /** @param name the common name, and the name of the files */
  issue(name: string, options?: IssueOptions): Promise<Issued>;
}

const newKey = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

/** A new CA in a new folder. */
export async function createAuthority(): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), "fulfillkit-transport-"));
  const at = (name: string): string => join(folder, name);
  const openssl = async (options: string): Promise<unknown> => run("openssl", options.split(" "));
  await openssl(
    `req -x509 ${newKey} -days 2 -keyout ${at("ca.key")} -out ${at("ca.pem")} -subj /CN=test-ca`,
  );
  const pem = await readFile(at("ca.pem"), "utf8");
  return {
    pem,
    der: new X509Certificate(pem).raw,
    async issue(name, options = {}) {
      const { names = "DNS:localhost,IP:127.0.0.1", keyUsage, days = 2 } = options;
      const [key, request, cert] = ["key", "csr", "pem"].map((end) => at(`${name}.${end}`));
      const extensions = [
        "basicConstraints=CA:FALSE",
        ...(names === "" ? [] : [`subjectAltName=${names}`]),
        ...(keyUsage === undefined ? [] : [`keyUsage=critical,${keyUsage}`]),
      ];
      const added = extensions.map((extension) => `-addext ${extension}`).join(" ");
      await openssl(`req ${newKey} -keyout ${key} -out ${request} -subj /CN=${name} ${added}`);
      const signer =
        options.selfSigned === true
          ? `-signkey ${key}`
          : `-CA ${at("ca.pem")} -CAkey ${at("ca.key")} -CAcreateserial`;
      await openssl(
        `x509 -req -in ${request} ${signer} -days ${days} -copy_extensions copy -out ${cert}`,
      );
      const text = await readFile(String(cert), "utf8");
      return {
        cert: text,
        key: await readFile(String(key), "utf8"),
        der: new X509Certificate(text).raw,
      };
    },
    [Symbol.asyncDispose]: async () => rm(folder, { recursive: true, force: true }),
  };
}

/** Certificates for tests, made by openssl in a folder that is removed afterwards. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A folder with a CA and certificates that it has signed. */
export interface TestAuthority extends AsyncDisposable {
  readonly folder: string;
  /** The path of the CA's certificate. */
  readonly ca: string;
  readonly caText: string;
  /** Signs a certificate for localhost and 127.0.0.1, and returns the paths. */
  issue(
    name: string,
  ): Promise<{ readonly cert: string; readonly key: string; readonly serial: string }>;
}

/** Runs openssl with options that have no spaces in them. */
async function openssl(options: string): Promise<string> {
  const { stdout } = await run("openssl", options.split(" "));
  return stdout;
}

const newKey = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";

/** A new CA in a new folder. */
export async function createAuthority(): Promise<TestAuthority> {
  const folder = await mkdtemp(join(tmpdir(), "fulfillkit-tls-"));
  const ca = join(folder, "ca.pem");
  const caKey = join(folder, "ca.key");
  await openssl(`req ${newKey} -keyout ${caKey} -out ${ca} -subj /CN=test-ca`);
  return {
    folder,
    ca,
    caText: await readFile(ca, "utf8"),
    async issue(name) {
      const cert = join(folder, `${name}.pem`);
      const key = join(folder, `${name}.key`);
      await openssl(
        `req ${newKey} -CA ${ca} -CAkey ${caKey} -keyout ${key} -out ${cert} -subj /CN=${name}` +
          " -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE",
      );
      const serial = await openssl(`x509 -in ${cert} -noout -serial`);
      return { cert, key, serial: serial.trim().replace("serial=", "") };
    },
    [Symbol.asyncDispose]: async () => rm(folder, { recursive: true, force: true }),
  };
}

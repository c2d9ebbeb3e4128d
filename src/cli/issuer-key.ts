/** Options of the commands that sign with the key of a local issuer, and the issuer that they make. */
import { resolve } from "node:path";
import type { LocalIssuer } from "../dispatch/index.ts";
import type { Clock } from "../clock.ts";
import { CommandError } from "./failure.ts";
import { UsageError, type OptionTable } from "./options.ts";

/** Where an issuer listens if nothing else is said. */
export const issuerPort = 8090;

/** As whom a local issuer signs if nothing else is said: a service agent's address, as the platform's. */
export const issuerEmail = "service-123456789012@gcp-sa-dialogflow.iam.gserviceaccount.com";

/** With which key tokens are signed, and in whose name. */
export const issuerOptions = {
  "issuer-key": {
    kind: "text",
    env: "FULFILLKIT_ISSUER_KEY",
    value: "<file>",
    help: "Private key of a local issuer, as a JWK; made where it is missing",
  },
  "issuer-url": {
    kind: "text",
    env: "FULFILLKIT_ISSUER_URL",
    value: "<url>",
    help: "The URL of a local issuer",
    shownDefault: `http://localhost:${issuerPort}`,
  },
  email: {
    kind: "text",
    env: "FULFILLKIT_ISSUER_EMAIL",
    value: "<address>",
    help: "The service agent in whose name a local issuer's tokens are",
    shownDefault: issuerEmail,
  },
} as const satisfies OptionTable;

/** The options of an issuer, beside its key. */
export interface IssuerFileOptions {
  /** The folder that a relative path starts from. */
  readonly cwd: string;
  /** The `iss` of the tokens. Default: where `fulfillkit issuer` listens, `http://localhost:8090`. */
  readonly url?: string | undefined;
  /** The service agent's address. Default: one with a made-up project number. */
  readonly email?: string | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/**
 * The issuer whose key is in a file, which is made, with mode 0600, where it is
 * missing. It signs as the issuer that `fulfillkit issuer` serves with that file.
 *
 * @param file as the command line gives it
 * @returns also the `google` of a dispatcher's options
 * @throws UsageError for a URL that can't be an issuer's, CommandError for a file that can't be used
 */
export async function localIssuerFromFile(
  file: string,
  { cwd, url = `http://localhost:${issuerPort}`, email = issuerEmail, clock }: IssuerFileOptions,
): Promise<LocalIssuer> {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "") || /[?#]|\/$/.test(url))
    throw new UsageError(
      `--issuer-url takes a URL of http or https without a query and without a slash at its end, not "${url}".`,
    );
  const { createLocalIssuer } = await import("../dispatch/index.ts");
  try {
    return await createLocalIssuer({
      issuer: url,
      email,
      keyFile: resolve(cwd, file),
      ...(clock && { clock }),
    });
  } catch (error) {
    // What the libraries throw may quote the key.
    const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
    throw new CommandError(
      code?.startsWith("E")
        ? `The issuer's key can't be kept in ${file}: ${code}.`
        : `${file} holds no private RSA key in JWK form. Move it away, and a new one is made.`,
    );
  }
}

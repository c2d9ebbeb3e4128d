/** How a command line has a webhook called: the dispatcher's options. */
import { resolve } from "node:path";
import {
  behaviours,
  chainedSecrets,
  createGoogleTokens,
  createTransport,
  environmentSecrets,
  folderSecrets,
  readEndpoints,
  resolveBehaviours,
  type AddressPolicyOptions,
  type Behaviours,
  type DispatcherOptions,
  type EndpointResolver,
  type GoogleTokens,
} from "../../dispatch/index.ts";
import type { CommandContext } from "../command.ts";
import { CommandError } from "../failure.ts";
import { localIssuerFromFile } from "../issuer-key.ts";
import { UsageError } from "../options.ts";
import { splitPair, type CallValues } from "./call-options.ts";
import { splitHeader } from "./choose-webhook.ts";
import { textOfFile } from "./conversation.ts";

/** The dispatcher's options, and what ends with them. */
export interface Calling {
  readonly options: DispatcherOptions;
  readonly close: () => Promise<void>;
}

/**
 * Reads the options.
 *
 * @throws UsageError for what makes no sense, CommandError for files that can't be read
 */
export async function callingOptions(
  values: CallValues,
  context: CommandContext,
): Promise<Calling> {
  const clientCertificate = await clientCertificateOf(values, context);
  const endpoints = await endpointsOf(values, context);
  const fromVariables = environmentSecrets({ env: context.env });
  const { secrets: folder } = values;
  const { tokens: google, close } = await tokensOf(values, context);
  return {
    options: {
      behaviours: chosenBehaviours(values),
      transport: { addresses: addressesOf(values) },
      secrets:
        folder === undefined
          ? fromVariables
          : chainedSecrets([folderSecrets(resolve(context.cwd, folder)), fromVariables]),
      ...(google && { google }),
      ...(endpoints && { endpoints }),
      ...(clientCertificate && { clientCertificate }),
    },
    close,
  };
}

/** Google's tokens, or those of a local issuer, where either is asked for. */
async function tokensOf(
  { google = false, "issuer-key": key, "issuer-url": url, email }: CallValues,
  { cwd }: CommandContext,
): Promise<Pick<Calling, "close"> & { readonly tokens?: GoogleTokens }> {
  if (google && key !== undefined)
    throw new UsageError("Tokens are Google's (--google) or those of --issuer-key, not both.");
  if (key !== undefined)
    return { tokens: await localIssuerFromFile(key, { cwd, url, email }), close: async () => {} };
  if (!google) return { close: async () => {} };
  // For Google's own endpoints, so apart from what the webhook may be called with.
  const transport = createTransport();
  return { tokens: createGoogleTokens({ transport }), close: () => transport.close() };
}

/** The choices that are given, with the defaults. @throws UsageError for one that there is not */
export function chosenBehaviours({ behaviour = [], retries }: CallValues): Behaviours {
  const chosen = behaviour.map((pair) => {
    const [name, value] = splitPair(pair, { option: "behaviour" });
    const known = Object.entries(behaviours).find(([one]) => one === name)?.[1];
    return [name, typeof known?.default === "number" ? Number(value) : value] as const;
  });
  try {
    return resolveBehaviours({
      ...Object.fromEntries(chosen),
      ...(retries !== undefined && { retryCount: retries }),
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const { message } = error;
    throw new UsageError(
      retries === undefined ? message : message.replace(/^retryCount /, "--retries "),
    );
  }
}

/**
 * A person who types a URL of this machine means to call it; in files and resources, which others
 * may have written, it takes a flag.
 */
function addressesOf(values: CallValues): AddressPolicyOptions {
  const { allow = [], url, "allow-loopback-http": flag = false } = values;
  const loopback = flag || (url !== undefined && isLoopback(url));
  return loopback ? { allow: [...allow, "loopback"], http: "loopback" } : { allow };
}

const loopbackUrl =
  /^https?:\/\/(?:localhost|[\w-]+\.localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?(?:[/?#]|$)/i;

/** Whether a URL is one of this machine, by its name or its address. */
export function isLoopback(url: string): boolean {
  return loopbackUrl.test(url);
}

async function endpointsOf(
  { endpoints: file }: CallValues,
  { cwd }: CommandContext,
): Promise<EndpointResolver | undefined> {
  if (file === undefined) return undefined;
  return readEndpoints(resolve(cwd, file)).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The endpoints of --endpoints can't be read: ${why}`);
  });
}

async function clientCertificateOf(
  values: CallValues,
  context: CommandContext,
): Promise<{ readonly cert: string; readonly key: string } | undefined> {
  const { "client-cert": cert, "client-key": key } = values;
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new UsageError("mTLS needs both --client-cert and --client-key.");
  return { cert: await textOfFile(cert, context), key: await textOfFile(key, context) };
}

/**
 * Headers that come with the request: they win over the webhook's own.
 *
 * @throws UsageError for one without a colon, or two ways to authorize
 */
export function requestHeaders(values: CallValues): Readonly<Record<string, string>> {
  const { url, header = [], bearer, basic } = values;
  if (bearer !== undefined && basic !== undefined)
    throw new UsageError("Authorize with --bearer or with --basic, not both.");
  if (basic !== undefined && !basic.includes(":"))
    throw new UsageError("--basic takes user:password.");
  const authorization =
    bearer === undefined
      ? basic && `Basic ${Buffer.from(basic, "utf8").toString("base64")}`
      : `Bearer ${bearer}`;
  return {
    // Those of a URL are the webhook's, with references.
    ...(url === undefined && Object.fromEntries(header.map(splitHeader))),
    ...(authorization !== undefined && { Authorization: authorization }),
  };
}

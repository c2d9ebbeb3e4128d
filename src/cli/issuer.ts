/** `fulfillkit issuer`: tokens as the platform's, for trying a webhook's verification without Google. */
import { once } from "node:events";
import type { LocalIssuer } from "../dispatch/index.ts";
import { exitCodes, type Command, type CommandContext } from "./command.ts";
import { issuerEmail, issuerOptions, issuerPort, localIssuerFromFile } from "./issuer-key.ts";
import { refuseArguments } from "./manage/connection.ts";
import { parseOptions, UsageError, type OptionTable, type OptionValues } from "./options.ts";
import { printable, shellQuoted } from "./text.ts";

const keyFile = "issuer-key.json";

const options = {
  ...issuerOptions,
  "issuer-key": { ...issuerOptions["issuer-key"], shownDefault: keyFile },
  audience: {
    kind: "text",
    value: "<url>",
    help: "The webhook's URL without its query: whom a token is for",
  },
  port: {
    kind: "number",
    help: "The port; 0 for any that is free",
    shownDefault: String(issuerPort),
  },
  host: {
    kind: "text",
    value: "<address>",
    help: "The address to listen on",
    shownDefault: "127.0.0.1",
  },
} as const satisfies OptionTable;

type Values = OptionValues<typeof options>;

/** Serves a local issuer, or prints one of its tokens. */
export const issuerCommand: Command = {
  usage: "[options] | token --audience <url> [options]",
  summary: "Serve an issuer of ID tokens for trying a webhook's verification, or print a token.",
  details: `Serves what verifies ID tokens: /.well-known/openid-configuration and the key set. The key
is kept in the file of --issuer-key, which is made with mode 0600 where it is missing. Whoever
has that file signs as the issuer: trust it in tests alone.

token prints an ID token, which ends after an hour, for whatever calls the webhook. fulfillkit
call takes the same --issuer-key, --issuer-url and --email.

Examples:
  fulfillkit issuer --audience http://localhost:8080/webhook
  fulfillkit issuer token --audience http://localhost:8080/webhook`,
  options,
  async run(context) {
    const { values, positionals } = parseOptions(options, context);
    const [word, ...rest] = positionals;
    refuseArguments(word === "token" ? rest : positionals);
    return word === "token" ? printToken(context, values) : serveIssuer(context, values);
  },
};

async function printToken(context: CommandContext, values: Values): Promise<number> {
  const { audience, email } = values;
  if (audience === undefined || audience === "")
    throw new UsageError("Whom is the token for? Give --audience, the webhook's URL.");
  const issuer = await localIssuerFromFile(values["issuer-key"] ?? keyFile, {
    cwd: context.cwd,
    url: values["issuer-url"],
    email,
  });
  context.print(`${(await issuer.idToken(audience)).value}\n`);
  return exitCodes.done;
}

async function serveIssuer(context: CommandContext, values: Values): Promise<number> {
  const { port = issuerPort, host = "127.0.0.1", email = issuerEmail } = values;
  const file = values["issuer-key"] ?? keyFile;
  // The port is in the issuer's URL, and is known once the server listens.
  let issuer: LocalIssuer | undefined;
  const server = await listen({ port, host, find: (path) => issuer?.handle(path) });
  try {
    const { "issuer-url": url = `http://localhost:${server.port}` } = values;
    issuer = await localIssuerFromFile(file, { cwd: context.cwd, url, email });
    context.print(`The issuer ${printable(url)} listens on port ${server.port}\n\n`);
    context.print(described({ url, email, file, audience: values.audience }));
    if (!context.stop.aborted) await once(context.stop, "abort");
    return exitCodes.done;
  } finally {
    await server.close();
  }
}

type ServePages = typeof import("../server/page-server.ts").servePages;

async function listen(options: Parameters<ServePages>[0]): ReturnType<ServePages> {
  const { servePages } = await import("../server/page-server.ts");
  try {
    return await servePages(options);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE")
      throw new UsageError(
        `Port ${options.port} is taken: stop what listens there, or give another --port.`,
      );
    if (code === "ERR_SOCKET_BAD_PORT")
      throw new UsageError("--port takes a number from 0 to 65535.");
    throw error;
  }
}

/** What a person needs who tries an issuer. */
interface Shown {
  readonly url: string;
  readonly email: string;
  readonly file: string;
  readonly audience: string | undefined;
}

function described({ url, email, file, audience }: Shown): string {
  const target = audience ?? "http://localhost:8080/webhook";
  const flags = [
    `--audience ${shellQuoted(target)}`,
    `--issuer-key ${shellQuoted(file)}`,
    `--issuer-url ${shellQuoted(url)}`,
    ...(email === issuerEmail ? [] : [`--email ${shellQuoted(email)}`]),
  ].join(" ");
  const rows = [
    ["issuer", url],
    ["keys (JWKS)", `${url}/.well-known/jwks.json`],
    ["audience", audience ?? "the webhook's URL, without its query"],
    ["email", email],
  ] as const;
  return [
    "A webhook that verifies its ID tokens is told:",
    ...rows.map(([what, value]) => `  ${what.padEnd(11)}  ${printable(value)}`),
    "",
    "To try it:",
    `  curl ${shellQuoted(target)} -H "Authorization: Bearer $(fulfillkit issuer token ${flags})" \\`,
    `    -H 'Content-Type: application/json' -d '{"fulfillmentInfo": {"tag": "try"}}'`,
    "",
  ].join("\n");
}

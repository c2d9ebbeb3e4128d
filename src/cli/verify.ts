/** `fulfillkit verify`: calls a webhook as the platform would, and judges its answers. */
import { X509Certificate } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { isHeaderName } from "../dispatch/transport/header-names.ts";
import type { CaseFormat, VerifyCase } from "../verify/case.ts";
import type { GivenCredentials } from "../verify/credentials.ts";
import { assertDistinct, loadCases, loadPackagedCases } from "../verify/load-cases.ts";
import { CasesError } from "../verify/read-cases.ts";
import { jsonReport } from "../verify/report/json.ts";
import { junitReport } from "../verify/report/junit.ts";
import { countVerdicts, type Report } from "../verify/report/report.ts";
import { textReport } from "../verify/report/text.ts";
import { verify, type VerifyOptions } from "../verify/verify.ts";
import { isLoopback } from "./call/calling-options.ts";
import { textOfFile, valuesOf } from "./call/conversation.ts";
import { exitCodes, type Command, type CommandContext } from "./command.ts";
import { CommandError } from "./failure.ts";
import { readAuthorities } from "./manage/authorities.ts";
import { type OptionTable, type OptionValues, parseOptions, UsageError } from "./options.ts";

const options = {
  tag: {
    kind: "text",
    multiple: true,
    help: "A tag that the webhook knows (ES: an action)",
    shownDefault: "an unknown one",
  },
  param: {
    kind: "text",
    value: "<name>=<value>",
    multiple: true,
    help: "A session parameter of every request; JSON, or else text",
  },
  format: { kind: "text", value: "cx|es", help: "What is called", shownDefault: "cx" },
  timeout: {
    kind: "number",
    value: "<seconds>",
    help: "The webhook's timeout, up to 30",
    shownDefault: "5",
  },
  basic: {
    kind: "text",
    env: "FULFILLKIT_VERIFY_BASIC",
    value: "<user>:<password>",
    help: "The right user and password",
  },
  bearer: {
    kind: "text",
    env: "FULFILLKIT_VERIFY_BEARER",
    value: "<token>",
    help: "The right bearer token",
  },
  header: {
    kind: "text",
    value: "<name>: <value>",
    multiple: true,
    help: "A header that the webhook checks",
  },
  only: { kind: "text", value: "<id>", multiple: true, help: "Run this case alone" },
  skip: { kind: "text", value: "<id>", multiple: true, help: "Leave this case out" },
  cases: {
    kind: "text",
    value: "<folder>",
    multiple: true,
    help: "Run the cases of a folder, too",
  },
  concurrency: {
    kind: "number",
    help: "How many cases run at a time",
    shownDefault: "4",
  },
  allow: {
    kind: "text",
    value: "<range>",
    multiple: true,
    help: "Addresses to call that are not public: private, loopback, or a CIDR",
  },
  "allow-loopback-http": {
    kind: "flag",
    help: "Call this machine by another name, by http: as well",
  },
  ca: {
    kind: "text",
    value: "<file>",
    help: "Authorities to trust, in PEM, in place of the public ones",
  },
  "client-cert": { kind: "text", value: "<file>", help: "Certificate to show to it, PEM" },
  "client-key": { kind: "text", value: "<file>", help: "Private key of that certificate, PEM" },
  output: {
    kind: "text",
    short: "o",
    value: "text|json|junit",
    help: "What is printed",
    shownDefault: "text",
  },
  junit: { kind: "text", value: "<file>", help: "Write JUnit XML to a file, too" },
} as const satisfies OptionTable;

type Values = OptionValues<typeof options>;

/** Verifies a webhook. */
export const verifyCommand: Command = {
  usage: "<url> [options]",
  summary: "Call a webhook as the platform would, and judge its answers.",
  details: `The calls are real: what the webhook does for a call, it does for these. Point it at a
staging service. Exit codes: 0 all cases passed, perhaps with warnings; 1 a case failed, or
nothing answered; 2 wrong usage.

Examples:
  fulfillkit verify http://localhost:8080/webhook --tag check-balance
  fulfillkit verify https://staging.example.com/webhook --tag order --basic "me:$PASSWORD" --junit verify.xml`,
  options,
  run,
};

const reporters: Readonly<Record<string, (report: Report) => string>> = {
  text: textReport,
  json: (report) => `${JSON.stringify(jsonReport(report), null, 2)}\n`,
  junit: junitReport,
};

async function run(context: CommandContext): Promise<number> {
  const { values, positionals } = parseOptions(options, context);
  const print = reporters[values.output ?? "text"];
  if (print === undefined || !Object.hasOwn(reporters, values.output ?? "text"))
    throw new UsageError(`--output takes text, json or junit, not "${values.output}".`);
  const settings = settingsOf(values, urlOf(positionals));
  const report = await verified({
    ...settings,
    ...(await trustOf(values, context)),
    cases: await casesOf(values, { context, format: settings.format }),
    signal: context.stop,
  });
  context.print(print(report));
  if (values.junit !== undefined) await writeJunit(values.junit, { report, context });
  return countVerdicts(report).failed === 0 ? exitCodes.done : exitCodes.failed;
}

async function writeJunit(
  path: string,
  { report, context }: { readonly report: Report; readonly context: CommandContext },
): Promise<void> {
  await writeFile(resolve(context.cwd, path), junitReport(report)).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The report can't be written: ${why}`);
  });
}

function urlOf(positionals: readonly string[]): string {
  const [url, ...rest] = positionals;
  if (url === undefined) throw new UsageError("Which webhook? Give its URL.");
  if (rest.length > 0)
    throw new UsageError(`verify takes one URL; there is ${rest.join(" ")}, too.`);
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw new UsageError(`"${url}" is no URL of a webhook, such as https://example.com/webhook.`);
  return url;
}

function settingsOf(
  values: Values,
  url: string,
): Omit<VerifyOptions, "cases"> & { readonly format: CaseFormat } {
  const { tag, format = "cx", timeout = 5, concurrency = 4 } = values;
  if (format !== "cx" && format !== "es")
    throw new UsageError(`--format takes cx or es, not "${format}".`);
  if (!(timeout > 0 && timeout <= 30))
    throw new UsageError(`--timeout takes seconds up to 30, not ${timeout}.`);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 100)
    throw new UsageError(`--concurrency takes an integer from 1 to 100, not ${concurrency}.`);
  if (tag?.includes("")) throw new UsageError("--tag takes a tag; it is empty.");
  return {
    url,
    format,
    concurrency,
    timeoutMs: timeout * 1000,
    addresses: addressesOf(values, url),
    credentials: credentialsOf(values),
    ...(tag && { tags: [...new Set(tag)] }),
    parameters: valuesOf(values.param ?? [], "param"),
  };
}

/** A person who types a URL of this machine means to call it. */
function addressesOf(values: Values, url: string): NonNullable<VerifyOptions["addresses"]> {
  const { allow = [], "allow-loopback-http": flag = false } = values;
  return flag || isLoopback(url) ? { allow: [...allow, "loopback"], http: "loopback" } : { allow };
}

/** Splits at the first separator. */
function pair(text: string, separator: string): readonly [string, string] | undefined {
  const at = text.indexOf(separator);
  return at < 1 ? undefined : [text.slice(0, at), text.slice(at + separator.length)];
}

/** The message never quotes a secret. */
function credentialsOf({ basic, bearer, header = [] }: Values): GivenCredentials {
  const headers = header.map((item) => {
    const [name, value] = pair(item, ":") ?? [];
    if (name === undefined || value === undefined || !isHeaderName(name))
      throw new UsageError('--header takes "<name>: <value>".');
    return [name, value.trim()] as const;
  });
  const [user, password] = basic === undefined ? [] : (pair(basic, ":") ?? []);
  if (basic !== undefined && user === undefined)
    throw new UsageError("--basic takes <user>:<password>.");
  if (basic !== undefined && bearer !== undefined)
    throw new UsageError("--basic and --bearer fill the same header: give one of them.");
  return {
    headers: Object.fromEntries(headers),
    ...(user !== undefined && password !== undefined && { basic: { user, password } }),
    ...(bearer !== undefined && { bearer }),
  };
}

async function trustOf(
  values: Values,
  context: CommandContext,
): Promise<Pick<VerifyOptions, "ca" | "clientCertificate">> {
  const { ca, "client-cert": certFile, "client-key": keyFile } = values;
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new UsageError("A client certificate needs both --client-cert and --client-key.");
  const pem = ca === undefined ? undefined : await readAuthorities(ca, context);
  const blocks = pem?.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g);
  return {
    ...(blocks && { ca: blocks.map((block) => new X509Certificate(block).raw) }),
    ...(certFile !== undefined &&
      keyFile !== undefined && {
        clientCertificate: {
          cert: await textOfFile(certFile, context),
          key: await textOfFile(keyFile, context),
        },
      }),
  };
}

async function casesOf(
  values: Values,
  { context, format }: { readonly context: CommandContext; readonly format: CaseFormat },
): Promise<readonly VerifyCase[]> {
  const own = (values.cases ?? []).map((folder) => resolve(context.cwd, folder));
  const lists = await asCommandError(() =>
    Promise.all([loadPackagedCases(), ...own.map((folder) => loadCases(folder))]),
  );
  const all = lists.flat();
  await asCommandError(async () => assertDistinct(all));
  const { only, skip = [] } = values;
  const ids = new Set(all.map(({ id }) => id));
  const unknown = [...(only ?? []), ...skip].filter((id) => !ids.has(id));
  if (unknown.length > 0)
    throw new UsageError(
      `There is no case ${unknown.join(", ")}; there are ${[...ids].join(", ")}.`,
    );
  const chosen = all.filter(({ id }) => (only?.includes(id) ?? true) && !skip.includes(id));
  if (!chosen.some((one) => (one.format ?? format) === format))
    throw new UsageError(`No case is left to run for --format ${format}.`);
  return chosen;
}

/** Cases that can't be read are for their author, without a stack. */
async function asCommandError<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof CasesError) throw new CommandError(error.message);
    throw error;
  }
}

async function verified(settings: VerifyOptions): Promise<Report> {
  try {
    return await verify(settings);
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    if (error instanceof CasesError) throw new CommandError(error.message);
    throw error;
  }
}

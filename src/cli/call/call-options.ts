/** The options of `fulfillkit call`. */
import { issuerOptions } from "../issuer-key.ts";
import { connectionOptions } from "../manage/connection.ts";
import { UsageError, type OptionTable, type OptionValues } from "../options.ts";
import { fileOptions } from "../resources/read-file.ts";

/** Which webhook is called. */
const webhookOptions = {
  url: { kind: "text", value: "<url>", help: "The URL of the webhook" },
  ...fileOptions,
  agent: {
    kind: "text",
    env: "FULFILLKIT_AGENT",
    value: "<name>",
    help: "The agent of a webhook that is given by its id, and of the session",
  },
  environment: {
    kind: "text",
    value: "<name>",
    help: "The environment whose override is in force, by id, name, or display name in a file",
  },
  method: { kind: "text", value: "<name>", help: "Call a flexible webhook: GET, POST, PUT, …" },
  body: { kind: "text", value: "<json>", help: "Body of a flexible webhook; @file reads a file" },
  map: {
    kind: "text",
    value: "<parameter>=<path>",
    multiple: true,
    help: "Response mapping of a flexible webhook, such as balance=$.balance",
  },
} as const satisfies OptionTable;

/** What is said in the conversation. */
const conversationOptions = {
  tag: { kind: "text", short: "t", help: "The tag of the fulfillment; in ES the action" },
  param: {
    kind: "text",
    short: "p",
    value: "<name>=<value>",
    multiple: true,
    help: "A session parameter: JSON where the value is JSON, text where it is not",
  },
  form: {
    kind: "text",
    value: "<name>=<value>",
    multiple: true,
    help: "A form parameter of the page; without a value it is still empty",
  },
  text: { kind: "text", help: "What the user typed" },
  transcript: { kind: "text", value: "<text>", help: "What the user said" },
  event: { kind: "text", value: "<name>", help: "The event that was triggered" },
  intent: { kind: "text", value: "<name>", help: "The intent that was triggered" },
  dtmf: { kind: "text", value: "<digits>", help: "The keys that the user pressed" },
  language: { kind: "text", value: "<code>", help: "The language code", shownDefault: "en" },
  session: { kind: "text", value: "<id>", help: "The session", shownDefault: "a new one" },
  page: { kind: "text", value: "<name>", help: "The current page", shownDefault: "Start Page" },
  format: {
    kind: "text",
    value: "<format>",
    help: "The wire format: cx or es",
    shownDefault: "cx",
  },
  request: {
    kind: "text",
    value: "<file>",
    help: "A whole request in JSON, in place of the options above; - is standard input",
  },
} as const satisfies OptionTable;

/** With which credentials, and how. */
const sendingOptions = {
  header: {
    kind: "text",
    value: "<name>:<value>",
    multiple: true,
    help: "A header; with --url its value may have references",
  },
  bearer: { kind: "text", value: "<token>", help: "Authorize with a bearer token" },
  basic: { kind: "text", value: "<user>:<password>", help: "Authorize with a password" },
  secrets: {
    kind: "text",
    value: "<folder>",
    help: "Files with the secrets that the webhook names",
    shownDefault: "variables FULFILLKIT_SECRET_<NAME>",
  },
  google: { kind: "flag", help: "Send Google's tokens, of Application Default Credentials" },
  ...issuerOptions,
  ca: {
    kind: "text",
    value: "<file>",
    help: "Authorities to trust, in PEM, in place of the webhook's",
  },
  "client-cert": { kind: "text", value: "<file>", help: "Certificate to show (mTLS), PEM" },
  "client-key": { kind: "text", value: "<file>", help: "Its private key, PEM" },
  endpoints: {
    kind: "text",
    value: "<file>",
    help: "Endpoints of Service Directory services, in JSON: lists of host:port by service",
  },
  timeout: { kind: "number", value: "<seconds>", help: "For each attempt, 30 at most" },
  retries: { kind: "number", help: "Retries after failures that may pass", shownDefault: "1" },
  behaviour: {
    kind: "text",
    value: "<name>=<value>",
    multiple: true,
    help: "A choice of fulfillkit behaviours",
  },
  allow: {
    kind: "text",
    value: "<range>",
    multiple: true,
    help: "Addresses to call that are not public: private, loopback, or a CIDR",
  },
  "allow-loopback-http": { kind: "flag", help: "Call this machine, by http: as well" },
} as const satisfies OptionTable;

/** What is printed. */
const printingOptions = {
  output: {
    kind: "text",
    short: "o",
    value: "<format>",
    help: "text, json or yaml",
    shownDefault: "text",
  },
  "show-curl": {
    kind: "flag",
    help: "Print a curl line that does the same, but for credentials: see --show-secrets",
  },
  "show-secrets": { kind: "flag", help: "Print credentials as they are sent" },
  watch: { kind: "flag", help: "Tell of attempts on standard error while they happen" },
} as const satisfies OptionTable;

const { endpoint, protocol, token, ca } = connectionOptions;

/** Every option. */
export const callOptions = {
  ...webhookOptions,
  ...conversationOptions,
  ...sendingOptions,
  ...printingOptions,
  endpoint,
  protocol,
  token,
  "endpoint-ca": { ...ca, help: "Authorities of the management API, in PEM" },
} as const satisfies OptionTable;

/** Their values. */
export type CallValues = OptionValues<typeof callOptions>;

const conversationNames = Object.keys(conversationOptions).filter(
  (name) => name !== "request" && name !== "format",
) as readonly (keyof typeof conversationOptions)[];

/** The options that a whole request takes the place of, and that are given. */
export function givenConversation(values: CallValues): readonly string[] {
  return conversationNames.filter((name) => values[name] !== undefined);
}

/**
 * `name=value`, or with another separator, as its two parts.
 *
 * @throws UsageError naming the option where the separator or the name is missing
 */
export function splitPair(
  text: string,
  { option, separator = "=" }: { readonly option: string; readonly separator?: string },
): readonly [name: string, value: string] {
  const at = text.indexOf(separator);
  if (at < 1) throw new UsageError(`--${option} takes name${separator}value, not "${text}".`);
  return [text.slice(0, at).trim(), text.slice(at + separator.length)];
}

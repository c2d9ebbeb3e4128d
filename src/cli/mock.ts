/** `fulfillkit mock`: a webhook that answers by the rules of a file. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { describeFaults, statusOf } from "../mock/answer.ts";
import { createMockWebhook, MockRulesError } from "../mock/index.ts";
import type { MockOptions, MockRequest, MockRule, MockWebhook } from "../mock/index.ts";
import type { Command, CommandContext } from "./command.ts";
import { exitCodes } from "./command.ts";
import { readDataFile } from "./data-file.ts";
import { CommandError } from "./failure.ts";
import { chosenFormat } from "./manage/output.ts";
import { certificateOptions } from "./option-groups.ts";
import { type OptionTable, type OptionValues, parseOptions, UsageError } from "./options.ts";
import { printable } from "./text.ts";

const options = {
  port: {
    kind: "number",
    env: "PORT",
    help: "The port; 0 for any that is free",
    shownDefault: "8080",
  },
  host: {
    kind: "text",
    env: "HOST",
    value: "<address>",
    help: "The address to listen on",
    shownDefault: "127.0.0.1",
  },
  ...certificateOptions,
  output: {
    kind: "text",
    short: "o",
    value: "<format>",
    help: "What each request is printed as: a line of text, or of json with headers and body",
    shownDefault: "text",
  },
  quiet: { kind: "flag", help: "Print nothing but the address" },
} as const satisfies OptionTable;

type Values = OptionValues<typeof options>;

/** Serves a mock webhook. */
export const mockCommand: Command = {
  usage: "<file> [options]",
  summary: "Serve a mock webhook that answers by the rules of a file, rightly or wrongly.",
  details: `<file> is a list of rules in YAML or JSON. A request gets the answer of the first rule whose
conditions all hold; a rule without conditions takes every request. What no rule takes gets a 404.

Conditions
  tag         the tag of a CX call
  action      the action of an ES call
  method      the HTTP method
  path        the path of the URL; with a ? in it, path and query
  match       a part of the request's JSON: objects have at least these members, lists these items

Answers
  response    a WebhookResponse, sent as it is; default {}
  body        a text in its place
  status      default 200
  headers     beside, or in place of, content-type: application/json
  latency     how long nothing is sent: 250ms, 1.5s
  bodyTime    how long the body takes, in ten pieces
  brokenJson  true cuts the JSON off
  oversize    pads the body to so many bytes
  missingBytes  promises so many bytes more than there are, and ends the connection
  drop        before-headers or in-body: cuts the connection
  redirect    the URL of a redirect
  sequence    a list of answers, for the first call, the second, …; the last is repeated
  duplicates  what a repeated detectIntentResponseId gets: same, next (the default), or an answer
  name        what the rule is called in lines and counts

  - tag: check-balance
    match: { sessionInfo: { parameters: { accountType: checking } } }
    response: { sessionInfo: { parameters: { balance: 12.5 } } }
  - tag: transfer
    sequence: [{ drop: before-headers }, { response: {} }]

Examples:
  fulfillkit mock responses.yaml
  fulfillkit mock responses.yaml --port 8443 --tls-cert cert.pem --tls-key key.pem
  fulfillkit mock responses.yaml --output json | jq .body`,
  options,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const { values, positionals } = parseOptions(options, context);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1)
    throw new UsageError(`mock takes one file of rules, not ${positionals.length}.`);
  const format = chosenFormat(values.output ?? "text", ["text", "json"]);
  const render = format === "json" ? (one: MockRequest) => JSON.stringify(one) : lineOf;
  const server = await listen(file, {
    context,
    options: {
      port: values.port ?? 8080,
      host: values.host ?? "127.0.0.1",
      ...(await tlsOf(values, context)),
      onRequest(request) {
        if (values.quiet !== true) context.print(`${render(request)}\n`);
      },
    },
  });
  const print = format === "json" ? context.printError : context.print;
  print(`The mock webhook listens on ${server.url}\n`);
  if (!context.stop.aborted) await once(context.stop, "abort");
  await server.close();
  if (values.quiet !== true) print(summaryOf(server));
  return exitCodes.done;
}

async function listen(
  file: string,
  { context, options: given }: { readonly context: CommandContext; readonly options: MockOptions },
): Promise<MockWebhook> {
  const data = await readDataFile(resolve(context.cwd, file), file);
  try {
    // Checked in there, and said below where they stand in the file.
    return await createMockWebhook(data.value as readonly MockRule[], given);
  } catch (error) {
    if (error instanceof MockRulesError)
      throw new CommandError(
        error.problems.map(({ path, message }) => data.problemAt(path, message)).join("\n"),
      );
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE")
      throw new UsageError(
        `Port ${given.port ?? 0} is taken: stop what listens there, or give another --port.`,
      );
    if (code === "ERR_SOCKET_BAD_PORT")
      throw new UsageError("--port takes a number from 0 to 65535.");
    throw error;
  }
}

async function tlsOf(values: Values, { cwd }: CommandContext): Promise<Pick<MockOptions, "tls">> {
  const { "tls-cert": cert, "tls-key": key, "tls-client-ca": clientCa } = values;
  if (cert === undefined && key === undefined && clientCa === undefined) return {};
  if (cert === undefined || key === undefined)
    throw new UsageError("TLS needs both --tls-cert and --tls-key.");
  const read = async (file: string): Promise<string> =>
    readFile(resolve(cwd, file), "utf8").catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new CommandError(`The file ${file} can't be read: ${why}`);
    });
  return {
    tls: {
      cert: await read(cert),
      key: await read(key),
      ...(clientCa !== undefined && { clientCa: await read(clientCa) }),
    },
  };
}

/** `#2 POST /webhook, tag balance → 503, after 2s (balance, call 2, duplicate)` */
function lineOf({ number, method, path, tag, action, answer, ...decision }: MockRequest): string {
  const asked = [
    `#${number} ${method} ${path}`,
    ...(tag === undefined ? [] : [`tag ${tag}`]),
    ...(action === undefined ? [] : [`action ${action}`]),
  ];
  const told = [String(statusOf(answer)), ...describeFaults(answer)];
  const why =
    decision.rule === undefined
      ? ["no rule"]
      : [decision.rule, `call ${decision.call}`, ...(decision.duplicate ? ["duplicate"] : [])];
  return printable(`${asked.join(", ")} → ${told.join(", ")} (${why.join(", ")})`);
}

function summaryOf({ counts }: MockWebhook): string {
  return [...counts].map(([rule, calls]) => `${printable(rule)}: ${calls}\n`).join("");
}

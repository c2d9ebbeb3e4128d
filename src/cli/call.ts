/** `fulfillkit call`: calls a webhook as the platform does, and shows what came of it. */
import { toJson, type JsonObject } from "@bufbuild/protobuf";
import {
  DispatchResponseSchema,
  type DispatchResponse,
} from "../../gen/es/fulfillkit/v1/dispatch_pb.ts";
import { createDispatcher, type DispatchCall, type Outcome } from "../dispatch/index.ts";
import { responseOfOutcome } from "../dispatch/service-response.ts";
import { callOptions, type CallValues } from "./call/call-options.ts";
import { callingOptions, chosenBehaviours, requestHeaders } from "./call/calling-options.ts";
import { chooseWebhook, type ChosenWebhook } from "./call/choose-webhook.ts";
import { conversationOf } from "./call/conversation.ts";
import { curlLine } from "./call/curl.ts";
import { renderReport } from "./call/report.ts";
import { eventLine } from "./call/watch.ts";
import { exitCodes, type Command, type CommandContext } from "./command.ts";
import { chosenFormat } from "./manage/output.ts";
import { withProgress } from "./manage/progress.ts";
import { asUsage, parseOptions } from "./options.ts";
import { fileNotes } from "./resources/read-file.ts";
import { painter } from "./resources/render-changes.ts";
import { toYaml } from "./resources/write-yaml.ts";

/** Calls a webhook. */
export const callCommand: Command = {
  usage: "(--url <url> | -f <file> [<display name>] | <webhook>) [options]",
  summary: "Call a webhook as the platform does, and show what came of it.",
  details: `The webhook is a URL, one of a file, or a resource of the management API by its id or name,
with the overrides of an --environment in force. Values of --param and --form are JSON where
they are JSON: amount=5 is a number, amount='"5"' and amount=five are texts.

Only public addresses are called, by https, as the platform does. A --url of this machine is
called as well; other addresses take --allow.

It ends with 0 where the answer was taken, with 1 where the call failed, and with 2 for a wrong
command line. --output json prints a fulfillkit.v1.DispatchResponse.

${fileNotes}

Examples:
  fulfillkit call --url http://localhost:8080/webhook --tag check-balance -p accountType=checking
  fulfillkit call --url https://example.com/hook --event sys.no-match --form date --watch
  fulfillkit call projects/p/locations/global/agents/a/webhooks/w --environment staging --tag t
  fulfillkit call -f webhooks.yaml Orders --request request.json --output json
  fulfillkit call --url 'https://example.com/rate/$session.params.currency' --method GET \\
    -p currency=EUR --map rate=$.rate --show-curl`,
  options: callOptions,
  run,
};

const formats = ["text", "json", "yaml"] as const;

async function run(context: CommandContext): Promise<number> {
  const { values, positionals } = parseOptions(callOptions, context);
  const format = chosenFormat(values.output ?? "text", formats);
  const headers = requestHeaders(values);
  const { overrideMerge } = chosenBehaviours(values);
  const chosen = await chooseWebhook({ values, positionals, context, overrideMerge });
  const conversation = await conversationOf(values, context, chosen.place);
  const call: DispatchCall = { webhook: chosen.webhook, ...conversation, headers };
  const outcome = await dispatch(call, { values, context });
  const response = responseOfOutcome(outcome, seenBy(chosen, { values, headers }));
  context.print(rendered(response, { format, context }));
  if (values["show-curl"] === true) showCurl(response, { values, context, format });
  return outcome.result === "failed" ? exitCodes.failed : exitCodes.done;
}

/** Where a call is made. */
interface Scene {
  readonly values: CallValues;
  readonly context: CommandContext;
}

async function dispatch(call: DispatchCall, { values, context }: Scene): Promise<Outcome> {
  const { options, close } = await callingOptions(values, context);
  try {
    await using dispatcher = asUsage(() => createDispatcher(options));
    const { watch = false, "show-secrets": showCredentials = false } = values;
    const work = (): Promise<Outcome> =>
      dispatcher.call({
        ...call,
        showCredentials,
        signal: context.stop,
        ...(watch && { observe: (event) => context.printError(`${eventLine(event)}\n`) }),
      });
    const silent = watch || !context.terminal.errors;
    return await (silent ? work() : withProgress("Calling", context, work));
  } finally {
    await close();
  }
}

/** Headers that a person did not type may be secrets. */
function seenBy(
  { typed }: ChosenWebhook,
  { values, headers }: { readonly values: CallValues; readonly headers: object },
): { readonly shownHeaders?: readonly string[] } {
  if (typed || values["show-secrets"] === true) return {};
  return { shownHeaders: Object.keys(headers) };
}

function rendered(
  response: DispatchResponse,
  { format, context }: { readonly format: (typeof formats)[number]; context: CommandContext },
): string {
  if (format === "text") return renderReport(response, painter(context));
  const json = toJson(DispatchResponseSchema, response) as JsonObject;
  return format === "json" ? `${JSON.stringify(json, undefined, 2)}\n` : toYaml(json);
}

/** Behind the report; beside a document that a program reads, on standard error. */
function showCurl(
  { attempts }: DispatchResponse,
  { values, context, format }: Scene & { readonly format: (typeof formats)[number] },
): void {
  const request = attempts.findLast((attempt) => attempt.request !== undefined)?.request;
  if (request === undefined) return;
  const { ca, "client-cert": cert, "client-key": key } = values;
  const line = curlLine(request, {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  });
  if (format === "text") context.print(`\n${line}\n`);
  else context.printError(`${line}\n`);
}

/** What came of a call, as a person reads it. */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Duration } from "@bufbuild/protobuf/wkt";
import {
  DispatchAttempt_Reason as Reason,
  DispatchResponse_Result as Result,
  type DispatchAttempt,
  type DispatchAttempt_HttpHeader as HttpHeader,
  type DispatchEffect,
  type DispatchResponse,
} from "../../../gen/es/fulfillkit/v1/dispatch_pb.ts";
import { codeName } from "../../errors.ts";
import { at } from "../manage/output.ts";
import type { Painter, Sign } from "../resources/render-changes.ts";
import { printable } from "../text.ts";

/** A report, ending in a newline. */
export function renderReport(response: DispatchResponse, paint: Painter): string {
  const { attempts, effects, warnings } = response;
  const sections = [
    requestLines(attempts),
    ...attempts.map((attempt) => attemptLines(attempt, paint)),
    headed(
      "Effects",
      effects.map((effect) => effectLine(effect, paint)),
    ),
    headed(
      "Warnings",
      warnings.map((warning) => paint("~", `  ${printable(warning)}`)),
    ),
    endLines(response, paint),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function headed(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

/** The request of the first attempt; those after it differ in their credentials alone. */
function requestLines(attempts: readonly DispatchAttempt[]): readonly string[] {
  const request = attempts.find((attempt) => attempt.request !== undefined)?.request;
  if (request === undefined) return [];
  return [
    `${request.method} ${printable(request.url)}`,
    ...headerLines(request.headers),
    ...bodyLines(request.body),
  ];
}

function headerLines(headers: readonly HttpHeader[]): string[] {
  return headers.map(({ name, value }) => `  ${printable(name)}: ${printable(value)}`);
}

/** Lines of a body that are shown. */
const maxLines = 60;
/** Characters of a line that are shown. */
const maxCharacters = 400;

function bodyLines(body: string): string[] {
  if (body === "") return [];
  const lines = body.replace(/\n$/, "").split("\n");
  const shown = lines.slice(0, maxLines).map((line) => `  ${printable(shortened(line))}`);
  const rest = lines.length - shown.length;
  return ["", ...shown, ...(rest > 0 ? [`  … and ${rest} lines more`] : [])];
}

function shortened(line: string): string {
  if (line.length <= maxCharacters) return line;
  return `${line.slice(0, maxCharacters)}… (${line.length} characters)`;
}

const reasons: ReadonlyMap<number, string> = new Map([
  [Reason.RETRY, ", a retry"],
  [Reason.TOKEN_REFRESH, ", with a new token"],
]);

function attemptLines(attempt: DispatchAttempt, paint: Painter): readonly string[] {
  const { number, reason, latency, response, failure } = attempt;
  const title = `Attempt ${number}${reasons.get(reason) ?? ""}`;
  const took = `after ${millisecondsOf(latency)} ms`;
  if (response === undefined)
    return [paint("-", `${title}, ${took}: ${printable(failure?.message ?? "No answer.")}`)];
  const from = response.address === "" ? "" : ` from ${response.address}`;
  const line = `${title}: HTTP ${response.statusCode}${from} ${took}`;
  return [
    paint(failure === undefined ? "+" : "-", line),
    ...headerLines(response.headers),
    ...bodyLines(textOf(response.body)),
  ];
}

/** JSON is laid out; anything else is shown as it came. */
function textOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

/** How an effect is signed, by the end of its kind. */
const signs: readonly (readonly [end: RegExp, sign: Sign])[] = [
  [/-(?:removed|invalidated)$/, "-"],
  [/-(?:set|appended|type)$/, "+"],
];

function effectLine({ kind, details = {} }: DispatchEffect, paint: Painter): string {
  const sign = signs.find(([end]) => end.test(kind))?.[1] ?? "~";
  return paint(sign, `  ${sign} ${kind.replaceAll("-", " ")}: ${printable(detailsOf(details))}`);
}

/** `name = value` where that is all there is. */
function detailsOf({ name, value, ...rest }: JsonObject): string {
  const others = Object.values(rest);
  const shown = [
    ...(typeof name === "string" ? [name] : []),
    ...(value === undefined ? [] : ["=", JSON.stringify(value)]),
    ...others.map(plain),
  ];
  return shortened(shown.join(" "));
}

function plain(value: JsonValue): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.map(messageText).join(", ") : JSON.stringify(value);
}

/** What a message says, where it is text alone, and its JSON where it is not. */
function messageText(message: JsonValue): string {
  const texts = at(message, "text", "text");
  return JSON.stringify(Array.isArray(texts) && texts.length > 0 ? texts[0] : message);
}

function endLines(response: DispatchResponse, paint: Painter): readonly string[] {
  const { result, latency, status, failure, events } = response;
  const took = `${millisecondsOf(latency)} ms`;
  if (result === Result.SKIPPED) return ["Skipped: the webhook is disabled."];
  if (result === Result.DONE) return [paint("+", `Done in ${took}`)];
  const told = failure === undefined || isTold(failure.message, response);
  return [
    paint("-", `Failed in ${took}: ${codeName(status?.code ?? 2)}`),
    ...(status?.message ? [`  ${printable(status.message)}`] : []),
    ...(!told ? [`  ${printable(failure.message)}`] : []),
    ...(events.length > 0 ? [`  Event: ${events.join(", then ")}`] : []),
    ...hints(response).map((hint) => `  ${hint}`),
  ];
}

/** Whether a sentence stands in the report already, or says no more than the line of an answer. */
function isTold(message: string, { attempts, status }: DispatchResponse): boolean {
  const last = attempts.at(-1);
  if (last?.response === undefined && last?.failure?.message === message) return true;
  return (
    status?.message.includes(message) === true ||
    /^The webhook answered with HTTP status \d+\.$/.test(message)
  );
}

/** What would help, where a flag does. */
function hints({ failure }: DispatchResponse): readonly string[] {
  if (failure?.kind === "address")
    return [
      failure.message.includes("by http")
        ? "Call https:, or add --allow-loopback-http for this machine."
        : "If it should be called, add --allow private, --allow loopback or --allow with a CIDR.",
    ];
  if (failure?.kind === "tls") return tlsHints(failure.message);
  if (failure?.kind === "credentials" && failure.message.startsWith("There is no secret"))
    return ["Set a variable FULFILLKIT_SECRET_<NAME>, or give a folder of secrets by --secrets."];
  return [];
}

function tlsHints(message: string): readonly string[] {
  if (message.includes("TLS on this port"))
    return ["If it listens by plain HTTP, call http:// (this machine alone is called so)."];
  if (message.includes("TLS 1.2 or newer")) return [];
  return ["For certificates of an authority of your own, add --ca with its file."];
}

function millisecondsOf(duration: Duration | undefined): number {
  return Math.round(Number(duration?.seconds ?? 0n) * 1000 + (duration?.nanos ?? 0) / 1_000_000);
}

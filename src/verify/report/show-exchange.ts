/** Calls as texts for people. */
import type { Exchange, Received, Sent } from "../exchange.ts";

/** A request in a line or two: what was asked, and the start of the body. */
export function showSent({ method, url, body }: Sent, characters: number): string {
  return `${method} ${url}${body === "" ? "" : ` ${excerpt(oneLine(body), characters)}`}`;
}

/** What came in a line: status, time, and the start of the body; or why nothing did. */
export function showReceived(exchange: Exchange, characters: number): string {
  const { received, failure, latencyMs } = exchange;
  const time = `${Math.round(latencyMs)} ms`;
  if (received === undefined) return `nothing, after ${time}: ${failure?.message ?? ""}`;
  const body = receivedText(received);
  return `${received.statusCode} after ${time}${body === "" ? ", without a body" : ` ${excerpt(oneLine(body), characters)}`}`;
}

/** A body as text; bytes that are no UTF-8 are replaced. */
export function receivedText({ body }: Pick<Received, "body">): string {
  return Buffer.from(body).toString("utf8");
}

/** JSON as it is compactly, and any other text with its white space folded. */
function oneLine(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text.replaceAll(/\s+/g, " ").trim();
  }
}

/** The beginning of a text; says how much is left out. */
export function excerpt(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const end = characters - (/[\ud800-\udbff]/.test(text.charAt(characters - 1)) ? 1 : 0);
  return `${text.slice(0, end)}… (${text.length - end} more)`;
}

/**
 * Writes answers, over HTTP/1.1 and HTTP/2 alike.
 */
import type { WebhookError } from "../errors.ts";
import type { Answer } from "./call.ts";
import { isGone } from "./client-gone.ts";
import type { ServerAnswer } from "./listener.ts";

/** Sends a JSON answer in one write. If the client has gone, or a host has answered already, nothing happens. */
export function sendJson(response: ServerAnswer, answer: Answer): void {
  if (isGone(response) || response.headersSent) return;
  if (answer.requestId !== undefined) response.setHeader("X-Request-Id", answer.requestId);
  const { body } = answer;
  writeHead(response, answer.status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
}

/** Sends a google.rpc.Status. */
export function sendError(response: ServerAnswer, error: WebhookError): void {
  sendJson(response, { status: error.httpStatus, body: JSON.stringify(error) });
}

/** Sends plain text. */
export function sendText(
  response: ServerAnswer,
  answer: { readonly status: number; readonly text: string; readonly type?: string },
): void {
  if (isGone(response)) return;
  writeHead(response, answer.status, {
    "Content-Type": answer.type ?? "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(answer.text),
    "Cache-Control": "no-store",
  });
  response.end(answer.text);
}

/** Sends an answer without a body. */
export function sendEmpty(
  response: ServerAnswer,
  status: number,
  headers: Readonly<Record<string, string>>,
): void {
  if (isGone(response)) return;
  writeHead(response, status, headers);
  response.end();
}

/** The two classes of answers have the method, but not its type, in common. */
function writeHead(
  response: ServerAnswer,
  status: number,
  headers: Record<string, string | number>,
): void {
  if ("stream" in response) response.writeHead(status, headers);
  else response.writeHead(status, headers);
}

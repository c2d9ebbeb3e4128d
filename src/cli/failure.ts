/** How a command fails: what it prints, instead of a stack. */
import { reasons, WebhookError, type Reason } from "../errors.ts";
import { printable } from "./text.ts";

/** A failure that the person at the command line can do something about; the message says what. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/**
 * A failure as lines for standard error, without a line end behind the last one.
 *
 * A WebhookError gives its code and message, each wrong field, the resource and
 * what to do, where the reason is one that the library knows. A CommandError
 * gives its message. Anything else is a defect and gives its stack.
 */
export function describeFailure(error: unknown): string {
  if (WebhookError.is(error)) return describeWebhookError(error);
  if (error instanceof CommandError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function describeWebhookError(error: WebhookError): string {
  const { code, message, reason, resource, violations } = error;
  const text = message.split("\n").map(printable).join("\n");
  const lines = [`${code}: ${text}`];
  for (const { field, description } of violations) {
    const line = field === "" ? `  ${description}` : `  ${field}: ${description}`;
    lines.push(printable(line));
  }
  if (resource !== undefined && !message.includes(resource.name))
    lines.push(`  Resource: ${resource.name}`);
  const remedy = remedyOf(error);
  if (remedy !== undefined) lines.push(remedy);
  if (reason !== code) lines.push(`Reason: ${reason}`);
  return lines.join("\n");
}

/** Codes that say what to do even where the server gives no reason of ours. */
const remedies: Readonly<Partial<Record<string, string>>> = {
  UNAVAILABLE: "Is the server running, and is --endpoint (FULFILLKIT_ENDPOINT) its address?",
  UNAUTHENTICATED: "Give a token by --token or FULFILLKIT_TOKEN, or log in to Google Cloud.",
  PERMISSION_DENIED: "Ask for the right to do this, or call with other credentials.",
  UNIMPLEMENTED: "The server does not have this method: is --endpoint a management API?",
};

function remedyOf({ code, reason }: WebhookError): string | undefined {
  if (Object.hasOwn(reasons, reason) && reason !== code) return reasons[reason as Reason].remedy;
  return remedies[code];
}

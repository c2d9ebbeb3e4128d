/**
 * Binary messages that can't be read.
 *
 * On the protocols that Connect serves, Connect calls them INTERNAL, as if the server had failed. Nothing of ours runs
 * between its parser and its answer but the call's signal: Connect aborts it
 * with the very error that it then writes, so there the error is put right.
 */
import type { DescMessage } from "@bufbuild/protobuf";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { WebhookError } from "../../errors.ts";
import { toConnectError } from "./error.ts";

/** How Connect begins the text of such an error; it gives no cause. */
const marker = "parse binary: ";

/** What protobuf-es says of a message that nests deeper than its limit. */
const tooDeep = /maximum recursion depth of (\d+) reached/;

/**
 * A gate for Connect's routers (`requestGate`): from then on, a message of this
 * call that can't be read is the caller's mistake.
 */
export function refuseUnreadable({ signal, method }: HandlerContext): void {
  signal.addEventListener("abort", () => {
    const error: unknown = signal.reason;
    if (!(error instanceof ConnectError) || error.code !== Code.Internal) return;
    if (!error.rawMessage.startsWith(marker)) return;
    const { code, rawMessage, message, details } = toConnectError(
      unreadable(method.input, error.rawMessage),
    );
    Object.assign(error, { code, rawMessage, message, details });
  });
}

/**
 * The error for bytes that are no message of this kind: INVALID_ARGUMENT,
 * TOO_DEEP or INVALID_REQUEST.
 *
 * @param text what the parser says, which is not passed on: it may quote the bytes
 */
export function unreadable({ typeName }: DescMessage, text: string): WebhookError {
  const limit = tooDeep.exec(text)?.[1];
  if (limit === undefined)
    return new WebhookError("INVALID_ARGUMENT", {
      reason: "INVALID_REQUEST",
      message: `The body is no binary ${typeName}.`,
    });
  return new WebhookError("INVALID_ARGUMENT", {
    reason: "TOO_DEEP",
    message: `The ${typeName} nests deeper than ${limit} levels.`,
  });
}

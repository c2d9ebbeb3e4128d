/**
 * Failures of getting credentials, in words that hold none. Libraries put
 * requests, headers and answers into their errors, so what they throw is never
 * passed on: neither as a text nor as a cause.
 */
import { DispatchFailure } from "../failure.ts";

/**
 * A `credentials` failure.
 *
 * @param cause kept if it is a DispatchFailure, which holds no credential by contract; else dropped
 */
export function credentialFailure(message: string, cause?: unknown): DispatchFailure {
  const options = DispatchFailure.is(cause) ? { cause } : {};
  return new DispatchFailure("credentials", message, options);
}

/** Failures that say all there is to say, whatever they happened to. */
const final = new Set(["credentials", "timeout", "cancelled"]);

/**
 * What is thrown for something that a step of getting credentials threw: a
 * timeout, a cancelling or a finished sentence as it is, all else as a
 * `credentials` failure.
 *
 * @param sentence what failed, without the full stop: `The secret … can't be read`
 */
export function asCredentialFailure(thrown: unknown, sentence: string): DispatchFailure {
  if (DispatchFailure.is(thrown) && final.has(thrown.kind)) return thrown;
  return credentialFailure(`${sentence}: ${reasonOf(thrown)}`, thrown);
}

/** What may be told of a thrown value: a failure's own sentence, or no more than a code such as EACCES. */
function reasonOf(thrown: unknown): string {
  if (DispatchFailure.is(thrown)) return thrown.message;
  const code = errorCode(thrown);
  return code === undefined ? "it failed for a reason that may not be shown." : `${code}.`;
}

/** The code of an error of Node or of a library, if it has one in capitals. */
export function errorCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown)) return undefined;
  const { code } = thrown;
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{1,39}$/.test(code) ? code : undefined;
}

/** What a judge finds in an answer. */

/** How bad it is: an error fails the case. */
export type Level = "error" | "warning" | "note";

/** What a finding is about. */
export type Rule =
  /** Nothing whole came. */
  | "no-answer"
  /** Nothing came within the timeout. */
  | "timeout"
  | "status"
  /** The body is no WebhookResponse. */
  | "shape"
  /** Longer than 64 KiB. */
  | "size"
  /** In time, but slow. */
  | "latency"
  | "content-type"
  /** Two answers to one request differ. */
  | "idempotency"
  /** The answer shows internals: a stack trace. */
  | "leak"
  /** A call with wrong credentials was answered. */
  | "effects"
  /** A header that goes with a status is missing. */
  | "header"
  /** Something of the answer changes nothing. */
  | "ignored";

/** One finding. */
export interface Finding {
  readonly level: Level;
  readonly rule: Rule;
  /** What is the matter, as a sentence. */
  readonly message: string;
  /** What to do about it, as a sentence. */
  readonly advice: string;
}

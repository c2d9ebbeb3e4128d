/**
 * What the user did in this turn.
 */

/** The user's input, told apart by `kind`. */
export type Query =
  /** Typed text. */
  | { readonly kind: "text"; readonly text: string }
  /** Spoken text, as it was recognised. */
  | { readonly kind: "transcript"; readonly text: string }
  /** An event by name, such as `WELCOME`. CX only. */
  | { readonly kind: "event"; readonly event: string }
  /** An intent that was triggered by its resource name. CX only. */
  | { readonly kind: "intent"; readonly intent: string }
  /** Keys pressed on a telephone. CX only. */
  | { readonly kind: "dtmf"; readonly digits: string }
  /** The request does not say. */
  | { readonly kind: "none" };

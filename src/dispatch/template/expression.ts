/**
 * What templates, headers and conditions are made of, after parsing: references
 * and calls of system functions
 * (https://cloud.google.com/dialogflow/cx/docs/concept/parameter#ref,
 * https://cloud.google.com/dialogflow/cx/docs/reference/system-functions).
 */
import type { JsonValue } from "@bufbuild/protobuf";

/** Something with a value. */
export type Expression = Literal | Reference | Call | List;

/** A number, a text in quotes, a boolean, null, or a bare word, which is a text. */
export interface Literal {
  readonly kind: "literal";
  readonly value: JsonValue;
}

/** `$session.params.size`, `$flow.done`, `$request.session-id`. */
export interface Reference {
  readonly kind: "reference";
  /** As it is written, from the dollar sign. */
  readonly text: string;
  /** The word after the dollar sign: `session`, `page`, `intent`, `flow`, `request`, or a custom scope. */
  readonly scope: string;
  /** Whether `.params` follows the scope. */
  readonly params: boolean;
  /** What follows: names and list indexes. Names with dots in them are found when a value is looked up. */
  readonly path: readonly (string | number)[];
}

/** `$sys.func.ADD(1, $session.params.size)`. */
export interface Call {
  readonly kind: "call";
  /** As it is written. */
  readonly text: string;
  /** The function's name in capitals. */
  readonly name: string;
  readonly args: readonly Expression[];
}

/** `[1, "two"]`, as an argument. */
export interface List {
  readonly kind: "list";
  readonly items: readonly Expression[];
}

/** What expressions are evaluated against. */
export interface Scope {
  /**
   * The value of a reference: undefined where there is none (not set), which is
   * what null comes to as well.
   */
  lookup(reference: Reference): JsonValue | undefined;
  /** The time now, in milliseconds since the epoch. */
  readonly now: () => number;
  /** From 0 to 1, 1 not included. */
  readonly random: () => number;
  /** A new UUID. */
  readonly uuid: () => string;
  /** IANA name of the time zone in which dates are told. */
  readonly timeZone: string;
  /** BCP 47, for the names of days and months. */
  readonly languageCode: string;
}

/** What was sent to a webhook and what came back, as reports show it. */
import type { FailureKind } from "../dispatch/failure.ts";

/** A request, without what is secret in it. */
export interface Sent {
  readonly method: string;
  /** Without user, password and the values of its query. */
  readonly url: string;
  /** Credentials are masked. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A whole answer. */
export interface Received {
  readonly statusCode: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Why there is no answer, or none that the platform takes. */
export interface ExchangeFailure {
  readonly kind: FailureKind;
  /** A sentence. */
  readonly message: string;
}

/** One call. */
export interface Exchange {
  readonly sent: Sent;
  /** Absent: nothing whole came. */
  readonly received?: Received;
  /** Set for a status other than 2xx, too. */
  readonly failure?: ExchangeFailure;
  readonly latencyMs: number;
  /** What of the answer changed nothing, in the dispatcher's words. */
  readonly warnings: readonly string[];
}

/** A URL as it may stand in a log: without credentials, which queries hold as well. */
export function shownUrl(text: string): string {
  const url = new URL(text);
  url.username = "";
  url.password = "";
  for (const name of new Set(url.searchParams.keys())) url.searchParams.set(name, "…");
  url.hash = "";
  return decodeURI(url.href).replaceAll("%E2%80%A6", "…");
}

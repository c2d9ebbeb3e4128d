/** Exchanges for judges. */
import type { FailureKind } from "../../../src/dispatch/failure.ts";
import type { Exchange } from "../../../src/verify/exchange.ts";

/** What may differ from an empty answer with status 200 and a content type. */
export interface ExchangeInit {
  readonly method?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly latencyMs?: number;
  readonly warnings?: readonly string[];
}

const sent = { method: "POST", url: "https://example.com/webhook", headers: {}, body: "{}" };

/** A call that was answered. */
export function answered(init: ExchangeInit = {}): Exchange {
  const { method = "POST", status = 200, body = "{}", latencyMs = 10, warnings = [] } = init;
  const headers = init.headers ?? { "content-type": "application/json" };
  return {
    sent: { ...sent, method },
    received: { statusCode: status, headers, body: Buffer.from(body) },
    latencyMs,
    warnings,
  };
}

/** A call that was not. */
export function unanswered(kind: FailureKind): Exchange {
  return { sent, failure: { kind, message: `It was ${kind}.` }, latencyMs: 10, warnings: [] };
}

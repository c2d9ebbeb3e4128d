/** Judges the answers to one request that was sent several times. */
import { isDeepStrictEqual } from "node:util";
import type { Exchange } from "../exchange.ts";
import type { Finding } from "./finding.ts";

/**
 * The platform tries calls again with the same id, and takes whichever answer
 * comes: they have to be the same, whatever the order of their members.
 */
export function judgeRepeats(exchanges: readonly Exchange[]): readonly Finding[] {
  const [first, ...others] = exchanges.flatMap(({ received }) => received ?? []);
  if (first === undefined) return [];
  const other = others.find(
    ({ statusCode, body }) =>
      statusCode !== first.statusCode || !isDeepStrictEqual(read(body), read(first.body)),
  );
  if (other === undefined) return [];
  const what =
    other.statusCode === first.statusCode
      ? "have different bodies"
      : `have the statuses ${first.statusCode} and ${other.statusCode}`;
  return [
    {
      level: "error",
      rule: "idempotency",
      message: `Two calls with the same id were answered differently: they ${what}.`,
      advice:
        "Remember the answer by the id (detectIntentResponseId, in ES responseId), and do nothing twice.",
    },
  ];
}

/** JSON, or text where it is none. */
function read(body: Uint8Array): unknown {
  const text = Buffer.from(body).toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

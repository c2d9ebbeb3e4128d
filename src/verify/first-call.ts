/** An ordinary call of each tag, before all cases: without an answer to it, there is nothing to judge. */
import type { FailureKind } from "../dispatch/failure.ts";
import { compose } from "./compose.ts";
import { credentialHeaders, hasCredentials } from "./credentials.ts";
import type { Exchange } from "./exchange.ts";
import type { Finding } from "./judge/finding.ts";
import { adviceOn } from "./judge/judge-answer.ts";
import type { CaseResult } from "./report/report.ts";
import type { CaseContext } from "./run-case.ts";

/** What first calls came to. */
export interface FirstCalls {
  /** Those that are to be told of: an ordinary call that is answered is not. */
  readonly results: readonly CaseResult[];
  /** The tags with which no case is of any use. */
  readonly failed: ReadonlySet<string>;
  /** Whether a tag that nobody knows was refused with 400 or 404, as it may be in every case. */
  readonly refusable: boolean;
}

/** With what first calls are made. */
export interface FirstCallOptions {
  readonly context: CaseContext;
  /** Whether the webhook is said to know the tags. */
  readonly tagsGiven: boolean;
}

/** Failures after which no other call would fare better, whatever its tag. */
const hopeless: readonly FailureKind[] = [
  "plan",
  "credentials",
  "dns",
  "address",
  "connect",
  "tls",
];

/** Calls with one tag after the other; with none of the others where the webhook can't be reached. */
export async function firstCalls(
  tags: readonly string[],
  options: FirstCallOptions,
): Promise<FirstCalls> {
  const results: CaseResult[] = [];
  for (const tag of tags) {
    const exchange = await callFirst(tag, options.context);
    const finding = judgeFirst(exchange, { ...options, tag });
    if (finding !== undefined) results.push(resultOf(exchange, { tag, finding }));
    const { received, failure } = exchange;
    if (received === undefined && failure !== undefined && hopeless.includes(failure.kind))
      return { results, failed: new Set(tags), refusable: false };
  }
  return {
    results,
    failed: new Set(results.filter(({ verdict }) => verdict === "failed").map(({ tag }) => tag)),
    refusable: results.some(({ verdict }) => verdict === "warned"),
  };
}

async function callFirst(tag: string, context: CaseContext): Promise<Exchange> {
  const { caller, format, credentials, parameters, uuid, signal } = context;
  const facts = { id: uuid(), session: uuid(), tag, parameters };
  const body = { kind: "request", json: {}, layout: "platform" } as const;
  const exchange = await caller.call({
    method: "POST",
    body: compose({ body, fill: {} }, { format, facts }),
    headers: credentialHeaders(credentials, "right") ?? {},
    ...(signal && { signal }),
  });
  signal?.throwIfAborted();
  return exchange;
}

type Judged = FirstCallOptions & { readonly tag: string };

/** What is wrong with a first call; what of an answer is wrong is for the cases to find. */
function judgeFirst({ received, failure }: Exchange, options: Judged): Finding | undefined {
  if (received !== undefined) return judgeStatus(received.statusCode, options);
  const kind = failure?.kind;
  if (kind === undefined || !(kind === "timeout" || hopeless.includes(kind))) return undefined;
  return {
    level: "error",
    rule: kind === "timeout" ? "timeout" : "no-answer",
    message: failure?.message ?? "Nothing came.",
    advice: adviceOnFailure(kind, failure?.message ?? ""),
  };
}

function adviceOnFailure(kind: FailureKind, message: string): string {
  if (message.includes("TLS on this port")) return "If it listens by plain HTTP, give http://.";
  return unreachable[kind] ?? "Is the webhook running, and is this its URL?";
}

const unreachable: Readonly<Partial<Record<FailureKind, string>>> = {
  timeout: "Answer sooner, or raise --timeout as the webhook's own is.",
  address:
    "If it should be called, add --allow private or --allow with a CIDR; this machine is called as localhost.",
  tls: "Does --ca have the authority of its certificate, and does it ask for --client-cert?",
  plan: "Correct the command line.",
};

function judgeStatus(status: number, options: Judged): Finding | undefined {
  if (status >= 200 && status <= 299) return undefined;
  const { tag, tagsGiven } = options;
  if (!tagsGiven && (status === 400 || status === 404))
    return {
      level: "warning",
      rule: "status",
      message: `A tag that it does not know is refused with ${status}, as it may be, so no answer is judged.`,
      advice: "Give a tag that it knows by --tag, and see that the URL's path is the webhook's.",
    };
  const which = tagsGiven ? `with the tag ${JSON.stringify(tag)}` : "with a tag that nobody knows";
  return {
    level: "error",
    rule: "status",
    message: `An ordinary call ${which} is answered with status ${status}.`,
    advice: adviceOnFirst(status, options),
  };
}

function adviceOnFirst(status: number, { context, tagsGiven }: Judged): string {
  if (status === 400)
    return "Give the parameters that it needs by --param, or another tag by --tag.";
  if (status === 404)
    return "Does the webhook know the tag (--tag), and is the URL's path the webhook's?";
  if (status === 401 || status === 403)
    return hasCredentials(context.credentials)
      ? "Are the credentials of --basic, --bearer or --header the right ones?"
      : "Give the right credentials by --basic, --bearer or --header.";
  const advice = adviceOn(status);
  return tagsGiven ? advice : `${advice} If it has to know the tag, give one by --tag.`;
}

function resultOf(
  exchange: Exchange,
  { tag, finding }: { readonly tag: string; readonly finding: Finding },
): CaseResult {
  return {
    id: "first-call",
    group: "First call",
    tag,
    why: "An ordinary call has to be answered before anything else can be judged.",
    verdict: finding.level === "error" ? "failed" : "warned",
    findings: [finding],
    exchanges: [exchange],
    durationMs: exchange.latencyMs,
  };
}

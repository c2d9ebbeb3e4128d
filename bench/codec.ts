/**
 * Decoding and encoding of messages: generated code and protobuf-es, against
 * the bare JSON.parse and JSON.stringify.
 */
import {
  type DescMessage,
  fromJson,
  type JsonValue,
  type Message,
  toJson,
} from "@bufbuild/protobuf";
import {
  WebhookRequestSchema,
  WebhookResponseSchema,
} from "../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import * as generated from "../gen/json/google/cloud/dialogflow/cx/v3/webhook_json.ts";
import { type Corpus, requests, responses } from "./codec-messages.ts";
import { median } from "./statistics.ts";

/** One line of the table. */
export interface CodecRow {
  /** What is done, and by whom. */
  readonly name: string;
  /** The time for one message: the median of the rounds. */
  readonly microseconds: number;
  /** The time over that of the bare JSON.parse or JSON.stringify: the median of the rounds' own ratios. */
  readonly ratio: number;
}

/** How much is measured. */
export interface CodecBenchOptions {
  /** Rounds, of which medians are taken. Default: 7. */
  readonly rounds?: number;
  /** The time for each contestant in a round, in milliseconds. Default: 150. */
  readonly roundMs?: number;
}

/** A message in both directions. */
interface Subject<T extends Message> {
  readonly name: string;
  readonly corpus: Corpus;
  readonly schema: DescMessage;
  readonly read: (json: JsonValue) => T;
  readonly write: (message: T) => JsonValue;
}

/** The same work on the n-th input, done bare, by generated code, by protobuf-es. */
interface Contest {
  readonly name: string;
  readonly bare: readonly [name: string, work: (n: number) => unknown];
  readonly others: readonly (readonly [name: string, work: (n: number) => unknown])[];
}

function decoding<T extends Message>({ name, corpus, schema, read }: Subject<T>): Contest {
  const { texts } = corpus;
  const parse = (n: number): JsonValue => JSON.parse(texts[n % texts.length] ?? "") as JsonValue;
  return {
    name: `decode ${name}, ${corpus.bytes} bytes`,
    bare: ["JSON.parse alone", parse],
    others: [
      ["JSON.parse and the generated reader", (n) => read(parse(n))],
      ["JSON.parse and fromJson of protobuf-es", (n) => fromJson(schema, parse(n))],
    ],
  };
}

function encoding<T extends Message>({ name, corpus, schema, read, write }: Subject<T>): Contest {
  const messages = corpus.texts.map((text) => read(JSON.parse(text) as JsonValue));
  const objects = messages.map((message) => write(message));
  const message = (n: number): T => messages[n % messages.length] as T;
  return {
    name: `encode ${name}, ${corpus.bytes} bytes`,
    bare: ["JSON.stringify alone", (n) => JSON.stringify(objects[n % objects.length])],
    others: [
      ["the generated writer and JSON.stringify", (n) => JSON.stringify(write(message(n)))],
      [
        "toJson of protobuf-es and JSON.stringify",
        (n) => JSON.stringify(toJson(schema, message(n))),
      ],
    ],
  };
}

/** What was computed last, so that no engine leaves the work out. */
let sink: unknown;

/** How long some calls took, in milliseconds. */
interface Timing {
  readonly calls: number;
  readonly elapsed: number;
}

function timed(work: (n: number) => unknown, ms: number): Timing {
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < ms) {
    for (let i = 0; i < 100; i++) sink = work(calls + i);
    calls += 100;
    elapsed = performance.now() - start;
  }
  return { calls, elapsed };
}

/** Slices of a round: short turns, so that whatever else the machine does hits all contestants alike. */
const slices = 20;

/** One round: microseconds per call of each contestant. */
function round(contestants: Contest["others"], roundMs: number): readonly number[] {
  const totals = contestants.map(() => ({ calls: 0, elapsed: 0 }));
  for (let slice = 0; slice < slices; slice++)
    contestants.forEach(([, work], i) => {
      const { calls, elapsed } = timed(work, roundMs / slices);
      const total = totals[i];
      if (total === undefined) return;
      total.calls += calls;
      total.elapsed += elapsed;
    });
  return totals.map(({ calls, elapsed }) => (elapsed * 1000) / calls);
}

function measured(contest: Contest, options: Required<CodecBenchOptions>): readonly CodecRow[] {
  const { rounds, roundMs } = options;
  const contestants = [contest.bare, ...contest.others];
  for (let warmUp = 0; warmUp < 3; warmUp++) round(contestants, roundMs);
  const results = Array.from({ length: rounds }, () => round(contestants, roundMs));
  const column = (of: (times: readonly number[]) => number | undefined): number =>
    median(results.map((times) => of(times) ?? Number.NaN));
  return contestants.map(([name], i) => ({
    name: `${contest.name}: ${name}`,
    microseconds: column((times) => times[i]),
    ratio: column((times) => (times[i] ?? Number.NaN) / (times[0] ?? Number.NaN)),
  }));
}

/**
 * Measures decoding and encoding of the CX request and response. The
 * contestants take turns within every round.
 */
export async function measureCodec(options: CodecBenchOptions = {}): Promise<readonly CodecRow[]> {
  const resolved = { rounds: options.rounds ?? 7, roundMs: options.roundMs ?? 150 };
  const request: Subject<ReturnType<typeof generated.readWebhookRequest>> = {
    name: "request",
    corpus: requests,
    schema: WebhookRequestSchema,
    read: (json) => generated.readWebhookRequest(json),
    write: (message) => generated.writeWebhookRequest(message),
  };
  const response: Subject<ReturnType<typeof generated.readWebhookResponse>> = {
    name: "response",
    corpus: responses,
    schema: WebhookResponseSchema,
    read: (json) => generated.readWebhookResponse(json),
    write: (message) => generated.writeWebhookResponse(message),
  };
  const contests = [decoding(request), encoding(request), decoding(response), encoding(response)];
  const rows = contests.flatMap((contest) => measured(contest, resolved));
  if (sink === undefined) throw new Error("nothing was measured");
  return Promise.resolve(rows);
}

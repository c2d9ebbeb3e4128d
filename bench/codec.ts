/** Decoding and encoding of messages: ours and protobuf-es, against the bare JSON.parse and JSON.stringify. */
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
import * as json from "../gen/json/google/cloud/dialogflow/cx/v3/webhook_json.ts";
import { type Corpus, requests, responses } from "./codec-messages.ts";

/** One line of the table. Times are medians, in microseconds per message; ratios are medians of the rounds' ratios. */
export interface CodecRow {
  readonly message: string;
  readonly direction: "decode" | "encode";
  /** Mean size of the JSON text. */
  readonly bytes: number;
  /** JSON.parse or JSON.stringify alone. */
  readonly bareUs: number;
  /** The same with our generated reader or writer. */
  readonly oursUs: number;
  readonly oursRatio: number;
  /** The same with fromJson or toJson. */
  readonly protobufEsUs: number;
  readonly protobufEsRatio: number;
}

/** How much is measured. */
export interface CodecBenchOptions {
  /** Rounds, of which the median is taken. Default: 7. */
  readonly rounds?: number;
  /** The time for each contestant in a round, in milliseconds. Default: 150. */
  readonly roundMs?: number;
}

/** A message in both directions. */
interface Subject<T extends Message> {
  readonly corpus: Corpus;
  readonly schema: DescMessage;
  readonly read: (json: JsonValue) => T;
  readonly write: (message: T) => JsonValue;
}

/** Three ways of doing the same work on the n-th input. */
interface Contest {
  readonly bare: (n: number) => unknown;
  readonly ours: (n: number) => unknown;
  readonly protobufEs: (n: number) => unknown;
}

function decoding<T extends Message>({ corpus, schema, read }: Subject<T>): Contest {
  const { texts } = corpus;
  const parse = (n: number): JsonValue => JSON.parse(texts[n % texts.length] ?? "") as JsonValue;
  return {
    bare: parse,
    ours: (n) => read(parse(n)),
    protobufEs: (n) => fromJson(schema, parse(n)),
  };
}

function encoding<T extends Message>({ corpus, schema, read, write }: Subject<T>): Contest {
  const objects = corpus.texts.map((text) => JSON.parse(text) as JsonValue);
  const messages = objects.map(read);
  const own = messages.map(write);
  return {
    bare: (n) => JSON.stringify(own[n % own.length]),
    ours: (n) => JSON.stringify(write(messages[n % messages.length] as T)),
    protobufEs: (n) => JSON.stringify(toJson(schema, messages[n % messages.length] as T)),
  };
}

/** What was computed last, so that no engine leaves the work out. */
let sink: unknown;

/** Microseconds per call. */
function timed(work: (n: number) => unknown, ms: number): number {
  let calls = 0;
  const start = performance.now();
  let elapsed = 0;
  while (elapsed < ms) {
    for (let i = 0; i < 200; i++) sink = work(calls + i);
    calls += 200;
    elapsed = performance.now() - start;
  }
  return (elapsed * 1000) / calls;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;
}

function measure(
  contest: Contest,
  options: Required<CodecBenchOptions>,
): Pick<CodecRow, "bareUs" | "oursUs" | "oursRatio" | "protobufEsUs" | "protobufEsRatio"> {
  const { bare, ours, protobufEs } = contest;
  for (const work of [bare, ours, protobufEs, ours, bare, protobufEs])
    timed(work, options.roundMs * 2);
  const rounds = Array.from({ length: options.rounds }, () => {
    const before = timed(bare, options.roundMs);
    const oursUs = timed(ours, options.roundMs);
    const protobufEsUs = timed(protobufEs, options.roundMs);
    return { bareUs: (before + timed(bare, options.roundMs)) / 2, oursUs, protobufEsUs };
  });
  return {
    bareUs: median(rounds.map((round) => round.bareUs)),
    oursUs: median(rounds.map((round) => round.oursUs)),
    oursRatio: median(rounds.map((round) => round.oursUs / round.bareUs)),
    protobufEsUs: median(rounds.map((round) => round.protobufEsUs)),
    protobufEsRatio: median(rounds.map((round) => round.protobufEsUs / round.bareUs)),
  };
}

/**
 * Measures decoding and encoding of the CX request and response, the
 * contestants by turns within each round.
 */
export function benchCodec(options: CodecBenchOptions = {}): readonly CodecRow[] {
  const resolved = { rounds: options.rounds ?? 7, roundMs: options.roundMs ?? 150 };
  const row = (corpus: Corpus, direction: "decode" | "encode", contest: Contest): CodecRow => ({
    message: corpus.name,
    direction,
    bytes: Math.round(
      corpus.texts.reduce((sum, text) => sum + text.length, 0) / corpus.texts.length,
    ),
    ...measure(contest, resolved),
  });
  const request: Subject<ReturnType<typeof json.readWebhookRequest>> = {
    corpus: requests,
    schema: WebhookRequestSchema,
    read: json.readWebhookRequest,
    write: json.writeWebhookRequest,
  };
  const response: Subject<ReturnType<typeof json.readWebhookResponse>> = {
    corpus: responses,
    schema: WebhookResponseSchema,
    read: json.readWebhookResponse,
    write: json.writeWebhookResponse,
  };
  const rows = [
    row(requests, "decode", decoding(request)),
    row(responses, "decode", decoding(response)),
    row(requests, "encode", encoding(request)),
    row(responses, "encode", encoding(response)),
  ];
  if (sink === undefined) throw new Error("nothing was measured");
  return rows;
}

/** What a mock webhook answers to which request, as data: the same in a file and in a test. */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";

/** A span of time with its unit: `250ms`, `1.5s`. At most ten minutes. */
export type MockDuration = `${number}ms` | `${number}s`;

/** Where a connection ends: before anything of the answer is sent, or in the middle of its body. */
export type MockDrop = "before-headers" | "in-body";

/** An answer, right or wrong. */
export interface MockAnswer {
  /** A WebhookResponse, or any other JSON, sent as it is. Default: `{}`, unless `body` is there. */
  readonly response?: JsonValue;
  /** The body in place of `response`, as text. */
  readonly body?: string;
  /** Default: 200; 302 for a redirect. */
  readonly status?: number;
  /** Sent besides, or in place of, `content-type: application/json`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long nothing is sent. */
  readonly latency?: MockDuration;
  /** How long the body takes, which comes in ten pieces. */
  readonly bodyTime?: MockDuration;
  /** Cuts the JSON off in its middle; the answer is whole as far as HTTP goes. */
  readonly brokenJson?: boolean;
  /** Pads the body with spaces to so many bytes; JSON stays JSON. */
  readonly oversize?: number;
  /** Promises so many bytes more than there are, then ends the connection. */
  readonly missingBytes?: number;
  /** Cuts the connection. */
  readonly drop?: MockDrop;
  /** The URL of a redirect. */
  readonly redirect?: string;
}

/**
 * What comes of a request with the detectIntentResponseId (ES: responseId) of an
 * earlier one: the `same` answer as then, the `next` as for any other call, or
 * an answer of its own.
 */
export type MockDuplicates = "same" | "next" | MockAnswer;

/** A request that is answered, and how. All conditions have to hold; without any, it takes every request. */
export interface MockRule extends MockAnswer {
  /** What it is called in logs and counts. Default: its conditions. */
  readonly name?: string;
  /** The tag of the call (CX). */
  readonly tag?: string;
  /** The action of the call (ES). */
  readonly action?: string;
  /** The HTTP method, in capitals. */
  readonly method?: string;
  /** The path of the URL; with a `?` in it, path and query. */
  readonly path?: string;
  /**
   * What the request's JSON has to hold: of an object the members that are given,
   * of a list as many items, of anything else the same.
   */
  readonly match?: JsonObject;
  /** Answers for the first call, the second, and so on; the last is repeated. In place of an answer in the rule. */
  readonly sequence?: readonly MockAnswer[];
  /** Default: `next`. */
  readonly duplicates?: MockDuplicates;
}

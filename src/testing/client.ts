/**
 * Calls a router as the JSON door does, without a socket: the request is printed
 * and decoded, the handler invoked, the answer checked and encoded.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { type StatusBody, WebhookError } from "../errors.ts";
import type { Clock } from "../clock.ts";
import type { HandlerEvent } from "../handler/events.ts";
import { invoke } from "../handler/invoke.ts";
import type { Router } from "../handler/router.ts";
import { decodeRequest } from "../wire/decode.ts";
import { encodeRequest, encodeResponse } from "../wire/encode.ts";
import type { WebhookRequest } from "../wire/format.ts";
import { readAnswer } from "./answer.ts";

/** How the calls of a test client are made. */
export interface TestClientOptions {
  /** The deadline's clock. Default: the machine's. */
  readonly clock?: Clock;
}

/** What a test may say of one call. */
export interface TestCallOptions {
  /** Aborts as when the platform hangs up. */
  readonly signal?: AbortSignal;
  /** What the caller grants, as gRPC and Connect clients say it. Milliseconds. */
  readonly timeoutMs?: number;
}

/** What came of a call. */
export interface TestAnswer {
  /** The HTTP status. */
  readonly status: number;
  /** The body, as the platform would get it. */
  readonly body: JsonObject;
  /** The error in the body, where the status is not 200. */
  readonly error: StatusBody["error"] | undefined;
  /** The first variant of each text message. ES: the fulfillment text where there are no messages. */
  readonly texts: readonly string[];
  /** All messages, as JSON. */
  readonly messages: readonly JsonObject[];
  /** Session parameters that are set; null where one is unset. ES: those that `setParameters` keeps in a context. */
  readonly parameters: JsonObject;
  /** Form parameters that are set. */
  readonly formParameters: JsonObject;
  /** Names of the form parameters that are marked invalid. */
  readonly invalidated: readonly string[];
  /** The resource name of the page or flow that the conversation goes to. */
  readonly target: string | undefined;
  /** What the server would log of the call. */
  readonly events: readonly HandlerEvent[];
}

/** A router under test. */
export interface TestClient {
  /**
   * Makes one call.
   *
   * @param request of `cxRequest` or `esRequest`; or a body, as text or as JSON
   * @returns the answer, also when it is an error; never rejects for what the handler does
   */
  call(
    request: WebhookRequest | JsonObject | string,
    options?: TestCallOptions,
  ): Promise<TestAnswer>;
}

/** A client for a router, for tests of handlers. */
export function createTestClient(router: Router, options: TestClientOptions = {}): TestClient {
  return {
    async call(request, { signal, timeoutMs } = {}) {
      const events: HandlerEvent[] = [];
      const reply = (status: number, body: JsonObject): TestAnswer => ({
        status,
        body,
        events,
        ...readAnswer(status, body),
      });
      try {
        const decoded = decodeRequest(bodyOf(request), { formats: formatsOf(request) });
        const response = await invoke(router, decoded, {
          log: (event) => void events.push(event),
          ...(options.clock && { clock: options.clock }),
          ...(signal && { signal }),
          ...(timeoutMs !== undefined && { timeoutMs }),
        });
        return reply(200, JSON.parse(encodeResponse(response)) as JsonObject);
      } catch (error) {
        const webhookError = WebhookError.from(error);
        return reply(
          webhookError.httpStatus,
          JSON.parse(JSON.stringify(webhookError)) as JsonObject,
        );
      }
    },
  };
}

function isRequest(request: WebhookRequest | JsonObject | string): request is WebhookRequest {
  return typeof request === "object" && "format" in request && "message" in request;
}

function bodyOf(request: WebhookRequest | JsonObject | string): string {
  if (typeof request === "string") return request;
  return isRequest(request) ? encodeRequest(request) : JSON.stringify(request satisfies JsonValue);
}

function formatsOf(
  request: WebhookRequest | JsonObject | string,
): readonly WebhookRequest["format"][] {
  return isRequest(request) ? [request.format] : ["cx/v3", "es/v2"];
}

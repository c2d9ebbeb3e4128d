/** One call through a router, with all that came of it. */
import type { HandlerEvent } from "../../src/handler/events.ts";
import { invoke, type InvokeContext } from "../../src/handler/invoke.ts";
import type { Router } from "../../src/handler/router.ts";
import { WebhookError } from "../../src/errors.ts";
import type { WebhookRequest, WebhookResponse } from "../../src/wire/format.ts";

/** What came of a call: an answer or an error, and the events on the way. */
export interface Outcome {
  readonly response: WebhookResponse | undefined;
  readonly error: WebhookError | undefined;
  /** It may grow after the call has settled. */
  readonly events: readonly HandlerEvent[];
}

/** Invokes a router and waits until the call has settled. What is no WebhookError is thrown. */
export async function call(
  router: Router,
  request: WebhookRequest,
  context: Omit<InvokeContext, "log"> = {},
): Promise<Outcome> {
  const events: HandlerEvent[] = [];
  // Spelt out, as a copy would read the getters that the server relies on.
  const whole: InvokeContext = Object.create(context, {
    log: { value: (event: HandlerEvent) => void events.push(event) },
  }) as InvokeContext;
  try {
    return { response: await invoke(router, request, whole), error: undefined, events };
  } catch (error) {
    if (!WebhookError.is(error)) throw error;
    return { response: undefined, error, events };
  }
}

/** The first text of an answer, on CX and on ES; undefined if it has none. */
export function textOf({ response }: Outcome): string | undefined {
  if (response === undefined) return undefined;
  const messages =
    response.format === "es/v2"
      ? response.message.fulfillmentMessages
      : response.message.fulfillmentResponse?.messages;
  const message = messages?.[0]?.message;
  return message?.case === "text" ? message.value.text?.[0] : undefined;
}

/** A promise that is settled from outside. */
export interface Gate<T> {
  readonly promise: Promise<T>;
  open(value: T): void;
  fail(error: unknown): void;
}

/** A handler's work that ends when the test says so. */
export function gate<T>(): Gate<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  return { promise, open: resolve, fail: reject };
}

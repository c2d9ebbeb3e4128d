import { Code, ConnectError, createContextKey } from "@connectrpc/connect";
import { afterEach, describe, expect, it } from "vitest";
import { WebhookService } from "../../../gen/es/fulfillkit/v1/webhook_pb.ts";
import { UnaryContext } from "../../../src/server/rpc/unary-context.ts";

const contexts: UnaryContext[] = [];
afterEach(() => contexts.splice(0).forEach((context) => context.end()));

function contextOf(
  timeoutMs?: number,
  onDeadline: (error: ConnectError) => void = () => {},
): UnaryContext {
  const headers = {
    ":path": "/p",
    ":authority": "h:1",
    ":scheme": "http",
    "x-a": "1",
    "set-cookie": ["b", "c"],
  };
  const context = new UnaryContext({
    method: WebhookService.method.handleWebhook,
    headers,
    timeoutMs,
    onDeadline,
  });
  contexts.push(context);
  return context;
}

const codeOf = (signal: AbortSignal): Code => ConnectError.from(signal.reason).code;

describe("UnaryContext", () => {
  it("shows the request's headers without the pseudo-headers of HTTP/2", () => {
    const context = contextOf();
    expect([...context.requestHeader.keys()]).toEqual(["set-cookie", "set-cookie", "x-a"]);
    expect(context.requestHeader.getSetCookie()).toEqual(["b", "c"]);
    expect(context.header("x-a")).toBe("1");
    expect(context.header("set-cookie")).toBe("b, c");
    expect(context.header("x-b")).toBeUndefined();
    expect(context.url).toBe("http://h:1/p");
  });

  it("tells headers and trailers that were set from those that were not", () => {
    const context = contextOf();
    expect([context.ownHeader, context.ownTrailer]).toEqual([undefined, undefined]);
    context.responseHeader.set("a", "1");
    context.responseTrailer.set("b", "2");
    expect([context.ownHeader?.get("a"), context.ownTrailer?.get("b")]).toEqual(["1", "2"]);
  });

  it("keeps context values", () => {
    const key = createContextKey("nobody");
    const context = contextOf();
    context.values.set(key, "me");
    expect(context.values.get(key)).toBe("me");
  });

  it("has no time limit unless the client gives one", () => {
    expect(contextOf().timeoutMs()).toBeUndefined();
    expect(contextOf(10_000).timeoutMs()).toBeGreaterThan(9000);
  });

  it("aborts the signal at the deadline and reports it", async () => {
    const reported = Promise.withResolvers<ConnectError>();
    const context = contextOf(1, reported.resolve);
    const { signal } = context;
    expect((await reported.promise).code).toBe(Code.DeadlineExceeded);
    expect(codeOf(signal)).toBe(Code.DeadlineExceeded);
  });

  it("leaves the deadline to whoever asks for the caller's signal", async () => {
    const ended = Promise.withResolvers<string>();
    const context = contextOf(1, () => ended.resolve("from outside"));
    const { callerSignal } = context;
    contextOf(5, () => ended.resolve("not at all"));
    expect(await ended.promise).toBe("not at all");
    expect(callerSignal.aborted).toBe(false);
  });

  it("aborts both signals when the caller leaves, asked for before or after", () => {
    const context = contextOf();
    const before = context.signal;
    context.callerLeft();
    for (const signal of [before, context.signal, context.callerSignal])
      expect(codeOf(signal)).toBe(Code.Canceled);
  });

  it("aborts the signal when the call has been answered, but tells nobody that the caller left", () => {
    const context = contextOf();
    const { signal, callerSignal } = context;
    context.end();
    expect([signal.aborted, callerSignal.aborted]).toEqual([true, false]);
  });
});

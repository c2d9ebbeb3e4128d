import { describe, expect, it } from "vitest";
import type { WebhookCall } from "../../src/handler/call.ts";
import { createRouter } from "../../src/handler/router.ts";
import { cxRequest, esRequest } from "../../src/testing/index.ts";
import type { WebhookRequest } from "../../src/wire/format.ts";
import { call } from "./harness.ts";

/** Lets a handler look at a call, and fails where it does. */
async function look(
  request: WebhookRequest,
  handler: (call: WebhookCall) => void,
  context: Parameters<typeof call>[2] = {},
): Promise<void> {
  const { error } = await call(createRouter().fallback(handler), request, context);
  if (error !== undefined) throw error.cause instanceof Error ? error.cause : error;
}

describe("a call", () => {
  it("can be taken apart: every member works without the rest", async () => {
    const request = cxRequest({ tag: "t", session: "s1", parameters: { a: 1 } });
    await look(
      request,
      ({ tag, session, params, signal, timeRemaining, deadline, log, format }) => {
        expect(tag).toBe("t");
        expect(session.id).toBe("s1");
        expect(params).toEqual({ a: 1 });
        expect(signal.aborted).toBe(false);
        expect(timeRemaining()).toBeGreaterThan(0);
        expect(deadline).toBeInstanceOf(Date);
        expect(format).toBe("cx/v3");
        log.info("fine");
      },
    );
  });

  it("works a member out once: the same comes back", async () => {
    const request = cxRequest({
      tag: "t",
      parameters: { a: { b: 1 } },
      form: { c: { value: [1] } },
    });
    await look(request, (call) => {
      expect(call.params).toBe(call.params);
      expect(call.sessionParameters).toBe(call.sessionParameters);
      expect(call.session).toBe(call.session);
      expect(call.query).toBe(call.query);
      expect(call.form).toBe(call.form);
      expect(call.signal).toBe(call.signal);
    });
  });

  it("has the raw message, told apart by its format", async () => {
    const cx = cxRequest({ format: "cx/v3beta1" });
    await look(cx, ({ raw, format }) => {
      expect(raw).toBe(cx);
      expect(format).toBe("cx/v3beta1");
    });
    const es = esRequest();
    await look(es, ({ raw }) => {
      expect(raw).toBe(es);
    });
  });

  it("tells what the server knows of it", async () => {
    await look(
      cxRequest(),
      ({ requestId, principal }) => {
        expect(requestId).toBe("r-1");
        expect(principal).toBe("platform");
      },
      { requestId: "r-1", principal: "platform" },
    );
    await look(cxRequest(), ({ requestId, principal }) => {
      expect(requestId).toBeUndefined();
      expect(principal).toBeUndefined();
    });
  });

  it("has an empty context where no interceptor added to it", async () => {
    await look(cxRequest(), ({ context }) => {
      expect(context).toEqual({});
      expect(Object.isFrozen(context)).toBe(true);
    });
  });

  it.each<[string, WebhookRequest, string | undefined]>([
    ["of the phone gateway", cxRequest({ callerId: "+12125550115" }), "+12125550115"],
    [
      "of the ES phone gateway",
      esRequest({ payload: { telephony: { caller_id: "+12125550115" } } }),
      "+12125550115",
    ],
    ["of no telephone", cxRequest(), undefined],
    ["of a payload in another shape", cxRequest({ payload: { telephony: "+1" } }), undefined],
    ["of a payload with a list", cxRequest({ payload: { telephony: ["+1"] } }), undefined],
    ["of a payload with null", cxRequest({ payload: { telephony: null } }), undefined],
    [
      "of a number that is none",
      cxRequest({ payload: { telephony: { caller_id: 1 } } }),
      undefined,
    ],
  ])("has the caller's number %s", async (_, request, expected) => {
    await look(request, ({ callerId }) => {
      expect(callerId).toBe(expected);
    });
  });
});

import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonReadError } from "../../../src/codec/index.ts";
import { sessionFromRequest } from "../../../src/dispatch/session/from-request.ts";
import { requestFromSession } from "../../../src/dispatch/session/to-request.ts";
import { decodeRequest } from "../../../src/wire/decode.ts";
import { encodeRequest } from "../../../src/wire/encode.ts";
import { printRequest } from "../../../src/wire/print.ts";
import { frozen } from "./frozen.ts";
import { cxState, esState, state } from "./states.ts";

const es01 = new URL(
  "../../../../shared/payloads/es-01-request-console-byte-exact.json",
  import.meta.url,
);

describe("requestFromSession", () => {
  it("tells a session of CX in full", () => {
    const request = requestFromSession(state, { format: "cx/v3", tag: "order", responseId: "r" });
    expect(JSON.parse(encodeRequest(request))).toEqual({
      detectIntentResponseId: "r",
      pageInfo: {
        currentPage: state.page?.name,
        displayName: "Order",
        formInfo: {
          parameterInfo: [
            {
              displayName: "size",
              required: true,
              state: "FILLED",
              value: "large",
              justCollected: true,
            },
            { displayName: "crust", state: "EMPTY" },
          ],
        },
      },
      sessionInfo: { session: state.name, parameters: { size: "large", total: 3 } },
      fulfillmentInfo: { tag: "order" },
      messages: [{ text: { text: ["One moment."] } }],
      text: "two, please",
      languageCode: "en",
    });
  });

  it.each(["cx/v3", "cx/v3beta1"] as const)("reads back as the same session, in %s", (format) => {
    fc.assert(
      fc.property(cxState, (arbitrary) => {
        const session = frozen(arbitrary);
        const request = requestFromSession(session, { format, tag: "t", responseId: "r" });
        expect(request.format).toBe(format);
        expect(sessionFromRequest(request)).toEqual(session);
      }),
    );
  });

  it("reads back as the same session, in es/v2", () => {
    fc.assert(
      fc.property(esState, (arbitrary) => {
        const session = frozen(arbitrary);
        const request = requestFromSession(session, {
          format: "es/v2",
          tag: "t",
          responseId: "r",
        });
        expect(sessionFromRequest(request)).toEqual(session);
      }),
    );
  });

  it.skipIf(!existsSync(es01))("prints as a captured call of ES, byte for byte", () => {
    const text = readFileSync(es01, "utf8");
    const { responseId, queryResult, originalDetectIntentRequest } = JSON.parse(text) as {
      readonly responseId: string;
      readonly queryResult: { readonly action: string };
      readonly originalDetectIntentRequest: { readonly source: string };
    };
    const request = requestFromSession(sessionFromRequest(decodeRequest(text)), {
      format: "es/v2",
      tag: queryResult.action,
      responseId,
    });
    // The platform that the user is on is told by no session.
    if (request.format === "es/v2" && request.message.originalDetectIntentRequest !== undefined)
      request.message.originalDetectIntentRequest.source = originalDetectIntentRequest.source;
    expect(printRequest(request)).toBe(text);
  });

  it("has the tag as the action of an ES request, and the first text that is for every platform", () => {
    const messages = [
      { platform: "SLACK", text: { text: ["for Slack"] } },
      { card: { title: "c" } },
      { text: { text: ["for all", "or so"] } },
    ];
    const request = requestFromSession(
      { ...state, messages },
      { format: "es/v2", tag: "order", responseId: "r" },
    );
    expect(request.message).toMatchObject({
      queryResult: { action: "order", fulfillmentText: "for all", queryText: "two, please" },
    });
  });

  it("has no sentiment where the analysis failed", () => {
    const request = { sentiment: { score: 0.5, magnitude: 1, succeeded: false } };
    const { message } = requestFromSession(
      { ...state, request },
      { format: "cx/v3", tag: "", responseId: "" },
    );
    expect(message).not.toHaveProperty("sentimentAnalysisResult");
  });

  it("refuses a message that is none", () => {
    const session = { ...state, messages: [{ text: "Hello." }] };
    expect(() => requestFromSession(session, { format: "cx/v3", tag: "", responseId: "" })).toThrow(
      JsonReadError,
    );
  });
});

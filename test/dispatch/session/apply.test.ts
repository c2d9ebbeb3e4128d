import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as cx from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import * as es from "../../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import { resolveBehaviours } from "../../../src/dispatch/behaviours.ts";
import { applyResponse } from "../../../src/dispatch/session/apply.ts";
import type { SessionState } from "../../../src/dispatch/session/state.ts";
import { decodeResponse } from "../../../src/wire/decode-response.ts";
import type { WebhookResponse } from "../../../src/wire/format.ts";
import { fromPlainObject } from "../../../src/wire/value.ts";
import { arbitraryMessage } from "../../arbitrary/message.ts";
import { frozen } from "./frozen.ts";
import { agent, cxState, esState, flow, parameterName, parameters, state } from "./states.ts";

const folder = new URL("../../../../shared/payloads/", import.meta.url);
const here = existsSync(folder);
const defaults = resolveBehaviours();

/** Answers that hit what the sessions have: names of parameters in several spellings, targets of the agent. */
const likelyCx: fc.Arbitrary<WebhookResponse> = fc
  .record({
    parameters,
    form: fc.array(
      fc.record({
        displayName: parameterName,
        required: fc.boolean(),
        state: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
        values: parameters,
      }),
      { maxLength: 3 },
    ),
    targetPage: fc.constantFrom("", "Order", `${flow}/pages/x`, `${agent}/flows/g/pages/y`),
    mergeBehavior: fc.constantFrom(0 as const, 1 as const, 2 as const),
    payload: fc.option(parameters, { nil: undefined }),
  })
  .map(({ parameters: given, form, targetPage, mergeBehavior, payload }) => ({
    format: "cx/v3",
    message: {
      sessionInfo: { parameters: fromPlainObject(given) },
      pageInfo: {
        formInfo: {
          parameterInfo: form.map(({ values, ...info }) => {
            const [value] = Object.values(fromPlainObject(values));
            return value === undefined ? info : { ...info, value };
          }),
        },
      },
      fulfillmentResponse: {
        mergeBehavior,
        messages: [{ message: { case: "text", value: { text: ["Hello."] } } }],
      },
      transition: { case: "targetPage", value: targetPage },
      ...(payload !== undefined && { payload }),
    },
  }));

/** A session, and an answer of its format. */
const pair: fc.Arbitrary<readonly [SessionState, WebhookResponse]> = fc.oneof(
  fc.tuple(fc.oneof(fc.constant(state), cxState), likelyCx),
  fc.tuple(
    cxState,
    arbitraryMessage(cx.WebhookResponseSchema).map((message): WebhookResponse => ({
      format: "cx/v3",
      message,
    })),
  ),
  fc.tuple(
    esState,
    arbitraryMessage(es.WebhookResponseSchema).map((message): WebhookResponse => ({
      format: "es/v2",
      message,
    })),
  ),
);

describe("applyResponse", () => {
  it("changes neither the session nor the answer, and gives the same each time", () => {
    fc.assert(
      fc.property(pair, ([session, response]) => {
        const before = structuredClone(session);
        const once = applyResponse(frozen(session), frozen(response), defaults);
        expect(session).toEqual(before);
        expect(applyResponse(session, response, defaults)).toEqual(once);
      }),
    );
  });

  it("gives the very session back where it has no effects", () => {
    fc.assert(
      fc.property(pair, ([session, response]) => {
        const { session: after, effects } = applyResponse(frozen(session), response, defaults);
        expect(after === session).toBe(effects.length === 0);
      }),
    );
  });

  it("comes to the same when it is applied again at the same page, but for appended messages and payloads", () => {
    const rest = (session: SessionState): unknown => ({
      ...session,
      messages: [],
      webhookPayloads: [],
    });
    fc.assert(
      fc.property(pair, ([session, response]) => {
        const once = applyResponse(frozen(session), response, defaults).session;
        fc.pre(once.page?.name === session.page?.name);
        const twice = applyResponse(frozen(once), response, defaults).session;
        expect(rest(twice)).toEqual(rest(once));
      }),
    );
  });

  it("changes no session parameter that is not named", () => {
    fc.assert(
      fc.property(cxState, parameters, (session, given) => {
        const response: WebhookResponse = {
          format: "cx/v3",
          message: { sessionInfo: { parameters: fromPlainObject(given) } },
        };
        const after = applyResponse(frozen(session), response, defaults).session;
        const named = new Set(Object.keys(given).map((name) => name.toLowerCase()));
        const others = (json: object): unknown =>
          Object.entries(json).filter(([name]) => !named.has(name.toLowerCase()));
        expect(others(after.parameters)).toEqual(others(session.parameters));
      }),
    );
  });

  it.each(["cx/v3", "cx/v3beta1", "es/v2"] as const)(
    "{} of %s gives the very session back",
    (format) => {
      const result = applyResponse(frozen(state), { format, message: {} }, defaults);
      expect(result).toEqual({ session: state, effects: [], warnings: [] });
      expect(result.session).toBe(state);
    },
  );

  it("reaches no prototype by a parameter's name", () => {
    const json = '{"sessionInfo":{"parameters":{"__proto__":{"polluted":1},"constructor":2}}}';
    const { session } = applyResponse(state, decodeResponse("cx/v3", json), defaults);
    expect(Object.keys(session.parameters)).toEqual(["size", "total", "__proto__", "constructor"]);
    expect(session.parameters).not.toHaveProperty("polluted");
  });

  it.skipIf(!here).each([
    ["cx-18-response-replace-camel.json", "messages-replaced"],
    ["cx-19-response-plain-text-two-variants.json", "messages-appended"],
    ["cx-20-response-rich-content.json", "messages-appended"],
  ])("takes the real answer %s", (name, kind) => {
    const response = decodeResponse("cx/v3", readFileSync(new URL(name, folder)));
    const { effects, warnings } = applyResponse(frozen(state), response, defaults);
    expect(effects.map((effect) => effect.kind)).toContain(kind);
    expect(warnings).toEqual([]);
  });
});

describe("how an answer may be written", () => {
  const hello = '{"text":{"text":["Hello."]}}';

  it.each<[string, string, readonly string[]]>([
    [
      "documented: the names of the proto are read, as the official samples write them",
      `{"session_info":{"parameters":{"a":1}},"fulfillment_response":{"messages":[${hello}],"merge_behavior":"REPLACE"}}`,
      ["parameter-set", "messages-replaced"],
    ],
    [
      "documented: so are the names of JSON",
      `{"sessionInfo":{"parameters":{"a":1}},"fulfillmentResponse":{"messages":[${hello}],"mergeBehavior":"REPLACE"}}`,
      ["parameter-set", "messages-replaced"],
    ],
    [
      "documented: an enum may be a number",
      `{"fulfillmentResponse":{"messages":[${hello}],"mergeBehavior":2}}`,
      ["messages-replaced"],
    ],
    [
      "observed: nulls are what is absent",
      '{"fulfillmentResponse":{"messages":null,"mergeBehavior":null},"sessionInfo":{"parameters":null},"pageInfo":{"formInfo":null},"payload":null,"targetPage":null}',
      [],
    ],
    [
      "documented: so are empty texts, objects and lists",
      '{"fulfillmentResponse":{"messages":[]},"sessionInfo":{},"pageInfo":{"formInfo":{"parameterInfo":[]}},"targetPage":""}',
      [],
    ],
  ])("%s", (_, body, kinds) => {
    const { effects } = applyResponse(frozen(state), decodeResponse("cx/v3", body), defaults);
    expect(effects.map(({ kind }) => kind)).toEqual(kinds);
  });

  it.each([
    ["[]", "documented: a list is no answer"],
    ["null", "observed: nor is null"],
    ["", "inferred: nor is nothing"],
    ['{"sessionInfo":""}', "documented: an empty text is no object"],
    ['{"success":true}', "observed in ES: fields that the message does not have"],
    [
      '{"fulfillmentResponse":{"messages":[{"text":"Hello."}]}}',
      "observed: a text where its message is expected",
    ],
  ])("%s is refused, %s", (body) => {
    expect(() => decodeResponse("cx/v3", body)).toThrow(
      expect.objectContaining({ reason: "INVALID_RESPONSE" }) as Error,
    );
  });
});

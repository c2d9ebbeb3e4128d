import type { JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import * as cx from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import * as cxBeta from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import * as es from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import { decodeRequest, readRequest } from "../../src/wire/decode.ts";
import { encodeRequest } from "../../src/wire/encode.ts";
import type { WebhookRequest } from "../../src/wire/format.ts";
import { toPlainObject } from "../../src/wire/value.ts";
import { arbitraryMessage } from "../arbitrary/message.ts";
import { thrownBy } from "./thrown.ts";

const prototypeNames = Object.getOwnPropertyNames(Object.prototype).toSorted();

afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(prototypeNames);
});

function cxMessage(body: string): cx.WebhookRequest {
  const request = decodeRequest(body);
  if (request.format !== "cx/v3") throw new Error(`decoded as ${request.format}`);
  return request.message;
}

const cxBody = '{"fulfillmentInfo":{"tag":"t"},"sessionInfo":{"session":"s"}}';
const esBody = '{"session":"s","responseId":"r","queryResult":{"action":"a"}}';

describe("the wire format", () => {
  it("is that of the body, by default cx/v3 or es/v2", () => {
    expect(decodeRequest(cxBody)).toMatchObject({
      format: "cx/v3",
      message: { fulfillmentInfo: { tag: "t" } },
    });
    expect(decodeRequest(esBody)).toMatchObject({
      format: "es/v2",
      message: { queryResult: { action: "a" } },
    });
  });

  it("is the first of the two CX versions in the list", () => {
    expect(decodeRequest(cxBody, { formats: ["cx/v3beta1"] }).format).toBe("cx/v3beta1");
    expect(decodeRequest(cxBody, { formats: ["es/v2", "cx/v3beta1", "cx/v3"] }).format).toBe(
      "cx/v3beta1",
    );
  });

  it("is the one that @type names, if it is in the list", () => {
    const body = `{"@type":"type.googleapis.com/google.cloud.dialogflow.cx.v3beta1.WebhookRequest",${cxBody.slice(1)}`;
    expect(decodeRequest(body, { formats: ["cx/v3", "cx/v3beta1"] }).format).toBe("cx/v3beta1");
    expect(decodeRequest(body).format).toBe("cx/v3");
  });

  it.each([
    [
      esBody,
      ["cx/v3"],
      "This is a Dialogflow ES (v2) request; here only Dialogflow CX (v3) (cx/v3) is taken.",
      "es/v2",
    ],
    [
      cxBody,
      ["es/v2"],
      "This is a Dialogflow CX (v3) request; here only Dialogflow ES (v2) (es/v2) is taken.",
      "cx/v3",
    ],
    [
      cxBody,
      [],
      "This is a Dialogflow CX (v3) request; here no wire format at all is taken.",
      "cx/v3",
    ],
  ] as const)("is refused where it is not taken: %s in %j", (body, formats, sentence, missing) => {
    const error = thrownBy(() => decodeRequest(body, { formats }));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "WRONG_FORMAT" });
    expect(error.message).toContain(sentence);
    expect(error.message).toContain(`add ${missing} to the formats`);
  });
});

describe("a body that is no request", () => {
  it.each([
    ["an array", `[${cxBody}]`, "is a JSON array: send the request object itself"],
    ["null", "null", "is null"],
    ["a number", "1", "is a number"],
    ["a string", '"hi"', "is a string"],
    ["JSON in a string", JSON.stringify(cxBody), "encoded twice"],
    ["an empty object", "{}", "empty object, which could be anything"],
    ["nulls alone", '{"pageInfo":null}', '"pageInfo"'],
    ["an answer of CX", '{"fulfillmentResponse":{}}', "This is a WebhookResponse of Dialogflow CX"],
    ["an answer of ES", '{"fulfillmentText":"hi"}', "This is a WebhookResponse of Dialogflow ES"],
    ["a DetectIntentRequest", '{"queryInput":{}}', "This is a DetectIntentRequest"],
    [
      "a DetectIntentResponse",
      '{"responseId":"r","queryResult":{"match":{}}}',
      "This is a DetectIntentResponse",
    ],
    ["a request of API v1", '{"result":{},"sessionId":"s"}', "API v1"],
    ["an error", '{"error":"no"}', "an error's body"],
    [
      "a flexible webhook's body",
      '{"fruit":"apple","size":3}',
      'its members ("fruit", "size") are those of neither',
    ],
    ["many members", '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7}', '"e", and 2 more'],
    ["a very long name", `{"${"n".repeat(500)}":1}`, `("${"n".repeat(40)}")`],
  ])("is refused with a sentence that says what it looks like: %s", (_, body, sentence) => {
    const error = thrownBy(() => decodeRequest(body));
    expect(error).toMatchObject({
      code: "INVALID_ARGUMENT",
      reason: "NOT_A_WEBHOOK_REQUEST",
      httpStatus: 400,
    });
    expect(error.message).toContain(sentence);
    expect(error.metadata["looksLike"]).toEqual(expect.any(String));
  });

  it("shows names of members, never values", () => {
    expect(thrownBy(() => decodeRequest('{"card":"4111111111111111"}')).message).not.toContain(
      "4111",
    );
  });
});

describe("what is tolerated", () => {
  it.each([
    [
      "unknown members at every level",
      '{"fulfillmentInfo":{"tag":"t","x":1},"y":{"z":[]}}',
      { fulfillmentInfo: { tag: "t" } },
    ],
    [
      "a name of an enum's value that is new",
      '{"messages":[{"responseType":"NEW"}],"pageInfo":{}}',
      { messages: [{ responseType: 0 }] },
    ],
    ["null for a message", '{"pageInfo":{},"intentInfo":null}', { pageInfo: {} }],
    ["null for a string", '{"fulfillmentInfo":{"tag":null}}', { fulfillmentInfo: { tag: "" } }],
    ["null for a list", '{"pageInfo":{},"messages":null}', { messages: [] }],
    ["null for a map", '{"sessionInfo":{"parameters":null}}', { sessionInfo: { parameters: {} } }],
    [
      "snake_case",
      '{"page_info":{"form_info":{"parameter_info":[{"display_name":"d","just_collected":true}]}}}',
      { pageInfo: { formInfo: { parameterInfo: [{ displayName: "d", justCollected: true }] } } },
    ],
    [
      "an enum's value by number",
      '{"pageInfo":{"formInfo":{"parameterInfo":[{"state":3}]}}}',
      { pageInfo: { formInfo: { parameterInfo: [{ state: 3 }] } } },
    ],
    [
      "an enum's value by number with a point",
      '{"pageInfo":{"formInfo":{"parameterInfo":[{"state":3.0}]}}}',
      { pageInfo: { formInfo: { parameterInfo: [{ state: 3 }] } } },
    ],
  ])("%s", (_, body, message) => {
    expect(cxMessage(body)).toMatchObject(message);
  });

  it("1 and 1.0, which are the same number", () => {
    const body = (one: string): string =>
      `{"intentInfo":{"confidence":${one}},"sessionInfo":{"parameters":{"n":${one}}}}`;
    expect(decodeRequest(body("1.0"))).toEqual(decodeRequest(body("1")));
  });

  it("unknown members however deep, within the limit of what is not read", () => {
    const deep = "[".repeat(900) + "]".repeat(900);
    expect(cxMessage(`{"pageInfo":{},"unknown":${deep}}`).pageInfo).toBeDefined();
  });
});

describe("duplicates", () => {
  it("of a name: the last value wins", () => {
    expect(
      cxMessage('{"fulfillmentInfo":{"tag":"a"},"fulfillmentInfo":{"tag":"b"}}').fulfillmentInfo
        ?.tag,
    ).toBe("b");
    expect(
      toPlainObject(
        cxMessage('{"sessionInfo":{"parameters":{"a":1,"a":2}}}').sessionInfo?.parameters ?? {},
      ),
    ).toEqual({ a: 2 });
  });

  it.each([
    ["one field under both its names", '{"pageInfo":{},"page_info":{}}', "pageInfo"],
    ["two members of a oneof", '{"pageInfo":{},"text":"a","transcript":"b"}', "transcript"],
  ])("of another kind are refused: %s", (_, body, field) => {
    const error = thrownBy(() => decodeRequest(body));
    expect(error.reason).toBe("INVALID_REQUEST");
    expect(error.violations[0]?.field).toBe(field);
  });
});

describe("a wrong member", () => {
  it.each([
    ["a number for a tag", '{"fulfillmentInfo":{"tag":1}}', "fulfillmentInfo.tag"],
    ["a string for a message", '{"pageInfo":"START_PAGE"}', "pageInfo"],
    ["a string for a list", '{"pageInfo":{},"messages":"hi"}', "messages"],
    ["null in a list", '{"pageInfo":{},"messages":[null]}', "messages[0]"],
    ["an array for a map", '{"sessionInfo":{"parameters":[]}}', "sessionInfo.parameters"],
    [
      "a plain string for a text",
      '{"pageInfo":{},"messages":[{},{"text":"hi"}]}',
      "messages[1].text",
    ],
    ["a lone surrogate", String.raw`{"fulfillmentInfo":{"tag":"\ud800"}}`, "fulfillmentInfo.tag"],
    ["a string for a number", '{"intentInfo":{"confidence":"high"}}', "intentInfo.confidence"],
  ])("is refused with its path: %s", (_, body, field) => {
    const error = thrownBy(() => decodeRequest(body));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "INVALID_REQUEST" });
    expect(error.violations.map((violation) => violation.field)).toEqual([field]);
    expect(error.message).toContain(field);
  });
});

describe("depth", () => {
  const nested = (depth: number): string => '{"a":'.repeat(depth) + "1" + "}".repeat(depth);

  it("is limited in what is read", () => {
    expect(cxMessage(`{"pageInfo":{},"payload":${nested(60)}}`).payload).toBeDefined();
    expect(thrownBy(() => decodeRequest(`{"pageInfo":{},"payload":${nested(200)}}`))).toMatchObject(
      {
        code: "INVALID_ARGUMENT",
        reason: "TOO_DEEP",
      },
    );
  });

  it("is limited by the option", () => {
    const body = `{"pageInfo":{},"payload":${nested(20)}}`;
    expect(thrownBy(() => decodeRequest(body, { maxDepth: 10 })).message).toBe(
      "The body nests more than 10 levels deep.",
    );
    expect(thrownBy(() => decodeRequest("[".repeat(1_048_576))).reason).toBe("TOO_DEEP");
  });

  it("is limited in parameters, whose values are messages", () => {
    const body = `{"sessionInfo":{"parameters":{"p":${nested(500)}}}}`;
    expect(thrownBy(() => decodeRequest(body)).reason).toBe("TOO_DEEP");
  });
});

describe("size", () => {
  it("is limited to 1 MiB by default, and by the option", () => {
    const body = (length: number): string => cxBody.padEnd(length);
    expect(decodeRequest(body(1_048_576)).format).toBe("cx/v3");
    expect(thrownBy(() => decodeRequest(body(1_048_577)))).toMatchObject({
      reason: "BODY_TOO_LARGE",
      httpStatus: 413,
    });
    expect(thrownBy(() => decodeRequest(cxBody, { maxBytes: 10 })).message).toBe(
      "The body is larger than 10 bytes.",
    );
  });
});

describe("keys that spell a prototype", () => {
  it("are parameters like any other", () => {
    const parameters =
      '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"a":1}';
    const message = cxMessage(
      `{"__proto__":{"admin":true},"sessionInfo":{"parameters":${parameters}},"payload":${parameters},"intentInfo":{"parameters":{"__proto__":{"originalValue":"x"}}}}`,
    );
    const plain = toPlainObject(message.sessionInfo?.parameters ?? {});
    expect(JSON.stringify(plain)).toBe(parameters);
    expect(Object.keys(plain)).toContain("__proto__");
    expect(Object.keys(message.payload ?? {})).toContain("__proto__");
    expect(Object.keys(message.intentInfo?.parameters ?? {})).toEqual(["__proto__"]);
    for (const object of [
      {},
      plain,
      message,
      message.payload,
      message.sessionInfo,
      message.intentInfo,
    ])
      expect("admin" in (object ?? {})).toBe(false);
  });
});

describe("any request", () => {
  // The platform always sends these members; without them nothing tells a body's kind.
  const requests: fc.Arbitrary<WebhookRequest> = fc.oneof(
    arbitraryMessage(cx.WebhookRequestSchema).map((message): WebhookRequest => ({
      format: "cx/v3",
      message: { ...message, detectIntentResponseId: "id" },
    })),
    arbitraryMessage(cxBeta.WebhookRequestSchema).map((message): WebhookRequest => ({
      format: "cx/v3beta1",
      message: { ...message, detectIntentResponseId: "id" },
    })),
    arbitraryMessage(es.WebhookRequestSchema).map((message): WebhookRequest => ({
      format: "es/v2",
      message: { ...message, session: "s", responseId: "r" },
    })),
  );

  it("is decoded from what it was encoded to", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const formats = [request.format];
        const body = encodeRequest(request);
        expect(decodeRequest(body, { formats })).toEqual(request);
        expect(decodeRequest(new TextEncoder().encode(body), { formats })).toEqual(request);
        expect(readRequest(JSON.parse(body) as JsonValue, { formats })).toEqual(request);
      }),
    );
  });

  it("or any JSON at all, is decoded or refused with a WebhookError", () => {
    const members = fc.constantFrom(
      "pageInfo",
      "sessionInfo",
      "messages",
      "payload",
      "queryResult",
      "session",
      "text",
      "parameters",
      "x",
    );
    const objects = fc.dictionary(
      members,
      fc.oneof(fc.jsonValue(), fc.dictionary(members, fc.jsonValue())),
    );
    fc.assert(
      fc.property(objects, (json) => {
        try {
          expect(readRequest(json as JsonValue).message.$typeName).toMatch(/WebhookRequest$/);
        } catch (error) {
          expect(error).toMatchObject({ code: "INVALID_ARGUMENT" });
        }
      }),
    );
  });
});

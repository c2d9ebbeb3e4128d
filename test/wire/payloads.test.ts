/**
 * Bodies that other people's agents and webhooks really sent. The folder lies
 * beside the project, not in it; without it these tests are skipped.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeRequest } from "../../src/wire/decode.ts";
import { decodeResponse } from "../../src/wire/decode-response.ts";
import { encodeRequest, encodeResponse } from "../../src/wire/encode.ts";
import type { WebhookRequest, WireFormat } from "../../src/wire/format.ts";
import { parseSession } from "../../src/wire/session.ts";
import { toPlain, toPlainObject } from "../../src/wire/value.ts";
import { thrownBy } from "./thrown.ts";

const folder = new URL("../../../shared/payloads/", import.meta.url);
const here = existsSync(folder);
const names = here ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
const read = (name: string): Uint8Array => readFileSync(new URL(name, folder));

/** The one payload whose name starts so. */
function payload(start: string): Uint8Array {
  const name = names.find((candidate) => candidate.startsWith(start));
  if (name === undefined) throw new Error(`no payload ${start}`);
  return read(name);
}

function cx(start: string): Extract<WebhookRequest, { format: "cx/v3" }>["message"] {
  const request = decodeRequest(payload(start));
  if (request.format !== "cx/v3") throw new Error(`${start} is ${request.format}`);
  return request.message;
}

function es(start: string): Extract<WebhookRequest, { format: "es/v2" }>["message"] {
  const request = decodeRequest(payload(start));
  if (request.format !== "es/v2") throw new Error(`${start} is ${request.format}`);
  return request.message;
}

const requests = names.filter((name) => name.includes("-request") && !name.includes("flexible"));
const responses = names.filter(
  (name) => /^(?:cx|es|doc-04).*-response/.test(name) && !name.startsWith("cx-30"),
);
const tolerated = responses.filter((name) => name.startsWith("cx-11"));
const formatOf = (name: string): WireFormat => (name.startsWith("cx") ? "cx/v3" : "es/v2");
const isEs = (name: string): boolean => /^es|-es-/.test(name);

describe.skipIf(!here)("real requests (skipped where ../shared/payloads is missing)", () => {
  it("are there, and more than a dozen", () => {
    expect(requests.length).toBeGreaterThan(12);
  });

  it.each(requests)("%s decodes as its own format", (name) => {
    expect(decodeRequest(read(name)).format).toBe(isEs(name) ? "es/v2" : "cx/v3");
  });

  it.each(requests)("%s is the same message after it was encoded and decoded again", (name) => {
    const request = decodeRequest(read(name));
    expect(decodeRequest(encodeRequest(request))).toEqual(request);
  });

  it.each(requests.filter((name) => !isEs(name)))(
    "%s decodes as v3beta1 where that is listed first",
    (name) => {
      expect(decodeRequest(read(name), { formats: ["cx/v3beta1", "cx/v3"] }).format).toBe(
        "cx/v3beta1",
      );
    },
  );
});

describe.skipIf(!here)("facts in real requests of CX", () => {
  it("an absent intentInfo stays absent, and the text is a text", () => {
    const message = cx("cx-01");
    expect(message.intentInfo).toBeUndefined();
    expect(message.query).toEqual({ case: "text", value: "65+" });
  });

  it("undocumented members of queued messages are passed over, a colon in the session's id is kept", () => {
    const message = cx("cx-02");
    expect(message.messages[0]?.message).toMatchObject({
      case: "text",
      value: { text: [expect.any(String)] },
    });
    expect(parseSession(message.sessionInfo?.session ?? "").id).toBe(
      "dfMessenger-58641064:detectIntent",
    );
    expect(message.pageInfo?.formInfo?.parameterInfo).toEqual([]);
  });

  it("the payload of a telephone call is plain JSON, and both queued messages are there", () => {
    const message = cx("cx-04");
    expect(message.payload).toEqual({
      telephony: { caller_id: expect.stringMatching(/^\+/) as unknown },
    });
    expect(message.messages).toHaveLength(2);
  });

  it("the start page and the default welcome intent are known by their ids", () => {
    const message = cx("cx-06");
    expect(message.pageInfo?.currentPage).toMatch(/\/START_PAGE$/);
    expect(message.intentInfo?.lastMatchedIntent).toMatch(
      /\/00000000-0000-0000-0000-000000000000$/,
    );
    expect(cx("cx-07").pageInfo?.displayName).toBe("Start Page");
  });

  it("the resolved value of an intent's parameter is not its original one", () => {
    const [parameter] = Object.values(cx("cx-08").intentInfo?.parameters ?? {});
    expect(parameter?.originalValue).not.toBe(toPlain(parameter?.resolvedValue));
  });

  it("@type keys inside parameters are data", () => {
    const parameters = toPlainObject(cx("cx-10").sessionInfo?.parameters ?? {});
    expect(parameters["@type"]).toBe("type.googleapis.com/google.protobuf.Struct");
    expect(parameters["name"]).toMatchObject({ StringValue: "rusty" });
  });

  it("triggerIntent and transcript are queries; an open environment is a dash", () => {
    expect(cx("cx-15").query.case).toBe("triggerIntent");
    const message = cx("cx-16");
    expect(message.query.case).toBe("transcript");
    expect(parseSession(message.sessionInfo?.session ?? "").environment).toBe("-");
    expect(toPlain(message.intentInfo?.parameters["phone-number"]?.resolvedValue)).not.toBe(
      toPlain(message.sessionInfo?.parameters["phone-number"]),
    );
  });

  it("a filled form parameter need not be just collected", () => {
    const [parameter] = cx("cx-17").pageInfo?.formInfo?.parameterInfo ?? [];
    expect(parameter).toMatchObject({ state: 3, justCollected: false });
  });

  it("nulls are absent members, except as a value, where null is data", () => {
    const message = cx("cx-22");
    expect(message.fulfillmentInfo?.tag).toBe("");
    const [parameter] = message.pageInfo?.formInfo?.parameterInfo ?? [];
    expect(parameter?.displayName).toBe("");
    expect(parameter?.value?.kind.case).toBe("nullValue");
  });

  it("a lone form parameter's value makes a request", () => {
    expect(toPlain(cx("cx-23").pageInfo?.formInfo?.parameterInfo[0]?.value)).toBe(123);
  });
});

describe.skipIf(!here)("facts in real requests of ES", () => {
  it("the query, the session and the source are where ES has them", () => {
    const message = es("es-01");
    expect(message.queryResult?.queryText).not.toBe("");
    expect(parseSession(message.session)).toMatchObject({
      project: expect.any(String) as unknown,
      id: expect.any(String) as unknown,
    });
    expect(message.originalDetectIntentRequest?.payload).toEqual(expect.any(Object));
  });

  it("contexts keep the twins of parameters that end in .original", () => {
    const contexts = es("es-03").queryResult?.outputContexts ?? [];
    const keys = contexts.flatMap((context) => Object.keys(context.parameters ?? {}));
    expect(keys.some((key) => key.endsWith(".original"))).toBe(true);
  });

  it("the platform that called is named", () => {
    expect(es("es-06").originalDetectIntentRequest?.source).toBe("google");
    expect(es("es-07").originalDetectIntentRequest?.payload?.["source"]).toMatch(/^slack/);
    expect(es("es-08").originalDetectIntentRequest?.payload?.["source"]).toBe("facebook");
  });

  it("a confidence is read, whether it is written 1 or 1.0", () => {
    expect(es("doc-03").queryResult?.intentDetectionConfidence).toBe(0.95);
    expect(es("es-01").queryResult?.intentDetectionConfidence).toBeGreaterThan(0);
  });
});

describe.skipIf(!here)("real answers", () => {
  it("are there, and ten or more", () => {
    expect(responses.length).toBeGreaterThanOrEqual(10);
  });

  it.each(responses.filter((name) => !tolerated.includes(name)))(
    "%s decodes as the platform decodes it",
    (name) => {
      const response = decodeResponse(formatOf(name), read(name));
      expect(response.format).toBe(formatOf(name));
      expect(response.message).not.toEqual(decodeResponse(formatOf(name), "{}").message);
    },
  );

  it.each(tolerated)(
    "%s decodes where unknown members are tolerated, and not otherwise",
    (name) => {
      const response = decodeResponse("cx/v3", read(name), { ignoreUnknownFields: true });
      expect(response.message).toMatchObject({
        sessionInfo: { parameters: { "security-code": expect.anything() as unknown } },
      });
      expect(thrownBy(() => decodeResponse("cx/v3", read(name))).message).toContain("ETag");
    },
  );

  it.each(responses.filter((name) => !name.startsWith("es-04")))(
    "%s can be encoded, and is the same then",
    (name) => {
      const response = decodeResponse(formatOf(name), read(name), { ignoreUnknownFields: true });
      expect(decodeResponse(formatOf(name), encodeResponse(response))).toEqual(response);
    },
  );

  it("the skeleton with <Context Name> in place of a name is not encoded", () => {
    const response = decodeResponse("es/v2", payload("es-04"));
    expect(thrownBy(() => encodeResponse(response)).violations[0]?.field).toBe(
      "outputContexts[0].name",
    );
  });

  it.each(responses)("%s is no request, and the error says what it is", (name) => {
    expect(thrownBy(() => decodeRequest(read(name))).message).toMatch(
      /^This is a WebhookResponse of Dialogflow (?:CX|ES)/,
    );
  });
});

describe.skipIf(!here)("real bodies of other kinds", () => {
  it.each([
    ["cx-30", "This is a DetectIntentResponse"],
    ["doc-01", 'its members ("fruitParameter", "sizeParameter")'],
    ["doc-02", 'its members ("routes")'],
    ["export-03", '"genericWebService"'],
    ["export-04", '"testCaseConversationTurns"'],
  ])("%s is refused as a request: %s", (start, sentence) => {
    const error = thrownBy(() => decodeRequest(payload(start)));
    expect(error.reason).toBe("NOT_A_WEBHOOK_REQUEST");
    expect(error.message).toContain(sentence);
  });
});

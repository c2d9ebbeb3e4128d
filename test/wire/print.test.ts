import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type DescMessage, type JsonObject, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as cx from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import * as cxBeta from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import * as es from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import { decodeRequest, readRequest } from "../../src/wire/decode.ts";
import { encodeRequest } from "../../src/wire/encode.ts";
import type { WebhookRequest, WireFormat } from "../../src/wire/format.ts";
import { readRequestMessage } from "../../src/wire/messages.ts";
import { printRequest } from "../../src/wire/print.ts";
import { plainValue } from "../../src/wire/value.ts";
import { arbitraryMessage } from "../arbitrary/message.ts";

const folder = new URL("../../../shared/payloads/", import.meta.url);
const here = existsSync(folder);
const names = here
  ? readdirSync(folder).filter((name) => /^(?:cx|es|doc-03).*-request/.test(name))
  : [];
const read = (name: string): string => readFileSync(new URL(name, folder), "utf8");

const schemas: Readonly<Record<WireFormat, DescMessage>> = {
  "cx/v3": cx.WebhookRequestSchema,
  "cx/v3beta1": cxBeta.WebhookRequestSchema,
  "es/v2": es.WebhookRequestSchema,
};

const arbitraryRequest = fc.oneof(
  arbitraryMessage(cx.WebhookRequestSchema, { unknownEnums: true }).map(
    (message): WebhookRequest => ({ format: "cx/v3", message }),
  ),
  arbitraryMessage(cxBeta.WebhookRequestSchema, { unknownEnums: true }).map(
    (message): WebhookRequest => ({ format: "cx/v3beta1", message }),
  ),
  arbitraryMessage(es.WebhookRequestSchema, { unknownEnums: true }).map(
    (message): WebhookRequest => ({ format: "es/v2", message }),
  ),
);

const readBack = (format: WireFormat, text: string): WebhookRequest =>
  readRequestMessage(format, { json: JSON.parse(text) as JsonObject, options: {} });

/** What a session parameter prints as, by itself. */
function printed(parameter: JsonObject): string {
  const text = printRequest(
    readRequestMessage("cx/v3", {
      json: { sessionInfo: { parameters: parameter } },
      options: {},
    }),
  );
  return text.slice(text.indexOf('"parameters": ') + '"parameters": '.length, -"\n  }\n}".length);
}

describe("printRequest", () => {
  it.skipIf(!here)("writes a captured call of ES byte for byte", () => {
    const text = read("es-01-request-console-byte-exact.json");
    expect(text).toHaveLength(1275);
    expect(printRequest(decodeRequest(text))).toBe(text);
  });

  it.skipIf(!here)("holds the same as the compact form, for every real request", () => {
    expect(names.length).toBeGreaterThan(12);
    for (const name of names) {
      const request = decodeRequest(read(name));
      expect(JSON.parse(printRequest(request)), name).toEqual(JSON.parse(encodeRequest(request)));
    }
  });

  it("reads back as the same message, for any message of any format", () => {
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        const { format, message } = readBack(request.format, printRequest(request));
        // In binary, floats have the 32 bits that they are printed with.
        expect(toBinary(schemas[format], message)).toEqual(
          toBinary(schemas[format], request.message),
        );
      }),
    );
  });

  it("parses to the same JSON as the compact form, where floats come from decimals", () => {
    fc.assert(
      fc.property(arbitraryRequest, (arbitrary) => {
        const request = readBack(arbitrary.format, printRequest(arbitrary));
        expect(JSON.parse(printRequest(request))).toEqual(JSON.parse(encodeRequest(request)));
      }),
    );
  });
});

describe("the layout", () => {
  it.each<[JsonObject, string, string]>([
    [{ a: [] }, '{\n      "a": []\n    }', "an empty list is on one line"],
    [{ a: [1, "b", null] }, '{\n      "a": [1.0, "b", null]\n    }', "lists are on one line"],
    [{ a: {} }, '{\n      "a": {\n      }\n    }', "an empty object is on two"],
    [
      { a: [{ b: 1 }, { c: true }] },
      '{\n      "a": [{\n        "b": 1.0\n      }, {\n        "c": true\n      }]\n    }',
      "objects open where they stand in a list",
    ],
    [
      { a: [[{}], []] },
      '{\n      "a": [[{\n      }], []]\n    }',
      "lists in lists don't indent, objects in them do",
    ],
    [
      { a: "it's <b>&=" },
      '{\n      "a": "it\\u0027s \\u003cb\\u003e\\u0026\\u003d"\n    }',
      "Gson's escapes",
    ],
    [
      { a: "\u2028\u2029" },
      '{\n      "a": "\\u2028\\u2029"\n    }',
      "separators that JavaScript once took for newlines",
    ],
    [{ a: 'tab\t"\\\u0001' }, '{\n      "a": "tab\\t\\"\\\\\\u0001"\n    }', "JSON's own escapes"],
    [
      { "it's": "é 한 😀" },
      '{\n      "it\\u0027s": "é 한 😀"\n    }',
      "keys are escaped too; the rest is raw",
    ],
  ])("of %j: %s", (parameter, text) => {
    expect(printed(parameter)).toBe(text);
  });

  it("keeps the key __proto__", () => {
    expect(printed(JSON.parse('{"__proto__":{"a":1}}') as JsonObject)).toBe(
      '{\n      "__proto__": {\n        "a": 1.0\n      }\n    }',
    );
  });

  it("has no decimals on integers, which are not floats", () => {
    const json = {
      queryResult: { outputContexts: [{ lifespanCount: 5, parameters: { lifespanCount: 5 } }] },
    };
    expect(printRequest(readRequestMessage("es/v2", { json, options: {} }))).toBe(
      '{\n  "queryResult": {\n    "outputContexts": [{\n      "lifespanCount": 5,\n' +
        '      "parameters": {\n        "lifespanCount": 5.0\n      }\n    }]\n  }\n}',
    );
  });

  it("has fields in the order of their numbers, whatever order they were given in", () => {
    const request = readRequest({
      languageCode: "en",
      text: "hi",
      pageInfo: { displayName: "Start", formInfo: {}, currentPage: "p" },
      fulfillmentInfo: { tag: "t" },
      detectIntentResponseId: "1",
    });
    expect(printRequest(request)).toBe(
      '{\n  "detectIntentResponseId": "1",\n  "pageInfo": {\n    "currentPage": "p",\n' +
        '    "formInfo": {\n    },\n    "displayName": "Start"\n  },\n' +
        '  "fulfillmentInfo": {\n    "tag": "t"\n  },\n  "text": "hi",\n  "languageCode": "en"\n}',
    );
  });

  it("of an empty request is an object over two lines", () => {
    expect(printRequest(readRequestMessage("cx/v3", { json: {}, options: {} }))).toBe("{\n}");
  });
});

describe("values that were made of plain JSON", () => {
  const withParameter = (json: unknown): WebhookRequest => {
    const request = readRequest({ fulfillmentInfo: {}, sessionInfo: {} });
    if (request.format !== "cx/v3" || request.message.sessionInfo === undefined)
      throw new Error("no session");
    request.message.sessionInfo.parameters = { a: plainValue(json as never) };
    return request;
  };

  it("print as any other", () => {
    expect(printRequest(withParameter({ b: [1] }))).toContain(
      '"a": {\n        "b": [1.0]\n      }',
    );
  });

  it.each([
    [Number.NaN, "no number NaN"],
    [() => 1, "type function"],
  ])("are refused where JSON has no form for them: %s", (json, text) => {
    expect(() => printRequest(withParameter([json]))).toThrow(text);
  });
});

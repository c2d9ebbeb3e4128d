import type { JsonObject } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baseRequest } from "../../src/verify/base-request.ts";
import type { CaseBody, CaseFill } from "../../src/verify/case.ts";
import { compose } from "../../src/verify/compose.ts";
import { encodeRequest } from "../../src/wire/encode.ts";

const facts = { id: "id-1", session: "s", tag: "t", parameters: {} };

function jsonOf(body: CaseBody, fill: CaseFill = {}, given = facts): unknown {
  const composed = compose({ body, fill }, { format: "cx", facts: given });
  return JSON.parse(composed.kind === "text" ? composed.text : encodeRequest(composed.request));
}

const request = (json: Extract<CaseBody, { kind: "request" }>["json"]): CaseBody => ({
  kind: "request",
  json,
  layout: "platform",
});

describe("the body of a call", () => {
  it("is the base request where a case adds nothing", () => {
    expect(jsonOf(request({}))).toEqual(baseRequest("cx", facts));
  });

  it("merges objects, replaces everything else, and takes out what is null", () => {
    const json = { text: null, transcript: "hi", pageInfo: { displayName: null } };
    expect(jsonOf(request(json))).toMatchObject({ transcript: "hi", pageInfo: { formInfo: {} } });
    expect(jsonOf(request(json))).not.toHaveProperty("text");
    expect(jsonOf(request(json))).not.toHaveProperty("pageInfo.displayName");
  });

  it("keeps null where members are sent as they stand", () => {
    expect(jsonOf({ kind: "json", json: { text: null } })).toHaveProperty("text", null);
  });

  it("refuses a request that is none: the case's author learns of it", () => {
    expect(() => jsonOf(request({ sessionInfo: "none" }))).toThrow(/sessionInfo/);
  });

  it("grows parameters and payloads", () => {
    const grown = jsonOf(request({}), { parameters: 3, characters: 2, payloadDepth: 2 });
    expect(grown).toMatchObject({
      sessionInfo: { parameters: { conformance_filler_2: "xx" } },
      payload: { level: { end: true } },
    });
  });

  it("fills text with values that stay what they are, whatever they are", () => {
    const text = '{"a": "{{id}}", "b": "{{tag}}", "c": {{parameters}}, "d": "{{other}}"}';
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.jsonValue(), (word, value) => {
        const parameters = { value: JSON.parse(JSON.stringify(value)) as null };
        const given = { id: word, session: "s", tag: word, parameters };
        expect(jsonOf({ kind: "text", text }, {}, given)).toEqual({
          a: word,
          b: word,
          c: parameters,
          d: "{{other}}",
        });
      }),
    );
  });

  it("merges any JSON without touching prototypes", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (members) => {
        const json = JSON.parse(JSON.stringify({ payload: members })) as JsonObject;
        const sent = jsonOf({ kind: "json", json }) as JsonObject;
        expect(JSON.stringify(sent["payload"])).toBe(JSON.stringify(json["payload"]));
      }),
    );
  });
});

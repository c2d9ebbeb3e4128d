import { fromJson } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as cxEs from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import * as betaEs from "../../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import * as esEs from "../../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import * as cxJson from "../../../gen/json/google/cloud/dialogflow/cx/v3/webhook_json.ts";
import * as betaJson from "../../../gen/json/google/cloud/dialogflow/cx/v3beta1/webhook_json.ts";
import * as esJson from "../../../gen/json/google/cloud/dialogflow/v2/webhook_json.ts";
import { arbitraryJson } from "../arbitrary-json.ts";
import * as editionsEs from "../gen/es/editions_pb.ts";
import * as kindsEs from "../gen/es/kinds_pb.ts";
import * as otherEs from "../gen/es/other_pb.ts";
import * as editionsJson from "../gen/json/editions_json.ts";
import * as kindsJson from "../gen/json/kinds_json.ts";
import * as otherJson from "../gen/json/other_json.ts";
import { expectSameRead, expectSameWrite, subjects } from "../oracle.ts";
import { arbitraryPart } from "../parts.ts";

const all = [
  ...subjects({ es: kindsEs, json: kindsJson }),
  ...subjects({ es: otherEs, json: otherJson }),
  ...subjects({ es: editionsEs, json: editionsJson }),
  ...subjects({ es: cxEs, json: cxJson }),
  ...subjects({ es: betaEs, json: betaJson }),
  ...subjects({ es: esEs, json: esJson }),
];

describe.each(all.map((subject) => [subject.schema.typeName, subject] as const))(
  "%s",
  (_, subject) => {
    const { schema } = subject;
    const valid = arbitraryJson(schema);

    it("reads what it may as protobuf-es does, and writes it back as the same text", () => {
      const written = new Set<boolean>();
      fc.assert(
        fc.property(valid, (json) => {
          expect(expectSameRead(subject, { json })).toBe(true);
          written.add(expectSameWrite(subject, fromJson(schema, json)));
        }),
        { numRuns: 300 },
      );
      expect(
        written,
        "what was read can be written, but for required fields that are not set",
      ).toContain(true);
    });

    it("accepts and refuses hostile JSON as protobuf-es does, with and without unknown fields", () => {
      const decisions = new Set<boolean>();
      fc.assert(
        fc.property(
          arbitraryJson(schema, { hostile: true }),
          fc.boolean(),
          (json, ignoreUnknownFields) => {
            decisions.add(expectSameRead(subject, { json, options: { ignoreUnknownFields } }));
          },
        ),
        { numRuns: 600 },
      );
      expect(decisions, "some is accepted and some refused").toEqual(new Set([true, false]));
    });

    it("goes as deep as protobuf-es does, and no deeper", () => {
      fc.assert(
        fc.property(valid, fc.integer({ min: 0, max: 8 }), (json, depthLimit) => {
          expectSameRead(subject, { json, options: { depthLimit } });
        }),
        { numRuns: 200 },
      );
    });

    it("writes parts of messages, and messages within parts, as protobuf-es does", () => {
      const parts = valid.chain((json) => arbitraryPart(schema, fromJson(schema, json)));
      fc.assert(
        fc.property(parts, (part) => {
          expectSameWrite(subject, part);
        }),
        { numRuns: 300 },
      );
    });
  },
);

import type { DescMessage, JsonObject } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DeploymentSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/deployment_pb.ts";
import {
  ContinuousTestResultSchema,
  EnvironmentSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { environmentChildren } from "../../src/management/environments-state.ts";
import { isSecret } from "../../src/management/secret-fields.ts";
import { replaceTexts, sealedKinds, sealedTexts } from "../../src/management/sealed-texts.ts";

/** The secret fields of a message and of all that it can hold. */
function secretFieldsOf(schema: DescMessage, seen = new Set<DescMessage>()): readonly string[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  return schema.fields.flatMap((field) => {
    if (isSecret(field)) return [field.toString()];
    return field.message ? secretFieldsOf(field.message, seen) : [];
  });
}

describe("kinds of resources that hold secrets", () => {
  it("are all but those whose messages have no field for any", () => {
    const children = Object.values(environmentChildren);
    expect(children.filter((kind) => !sealedKinds.includes(kind))).toEqual([
      environmentChildren.deployment,
      environmentChildren.testResult,
    ]);
    expect(secretFieldsOf(DeploymentSchema)).toEqual([]);
    expect(secretFieldsOf(ContinuousTestResultSchema)).toEqual([]);
    expect(secretFieldsOf(EnvironmentSchema)).not.toEqual([]);
  });
});

describe("sealed texts", () => {
  const stored = (kind: string, body: JsonObject) => {
    const time = new Date();
    return {
      kind,
      name: "n",
      parent: "p",
      sequence: 1,
      etag: "e",
      body,
      createTime: time,
      updateTime: time,
    };
  };
  const webhook = (password: string): JsonObject => ({
    genericWebService: { uri: "u", password, requestHeaders: { a: `${password}a`, b: "" } },
  });
  const environment = (password: string): JsonObject => ({
    webhookConfig: { webhookOverrides: [webhook(password)] },
  });
  const typed = (value: JsonObject): JsonObject => ({
    type: "google.cloud.dialogflow.cx.v3.Environment",
    value,
  });

  it.each([
    ["a webhook", "webhook", webhook("1"), ["1", "1a"]],
    ["an environment", "environment", environment("1"), ["1", "1a"]],
    ["an entry of its history", "environment-snapshot", environment("1"), ["1", "1a"]],
    [
      "an operation",
      "operation",
      { metadata: typed(environment("1")), response: typed(environment("2")) },
      ["1", "1a", "2", "2a"],
    ],
    [
      "work",
      "operation-work",
      { method: "CreateEnvironment", request: { environment: environment("1") } },
      ["1", "1a"],
    ],
    ["a secret of its own", "secret-version", { sealed: "1" }, ["1"]],
    ["a kind that holds none", "deployment", { password: "1" }, []],
  ])("of %s are found", (_, kind, body, texts) => {
    expect(sealedTexts(stored(kind, body)).toSorted()).toEqual(texts);
  });

  it.each([
    ["a method", "operation-work", { method: "Tomorrow", request: {} }],
    ["a message", "operation", { metadata: { type: "Tomorrow", value: {} } }],
    ["a form", "secret-version", { text: "1" }],
    ["a field's type", "webhook", { genericWebService: { password: 1 } }],
  ])("of %s that this program does not know are refused", (_, kind, body) => {
    expect(() => sealedTexts(stored(kind, body))).toThrow();
  });
});

describe("replaceTexts", () => {
  const body = fc
    .dictionary(fc.string(), fc.jsonValue())
    .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

  it("leaves everything but the texts that it is given to the letter", () => {
    fc.assert(
      fc.property(body, (given) => {
        expect(JSON.stringify(replaceTexts(given, new Map()))).toBe(JSON.stringify(given));
        const both = { a: [given, "old", { b: "old", older: "older" }] };
        expect(JSON.stringify(replaceTexts(both, new Map([["old", "new"]])))).toBe(
          JSON.stringify({
            a: [
              replaceTexts(given, new Map([["old", "new"]])),
              "new",
              { b: "new", older: "older" },
            ],
          }),
        );
      }),
      { examples: [[JSON.parse('{"__proto__": {"x": ["y"]}}') as JsonObject]] },
    );
  });
});

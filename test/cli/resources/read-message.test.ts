import { toJson, type DescMessage } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnvironmentSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { WebhookSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { readMessage } from "../../../src/cli/resources/read-message.ts";
import { FileProblems, readSource } from "../../../src/cli/resources/source.ts";
import { toYaml } from "../../../src/cli/resources/write-yaml.ts";
import { arbitraryMessage } from "../../arbitrary/message.ts";

const context = (): Parameters<typeof readSource>[1] => ({
  env: { URI: "https://secret.example.com" },
  folder: "/",
  problems: new FileProblems("w.yaml"),
});

function read(text: string, schema: DescMessage = WebhookSchema): ReturnType<typeof readMessage> {
  const scope = context();
  const [node] = readSource(text, scope);
  const result = readMessage(schema, node!, scope.problems);
  scope.problems.throwIfAny();
  return result;
}

const json = (text: string): unknown => toJson(WebhookSchema, read(text).message as never);

describe("readMessage", () => {
  it.each([
    ["webhooks", WebhookSchema],
    ["environments", EnvironmentSchema],
  ] as const)("reads %s that were written as YAML as they were", (_, schema: DescMessage) => {
    fc.assert(
      fc.property(arbitraryMessage(schema), (message) => {
        const text = toYaml(toJson(schema, message));
        expect(toJson(schema, read(text, schema).message)).toEqual(toJson(schema, message));
      }),
      { numRuns: 50 },
    );
  });

  it("takes both spellings of names, and nothing for null", () => {
    expect(
      json("display_name: a\ngenericWebService: {service_agent_auth: NONE}\ntimeout:\n"),
    ).toEqual({
      displayName: "a",
      genericWebService: { serviceAgentAuth: "NONE" },
    });
  });

  it("takes a certificate in PEM for its bytes", () => {
    const pem = "|\n      -----BEGIN CERTIFICATE-----\n      AQID\n      -----END CERTIFICATE-----";
    expect(json(`genericWebService:\n  allowedCaCerts:\n    - ${pem}\n`)).toEqual({
      genericWebService: { allowedCaCerts: ["AQID"] },
    });
  });

  it("keeps what stood in the file where a reference was", () => {
    const { written } = read("genericWebService: { uri: '${env:URI}' }");
    expect([...written]).toEqual([["genericWebService.uri", "${env:URI}"]]);
  });

  it.each([
    ["an unknown field", "uri: x", '1:1: Webhook has no field "uri". It has name, displayName,'],
    ["a list for a map", "[]", "1:1: Webhook should be a map of fields."],
    ["a number for a text", "displayName: 12", "1:14: displayName should be text; put quotes"],
    ["a text for a truth value", "disabled: yes", "1:11: disabled should be true or false."],
    ["no duration", "timeout: soon", "1:10: timeout should be a duration, such as 5s."],
    [
      "an unknown value",
      "genericWebService:\n  httpMethod: FETCH",
      "2:15: genericWebService.httpMethod should be one of POST, GET, HEAD,",
    ],
    [
      "a map for a list",
      "genericWebService: { oauthConfig: { scopes: {} } }",
      "1:45: genericWebService.oauthConfig.scopes should be a list.",
    ],
    [
      "a list for a map of headers",
      "genericWebService: { requestHeaders: [] }",
      "1:38: genericWebService.requestHeaders should be a map.",
    ],
    [
      "a wrong header",
      "genericWebService: { requestHeaders: { x-a: 1 } }",
      '1:45: genericWebService.requestHeaders["x-a"] should be text',
    ],
    [
      "two alternatives",
      "genericWebService: {}\nserviceDirectory: {}",
      "2:1: serviceDirectory and genericWebService are alternatives: leave one out.",
    ],
  ])("refuses %s, and says where", (_, text, message) => {
    expect(() => read(text)).toThrow(`w.yaml:${message}`);
  });
});

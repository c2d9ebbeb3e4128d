import { describe, expect, it } from "vitest";
import { parseData } from "../../../src/cli/data-file.ts";
import { readTemplate, type WebhookTemplate } from "../../../src/cli/presets/template.ts";

const read = (text: string): WebhookTemplate => readTemplate(parseData(text, "t.yaml"));

const head = "name: t\nservice: s\nsummary: does\n";

describe("readTemplate", () => {
  it("reads parameters with their defaults in place", () => {
    const { parameters, ...rest } = read(`${head}parameters:
  host: { description: The host, required: true, pattern: ^a+$, expects: letters a }
  size: { description: The size, default: 5 }
  what: { description: What, type: map }
webhook: { uri: "https://\${host}/\${size}", parameterMapping: "\${what}", other: "\${env:X}" }
`);
    expect(rest).toEqual({
      name: "t",
      service: "s",
      summary: "does",
      webhook: {
        uri: "https://${host}/${size}",
        parameterMapping: "${what}",
        other: "${env:X}",
      },
    });
    expect(parameters).toEqual([
      {
        name: "host",
        description: "The host",
        type: "text",
        required: true,
        pattern: /^a+$/u,
        expects: "letters a",
      },
      { name: "size", description: "The size", type: "text", required: false, default: 5 },
      { name: "what", description: "What", type: "map", required: false },
    ]);
  });

  const parameter = (text: string): string =>
    `${head}parameters:\n  p: ${text}\nwebhook: { a: "\${p}" }\n`;

  it.each([
    ["a list", "[]", /^t\.yaml:1:1: A template should be a map with name, service, /],
    ["another member", `${head}extra: 1\nwebhook: {}`, /^t\.yaml:4:1: extra: There is none/],
    [
      "a name with capitals",
      "name: T\nservice: s\nsummary: d\nwebhook: {}",
      /:1:1: name: Should be/,
    ],
    ["no service", "name: t\nsummary: d\nwebhook: {}", /service: Should be text/],
    ["no summary", "name: t\nservice: s\nwebhook: {}", /summary: Should be text/],
    ["no webhook", head, /webhook: Should be a map/],
    ["parameters in a list", `${head}parameters: []\nwebhook: {}`, /parameters: Should be a map/],
    ["a parameter that is text", parameter("x"), /parameters\.p: Should be a map with a descr/],
    ["a parameter without a description", parameter("{}"), /p\.description: Should be text/],
    [
      "an unknown type",
      parameter("{ description: d, type: url }"),
      /p\.type: Should be one of text, /,
    ],
    [
      "required that is text",
      parameter('{ description: d, required: "x" }'),
      /p\.required: Should be true/,
    ],
    [
      "a default that is never used",
      parameter("{ description: d, required: true, default: 1 }"),
      /p\.default: Is never used/,
    ],
    [
      "a pattern that is none",
      parameter('{ description: d, pattern: "(" }'),
      /p\.pattern: Is no regular/,
    ],
    [
      "expects that is no text",
      parameter("{ description: d, expects: 1 }"),
      /p\.expects: Should be text/,
    ],
    [
      "an unknown member of a parameter",
      parameter("{ description: d, kind: x }"),
      /:5:24: parameters\.p\.kind: There is none/,
    ],
    [
      "a parameter that is not there",
      `${head}webhook: { a: ["\${x}"] }`,
      /:4:16: webhook\.a\[0\]: There is no parameter x\.$/,
    ],
    [
      "a parameter that is not used",
      `${head}parameters: { p: { description: d } }\nwebhook: {}`,
      /parameters\.p: Is not used/,
    ],
    [
      "a map within a text",
      `${head}parameters: { p: { description: d, type: map } }\nwebhook: { a: "x\${p}" }`,
      /webhook\.a: p is a map, so/,
    ],
    [
      "a name of a parameter with a dash",
      `${head}parameters: { "p-q": { description: d } }\nwebhook: {}`,
      /Is no name of a parameter/,
    ],
  ] as const)("refuses %s, and says where", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

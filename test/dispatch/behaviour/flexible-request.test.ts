/** What a flexible webhook is sent (§2.1 to §2.3, §2.5, §2.6), as a server on a real socket receives it. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Webhook_GenericWebService_HttpMethod as HttpMethod } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { createDispatcher, type SessionState } from "../../../src/dispatch/index.ts";
import { flexibleTo, type Settings } from "../fixture.ts";
import { callWebhook, local, only, session, type Called } from "./call.ts";
import type { Row } from "./evidence.ts";
import { headerOf, startWebhook, type Received } from "./webhook-server.ts";

const state: SessionState = {
  ...session,
  parameters: {
    fruit: "crab apple",
    size: 3,
    half: 0.5,
    ready: true,
    gone: null,
    quote: 'say "hi"\n',
    tags: ["a", "b c"],
    address: { city: "Genève", lines: ["1 Rue"] },
    "a.b": "longest",
    a: { b: "member" },
  },
  flowParameters: { step: "pay" },
};

async function call(path: string, service: Settings = {}): Promise<Called> {
  return callWebhook({
    webhook: (origin) => flexibleTo(`${origin}${path}`, service),
    call: { session: state, tag: "orders" },
  });
}

/** The body that a template comes to. */
async function bodyOf(requestBody: string): Promise<string> {
  return only((await call("/", { requestBody })).seen).body;
}

describe("the method of a flexible webhook", () => {
  const methods: readonly [HttpMethod, string, boolean][] = [
    [HttpMethod.POST, "POST", true],
    [HttpMethod.PUT, "PUT", true],
    [HttpMethod.PATCH, "PATCH", true],
    [HttpMethod.GET, "GET", false],
    [HttpMethod.HEAD, "HEAD", false],
    [HttpMethod.DELETE, "DELETE", false],
    [HttpMethod.OPTIONS, "OPTIONS", false],
  ];
  it.each(methods)(
    "%i is %s, with a body and its type: %s (documented, §2.1)",
    async (httpMethod, name, hasBody) => {
      const { seen, outcome } = await callWebhook({
        webhook: (origin) => flexibleTo(`${origin}/a`, { httpMethod, requestBody: '{"a":1}' }),
        // An answer to HEAD has no body, whatever its headers say.
        answer: (socket) => socket.write("HTTP/1.1 204 No\r\ncontent-length: 0\r\n\r\n"),
      });
      expect(outcome.result).toBe("done");
      const received = only(seen);
      expect(received.line).toBe(`${name} /a HTTP/1.1`);
      expect(received.body).toBe(hasBody ? '{"a":1}' : "");
      expect(headerOf(received, "content-type")).toBe(hasBody ? "application/json" : undefined);
    },
  );

  it("is POST where it is not set (assumed, §2.1)", async () => {
    const { seen } = await call("/", { httpMethod: HttpMethod.HTTP_METHOD_UNSPECIFIED });
    expect(only(seen).line).toBe("POST / HTTP/1.1");
  });

  it("HEAD is done though its answer tells the length of a body (assumed, §2.4)", async () => {
    const { outcome } = await callWebhook({
      webhook: (origin) => flexibleTo(origin, { httpMethod: HttpMethod.HEAD }),
      answer: (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 90000\r\n\r\n"),
    });
    expect(outcome.result).toBe("done");
  });
});

interface RequestRow extends Row {
  readonly path?: string;
  readonly service?: Settings;
  readonly expect: (received: Received) => void;
}

function urlRow(row: Row, path: string, sent: string): RequestRow {
  return { ...row, path, expect: ({ line }) => expect(line).toBe(`POST ${sent} HTTP/1.1`) };
}

function headerRow(row: Row, value: string, sent: string): RequestRow {
  return {
    ...row,
    service: { requestHeaders: { "X-Value": value } },
    expect: (received) => expect(headerOf(received, "x-value")).toBe(sent),
  };
}

const rows: readonly RequestRow[] = [
  {
    about: "has neither tag nor session nor anything that the author has not written",
    evidence: "observed",
    section: "§2.1",
    service: { requestBody: '{"fulfillmentInfo": {"tag": "cardDetails"}}' },
    expect: ({ body }) => expect(body).toBe('{"fulfillmentInfo": {"tag": "cardDetails"}}'),
  },
  urlRow(
    {
      about: "has the values of references anywhere in the URL",
      evidence: "documented",
      section: "§2.2",
    },
    "/p/$session.params.size?f=$session.params.ready&s=$flow.step",
    "/p/3?f=true&s=pay",
  ),
  urlRow(
    { about: "has values in the URL encoded", evidence: "documented", section: "§2.2" },
    "/?f=$session.params.address.city",
    "/?f=Gen%C3%A8ve",
  ),
  urlRow(
    { about: "has a space in the URL as %20", evidence: "assumed", section: "§2.2" },
    "/?f=$session.params.fruit",
    "/?f=crab%20apple",
  ),
  urlRow(
    { about: "has a list in the URL as JSON, encoded", evidence: "documented", section: "§2.2" },
    "/?t=$session.params.tags",
    `/?t=${encodeURIComponent('["a","b c"]')}`,
  ),
  urlRow(
    { about: "has an object in the URL as JSON, encoded", evidence: "documented", section: "§2.2" },
    "/?t=$session.params.a",
    `/?t=${encodeURIComponent('{"b":"member"}')}`,
  ),
  urlRow(
    { about: "has integers in the URL without a decimal", evidence: "assumed", section: "§2.2" },
    "/$session.params.size/$session.params.half",
    "/3/0.5",
  ),
  urlRow(
    {
      about: "ends a reference in the URL where no name goes on; a dot without a member is text",
      evidence: "assumed",
      section: "§2.2",
    },
    "/$session.params.size.?x=$session.params.size-",
    "/3.?x=3-",
  ),
  urlRow(
    {
      about: "has nothing in the URL for what is not set",
      evidence: "assumed",
      section: "§2.6",
    },
    "/?f=$session.params.none&g=1",
    "/?f=&g=1",
  ),
  headerRow(
    {
      about: "has the values of references in headers",
      evidence: "documented",
      section: "§2.5",
    },
    "$session.params.fruit;$session.params.size",
    "crab apple;3",
  ),
  {
    about: "has what system functions give in headers",
    evidence: "documented",
    section: "§2.5",
    service: { requestHeaders: { "X-Id": "$sys.func.UUID()" } },
    expect: (received) => expect(headerOf(received, "x-id")).toMatch(/^[0-9a-f-]{36}$/),
  },
  headerRow(
    { about: "has nothing in a header for what is not set", evidence: "assumed", section: "§2.5" },
    "[$session.params.none]",
    "[]",
  ),
  {
    about: "has the Content-Type application/json",
    evidence: "assumed",
    section: "§2.1",
    service: { requestBody: "{}" },
    expect: (received) => expect(headerOf(received, "content-type")).toBe("application/json"),
  },
];

describe("a request of a flexible webhook", () => {
  it.each(rows)("$about ($evidence, $section)", async ({ path = "/", service, expect: check }) => {
    check(only((await call(path, service)).seen));
  });
});

const bodies: readonly (Row & { readonly template: string; readonly body: string })[] = [
  ...(
    [
      ["number", "size", "3"],
      ["fraction", "half", "0.5"],
      ["boolean", "ready", "true"],
      ["list", "tags", '["a","b c"]'],
      ["object", "a", '{"b":"member"}'],
    ] as const
  ).map(([kind, name, json]) => ({
    about: `that is a reference to a ${kind} alone loses its quotes`,
    evidence: kind === "boolean" ? ("assumed" as const) : ("documented" as const),
    section: "§2.3" as const,
    template: `{"x": "$session.params.${name}"}`,
    body: `{"x": ${json}}`,
  })),
  {
    about: "that is a reference to a text alone keeps them",
    evidence: "documented",
    section: "§2.3",
    template: '{"x": "$session.params.fruit"}',
    body: '{"x": "crab apple"}',
  },
  {
    about: "has a text escaped as JSON has it",
    evidence: "assumed",
    section: "§2.3",
    template: '{"x": "$session.params.quote"}',
    body: '{"x": "say \\"hi\\"\\n"}',
  },
  {
    about: "that has more than a reference has the value as text",
    evidence: "documented",
    section: "§2.3",
    template: '{"x": "This is a number: $session.params.size"}',
    body: '{"x": "This is a number: 3"}',
  },
  {
    about: "that has more than a reference has lists as compact JSON, escaped",
    evidence: "assumed",
    section: "§2.3",
    template: '{"x": "all: $session.params.tags"}',
    body: '{"x": "all: [\\"a\\",\\"b c\\"]"}',
  },
  {
    about: "with two references has both as text, though they are all of it",
    evidence: "documented",
    section: "§2.3",
    template: '{"x": "$session.params.size$session.params.size"}',
    body: '{"x": "33"}',
  },
  {
    about: "has parameters of the flow",
    evidence: "observed",
    section: "§2.3",
    template: '{"x": "$flow.step"}',
    body: '{"x": "pay"}',
  },
  {
    about: "is left alone as a key",
    evidence: "assumed",
    section: "§2.3",
    template: '{"$session.params.size": 1}',
    body: '{"$session.params.size": 1}',
  },
  {
    about: "is null where a reference alone has no value",
    evidence: "assumed",
    section: "§2.6",
    template: '{"x": "$session.params.none"}',
    body: '{"x": null}',
  },
  {
    about: "is null where a reference alone is to null",
    evidence: "assumed",
    section: "§2.3",
    template: '{"x": "$session.params.gone"}',
    body: '{"x": null}',
  },
  {
    about: "keeps a reference without a value within a text as it is written",
    evidence: "assumed",
    section: "§2.6",
    template: '{"x": "for $session.params.none"}',
    body: '{"x": "for $session.params.none"}',
  },
  {
    about: "keeps the layout of the template",
    evidence: "assumed",
    section: "§2.3",
    template: '{\n\t"x" : "$session.params.size" , "y":[ ]}',
    body: '{\n\t"x" : 3 , "y":[ ]}',
  },
];

describe("a string of a flexible body", () => {
  it.each(bodies)("$about ($evidence, $section)", async ({ template, body }) => {
    expect(await bodyOf(template)).toBe(body);
  });

  it("warns of a reference without a value (assumed, §2.6)", async () => {
    const { outcome } = await call("/", { requestBody: '{"x": "$session.params.none"}' });
    expect(outcome.warnings).toEqual(["$session.params.none is not set."]);
  });

  it.each([
    ["a reference without quotes", '{"x": $session.params.size}', /^request_body: .*Column 7/],
    ["a list at the top", '["$session.params.tags"]', /^request_body: /],
    ["half an object", '{"x": 1', /^request_body: /],
  ])(
    "fails the call before it is sent, in a body with %s (documented, §2.3)",
    async (_, requestBody, message) => {
      const { outcome, seen } = await call("/", { requestBody });
      expect(outcome).toMatchObject({
        result: "failed",
        failure: { kind: "plan", message: expect.stringMatching(message) as string },
        events: ["webhook.error"],
        attempts: [],
      });
      expect(seen).toEqual([]);
    },
  );

  it("comes to the same typed values as were set, through a real socket", async () => {
    await using server = await startWebhook(() => ({}));
    await using dispatcher = createDispatcher(local);
    const webhook = flexibleTo(server.origin, {
      requestBody: '{"alone": "$session.params.v", "within": "<$session.params.v>"}',
    });
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), async (value) => {
        const json = JSON.parse(JSON.stringify(value)) as never;
        await dispatcher.call({ webhook, session: { ...session, parameters: { v: json } } });
        const body = JSON.parse(server.seen.at(-1)?.body ?? "") as Record<string, unknown>;
        expect(body["alone"]).toEqual(json);
        const text = typeof json === "string" ? json : JSON.stringify(json);
        expect(body["within"]).toBe(json === null ? "<$session.params.v>" : `<${text}>`);
      }),
      { numRuns: 100 },
    );
  });
});

const folder = new URL("../../../../shared/payloads/", import.meta.url);

describe.skipIf(!existsSync(folder))(
  "the examples of the official page (documented, §2.3, §2.4)",
  () => {
    it("fill the body's template with typed values", async () => {
      const requestBody = await readFile(
        new URL("doc-01-flexible-request-body-template.json", folder),
        "utf8",
      );
      const { seen } = await callWebhook({
        webhook: (origin) => flexibleTo(origin, { requestBody }),
        call: { session: { ...session, parameters: { fruit: "apple", size: 3 } } },
      });
      expect(JSON.parse(only(seen).body)).toEqual({ fruitParameter: "apple", sizeParameter: 3 });
    });

    it("take the distance out of the answer", async () => {
      const answer = await readFile(
        new URL("doc-02-flexible-response-directions.json", folder),
        "utf8",
      );
      const { outcome } = await callWebhook({
        webhook: (origin) =>
          flexibleTo(origin, {
            httpMethod: HttpMethod.GET,
            parameterMapping: { distance: "$.routes[0].legs[0].distance.value" },
          }),
        answer: { body: answer },
        call: { session },
      });
      expect(outcome).toMatchObject({
        result: "done",
        effects: [{ kind: "parameter-set", name: "distance", value: 3_321_004 }],
        session: { parameters: { distance: 3_321_004 } },
      });
    });
  },
);

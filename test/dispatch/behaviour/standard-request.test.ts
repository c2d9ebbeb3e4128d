/** What a standard webhook is sent (§1.1 to §1.4), as a server on a real socket receives it. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { Webhook_GenericWebService_HttpMethod as HttpMethod } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { cxRequest } from "../../../src/testing/index.ts";
import { decodeRequest } from "../../../src/wire/decode.ts";
import { webhookTo, type Settings } from "../fixture.ts";
import { callWebhook, only, type CallOptions, type Called } from "./call.ts";
import type { Row } from "./evidence.ts";
import { headerOf, type Received } from "./webhook-server.ts";

const folder = new URL("../../../../shared/payloads/", import.meta.url);

/** A standard webhook at a path of the server. */
function at(path: string, service: Settings = {}): CallOptions["webhook"] {
  return (origin) => webhookTo(`${origin}${path}`, service);
}

describe("the whole request", () => {
  it("is this, octet by octet (observed, §1.1 and §1.2)", async () => {
    const { seen, origin } = await callWebhook({
      webhook: at("/hook?x=1"),
      call: {
        request: cxRequest({ tag: "it's", parameters: { size: 3, tags: ["a", "b"], none: {} } }),
      },
    });
    const body = [
      "{",
      '  "detectIntentResponseId": "22222222-2222-4222-8222-222222222222",',
      '  "pageInfo": {',
      '    "currentPage": "projects/test-project/locations/global/agents/11111111-1111-4111-8111-111111111111/flows/00000000-0000-0000-0000-000000000000/pages/START_PAGE",',
      '    "displayName": "Start Page"',
      "  },",
      '  "sessionInfo": {',
      '    "session": "projects/test-project/locations/global/agents/11111111-1111-4111-8111-111111111111/sessions/test-session",',
      '    "parameters": {',
      '      "size": 3.0,',
      '      "tags": ["a", "b"],',
      '      "none": {',
      "      }",
      "    }",
      "  },",
      '  "fulfillmentInfo": {',
      '    "tag": "it\\u0027s"',
      "  },",
      '  "text": "hello",',
      '  "languageCode": "en"',
      "}",
    ].join("\n");
    const head = [
      "POST /hook?x=1 HTTP/1.1",
      `host: ${new URL(origin).host}`,
      "connection: keep-alive",
      "User-Agent: Google-Dialogflow",
      "Accept: */*",
      "Accept-Encoding: gzip, deflate, br",
      "Content-Type: application/json",
      `content-length: ${body.length}`,
      "",
      "",
    ].join("\r\n");
    expect(only(seen).raw).toBe(head + body);
  });

  it.skipIf(!existsSync(folder))(
    "has the body of a captured call of ES, octet by octet (observed, §1.2)",
    async () => {
      const captured = await readFile(new URL("es-01-request-console-byte-exact.json", folder));
      const { seen } = await callWebhook({
        webhook: at("/"),
        call: { request: decodeRequest(captured) },
      });
      expect(only(seen).body).toBe(captured.toString("utf8"));
      expect(headerOf(only(seen), "content-length")).toBe("1275");
    },
  );
});

interface RequestRow extends Row {
  readonly path?: string;
  readonly service?: Settings;
  readonly call?: CallOptions["call"];
  readonly expect: (received: Received) => void;
}

const headers = (received: Received): readonly string[] => received.headers.map(([name]) => name);

const requestRows: readonly RequestRow[] = [
  {
    about: "is a POST",
    evidence: "documented",
    section: "§1.1",
    expect: ({ line }) => expect(line).toBe("POST /hook HTTP/1.1"),
  },
  {
    about: "is a POST whatever http_method says, which is for flexible webhooks",
    evidence: "documented",
    section: "§1.1",
    service: { httpMethod: HttpMethod.DELETE },
    expect: ({ line }) => expect(line).toBe("POST /hook HTTP/1.1"),
  },
  {
    about: "goes to the URL as it is written: references in it are for flexible webhooks",
    evidence: "documented",
    section: "§2.2",
    path: "/hook?f=$session.params.fruit&g=%20",
    expect: ({ line }) => expect(line).toBe("POST /hook?f=$session.params.fruit&g=%20 HTTP/1.1"),
  },
  {
    about: "has the User-Agent Google-Dialogflow",
    evidence: "observed",
    section: "§1.1",
    expect: (received) => expect(headerOf(received, "User-Agent")).toBe("Google-Dialogflow"),
  },
  {
    about: "has a Content-Type without a charset",
    evidence: "observed",
    section: "§1.1",
    expect: (received) => expect(headerOf(received, "Content-Type")).toBe("application/json"),
  },
  {
    about: "accepts anything",
    evidence: "observed",
    section: "§1.1",
    expect: (received) => expect(headerOf(received, "Accept")).toBe("*/*"),
  },
  {
    about: "accepts gzip, deflate and br",
    evidence: "observed",
    section: "§1.1",
    expect: (received) => expect(headerOf(received, "Accept-Encoding")).toBe("gzip, deflate, br"),
  },
  {
    about: "has a Content-Length and is not chunked",
    evidence: "observed",
    section: "§1.1",
    expect: (received) => {
      expect(Number(headerOf(received, "Content-Length"))).toBe(Buffer.byteLength(received.body));
      expect(headerOf(received, "Transfer-Encoding")).toBeUndefined();
    },
  },
  {
    about: "has no header of a request id, a trace or a signature",
    evidence: "observed",
    section: "§1.1",
    expect: (received) =>
      expect(headers(received).map((name) => name.toLowerCase())).toEqual([
        "host",
        "connection",
        "user-agent",
        "accept",
        "accept-encoding",
        "content-type",
        "content-length",
      ]),
  },
  {
    about: "has the configured headers",
    evidence: "documented",
    section: "§1.1",
    service: { requestHeaders: { "X-Team": "billing" } },
    expect: (received) => expect(headerOf(received, "x-team")).toBe("billing"),
  },
  {
    about: "has the headers that came with the turn beside the configured ones",
    evidence: "documented",
    section: "§1.1",
    service: { requestHeaders: { "X-Team": "billing" } },
    call: { headers: { "X-Turn": "7" } },
    expect: (received) => {
      expect(headerOf(received, "x-team")).toBe("billing");
      expect(headerOf(received, "x-turn")).toBe("7");
    },
  },
  {
    about: "has the turn's header where a configured one has its name in another case",
    evidence: "documented",
    section: "§1.1",
    service: { requestHeaders: { "X-Team": "billing" } },
    call: { headers: { "x-team": "support" } },
    expect: (received) => expect(headerOf(received, "x-team")).toBe("support"),
  },
  {
    about: "may have another Content-Type from the turn, since that name is not reserved",
    evidence: "assumed",
    section: "§1.1",
    call: { headers: { "content-type": "text/json" } },
    expect: (received) => expect(headerOf(received, "content-type")).toBe("text/json"),
  },
  {
    about: "has members in camelCase",
    evidence: "documented",
    section: "§1.1",
    expect: ({ body }) => expect(JSON.parse(body)).toHaveProperty("detectIntentResponseId"),
  },
  {
    about: "is printed with two spaces and a space behind each colon",
    evidence: "observed",
    section: "§1.2",
    expect: ({ body }) => expect(body).toContain('{\n  "detectIntentResponseId": "'),
  },
  {
    about: "has an empty object over two lines",
    evidence: "observed",
    section: "§1.2",
    call: { request: cxRequest({ parameters: { none: {} } }) },
    expect: ({ body }) => expect(body).toContain('"none": {\n      }'),
  },
  {
    about: "has lists in one line, and objects in them opening on it",
    evidence: "observed",
    section: "§1.2",
    call: { request: cxRequest({ queuedTexts: ["a", "b"] }) },
    expect: ({ body }) => {
      expect(body).toContain('"text": ["a"]');
      expect(body).toMatch(/"messages": \[\{\n[^]*\}, \{\n[^]*\}\]/);
    },
  },
  {
    about: "has numbers of structs with at least one decimal",
    evidence: "observed",
    section: "§1.2",
    call: { request: cxRequest({ parameters: { n: 1, half: 0.5 } }) },
    expect: ({ body }) => {
      expect(body).toContain('"n": 1.0');
      expect(body).toContain('"half": 0.5');
    },
  },
  {
    about: "has an apostrophe escaped",
    evidence: "observed",
    section: "§1.2",
    call: { request: cxRequest({ query: { text: "it's" } }) },
    expect: ({ body }) => expect(body).toContain('"text": "it\\u0027s"'),
  },
  {
    about: "has <, >, & and = escaped, as the same printer does it",
    evidence: "assumed",
    section: "§1.2",
    call: { request: cxRequest({ query: { text: "<>&=" } }) },
    expect: ({ body }) => expect(body).toContain('"text": "\\u003c\\u003e\\u0026\\u003d"'),
  },
  {
    about: "has other characters as they are, in UTF-8",
    evidence: "assumed",
    section: "§1.2",
    call: { request: cxRequest({ query: { text: "größer 寿" } }) },
    expect: ({ body }) => expect(body).toContain('"text": "größer 寿"'),
  },
  {
    about: "has no line end behind it",
    evidence: "observed",
    section: "§1.2",
    expect: ({ body }) => expect(body.at(-1)).toBe("}"),
  },
  {
    about: "leaves out what has its default",
    evidence: "observed",
    section: "§1.2",
    call: { request: cxRequest({ languageCode: "" }) },
    expect: ({ body }) => expect(JSON.parse(body)).not.toHaveProperty("languageCode"),
  },
];

describe("a request of a standard webhook", () => {
  it.each(requestRows)(
    "$about ($evidence, $section)",
    async ({ path = "/hook", service, call, expect: check }) => {
      const { seen, outcome } = await callWebhook({
        webhook: at(path, service),
        ...(call && { call }),
      });
      expect(outcome.result).toBe("done");
      check(only(seen));
    },
  );
});

describe("a call that is not made", () => {
  const rows: readonly (Row & {
    readonly options: Partial<CallOptions>;
    readonly outcome: object;
  })[] = [
    {
      about: "is one without TLS",
      evidence: "documented",
      section: "§1.1",
      options: { dispatcher: { transport: { addresses: { allow: ["loopback"] } } } },
      outcome: {
        failure: { kind: "address" },
        events: ["webhook.error.not-found", "webhook.error"],
      },
    },
    {
      about: "is one with a reserved header from the turn",
      evidence: "documented",
      section: "§1.1",
      options: { call: { headers: { "x-forwarded-for": "1.2.3.4" } } },
      outcome: { status: { code: 9 }, failure: { kind: "plan" }, events: ["webhook.error"] },
    },
  ];
  it.each(rows)("$about ($evidence, $section)", async ({ options, outcome: expected }) => {
    const called: Called = await callWebhook({ webhook: at("/"), ...options });
    expect(called.outcome).toMatchObject({ result: "failed", ...expected });
    expect(called.seen).toEqual([]);
  });
});

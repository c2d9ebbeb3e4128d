import { describe, expect, it } from "vitest";
import type { Expectation } from "../../../src/verify/case.ts";
import type { Exchange } from "../../../src/verify/exchange.ts";
import { judgeCall } from "../../../src/verify/judge/judge-call.ts";
import { answered, unanswered } from "./exchanges.ts";

const plain = { "content-type": "text/plain" };

/** The levels and rules of what is found. */
function found(
  exchange: Exchange,
  expect: Expectation,
  options: { readonly refusable?: boolean; readonly format?: "cx" | "es" } = {},
): readonly string[] {
  const { refusable = false, format = "cx" } = options;
  return judgeCall(exchange, { expect, format, refusable, timeoutMs: 1000 }).map(
    ({ level, rule }) => `${level} ${rule}`,
  );
}

describe("a call that is to be answered", () => {
  it.each<[string, Exchange, readonly string[]]>([
    ["is well with an empty answer", answered(), []],
    [
      "takes names in snake_case",
      answered({ body: '{"session_info":{"parameters":{"a":1}}}' }),
      [],
    ],
    ["takes null", answered({ body: '{"fulfillmentResponse":null}' }), []],
    ["takes any status of 2xx", answered({ status: 201 }), []],
    [
      "takes a charset",
      answered({ headers: { "content-type": "application/json; charset=utf-8" } }),
      [],
    ],
    ["warns of another content type", answered({ headers: plain }), ["warning content-type"]],
    ["warns of none", answered({ headers: {} }), ["warning content-type"]],
    [
      "does not take JSONP for JSON",
      answered({ headers: { "content-type": "application/jsonp" } }),
      ["warning content-type"],
    ],
    ["refuses unknown members", answered({ body: '{"success":true}' }), ["error shape"]],
    ["refuses a list", answered({ body: "[]" }), ["error shape"]],
    ["refuses null as the whole", answered({ body: "null" }), ["error shape"]],
    ["refuses nothing", answered({ body: "" }), ["error shape"]],
    ["refuses HTML", answered({ body: "<h1>Hi</h1>" }), ["error shape"]],
    ["refuses more than 64 KiB", answered({ body: `{}${" ".repeat(65_536)}` }), ["error size"]],
    ["takes 64 KiB", answered({ body: `{}${" ".repeat(65_534)}` }), []],
    ["refuses 400", answered({ status: 400 }), ["error status"]],
    ["refuses 404", answered({ status: 404 }), ["error status"]],
    ["refuses 500", answered({ status: 500 }), ["error status"]],
    ["refuses redirects", answered({ status: 308 }), ["error status"]],
    ["takes half of the timeout", answered({ latencyMs: 500 }), []],
    ["warns above that", answered({ latencyMs: 501 }), ["warning latency"]],
    ["refuses no answer in time", unanswered("timeout"), ["error timeout"]],
    ["refuses an answer that was too long to be read", unanswered("oversize"), ["error size"]],
    ["refuses a dropped connection", unanswered("reset"), ["error no-answer"]],
    ["notes what changed nothing", answered({ warnings: ["Ignored."] }), ["note ignored"]],
    [
      "finds a trace in an answer",
      answered({ body: '{"payload":{"e":"x\\n    at f (/a.js:1:2)"}}' }),
      ["error leak"],
    ],
  ])("%s", (_, exchange, findings) => {
    expect(found(exchange, "answer")).toEqual(findings);
  });

  it("is judged by the format that is called", () => {
    const es = answered({ body: '{"fulfillmentText":"Hi"}' });
    expect(found(es, "answer", { format: "es" })).toEqual([]);
    expect(found(es, "answer", { format: "cx" })).toEqual(["error shape"]);
  });

  it.each([400, 404])("may be refused with %d if the tag is not known", (status) => {
    expect(found(answered({ status }), "answer", { refusable: true })).toEqual([]);
  });

  it.each([401, 405, 500, 503])("may not be refused with %d, known or not", (status) => {
    expect(found(answered({ status }), "answer", { refusable: true })).toEqual(["error status"]);
  });
});

describe("a call that is to be refused", () => {
  it.each<[string, Exchange, readonly string[]]>([
    ["is well with 400", answered({ status: 400 }), []],
    [
      "is well with 415, whatever the body",
      answered({ status: 415, headers: plain, body: "No." }),
      [],
    ],
    ["is well with 405 and Allow", answered({ status: 405, headers: { allow: "POST" } }), []],
    ["notes 405 without Allow", answered({ status: 405 }), ["note header"]],
    ["is well with 501 for a method", answered({ status: 501, method: "PUT" }), []],
    ["is not with 501 for a POST", answered({ status: 501 }), ["error status"]],
    ["is not with 200", answered(), ["error status"]],
    ["is not with 302", answered({ status: 302 }), ["error status"]],
    ["is not with 500", answered({ status: 500 }), ["error status"]],
    ["is not without an answer", unanswered("timeout"), ["error timeout"]],
    [
      "is not with a trace",
      answered({ status: 400, body: "goroutine 1 [running]" }),
      ["error leak"],
    ],
    ["warns of a slow refusal", answered({ status: 400, latencyMs: 900 }), ["warning latency"]],
  ])("%s", (_, exchange, findings) => {
    expect(found(exchange, "refusal")).toEqual(findings);
  });
});

describe("a call without the right credentials", () => {
  const asks = { "www-authenticate": "Basic" };
  it.each<[string, Exchange, readonly string[]]>([
    ["is well with 401 and WWW-Authenticate", answered({ status: 401, headers: asks }), []],
    ["notes 401 without it", answered({ status: 401 }), ["note header"]],
    ["is well with 403", answered({ status: 403 }), []],
    ["is not with 200", answered(), ["error effects"]],
    ["is not with 404", answered({ status: 404 }), ["error status"]],
    ["is not with 500", answered({ status: 500 }), ["error status"]],
    ["is not with 302, to a page of a login", answered({ status: 302 }), ["error status"]],
    [
      "is not with 403 and an answer",
      answered({ status: 403, body: '{"sessionInfo":{"parameters":{}}}' }),
      ["error effects"],
    ],
    [
      "is not with an answer of ES",
      answered({ status: 403, body: '{"fulfillmentText":"Hi"}' }),
      ["error effects"],
    ],
    ["may say why in JSON", answered({ status: 403, body: '{"error":{"code":403}}' }), []],
    ["may say why in a list", answered({ status: 403, body: "[]" }), []],
  ])("%s", (_, exchange, findings) => {
    expect(found(exchange, "unauthorized")).toEqual(findings);
  });
});

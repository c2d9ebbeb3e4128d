import { describe, expect, it } from "vitest";
import { readAnswer, type Answer, type AnswerContext } from "../../src/dispatch/answer.ts";
import { resolveBehaviours, type Behaviours } from "../../src/dispatch/behaviours.ts";
import { planOf } from "../../src/dispatch/plan.ts";
import { cxRequest, esRequest } from "../../src/testing/index.ts";
import { session } from "./behaviour/call.ts";
import { flexibleTo, webhookTo } from "./fixture.ts";

const standard = webhookTo("https://a.example/");
const mapped = flexibleTo("https://a.example/", { parameterMapping: { x: "$.a" } });
const unmapped = flexibleTo("https://a.example/");

async function read(
  body: string,
  {
    webhook = standard,
    request = cxRequest(),
    type,
    ...chosen
  }: Partial<Behaviours> &
    Partial<Pick<AnswerContext, "request">> & { webhook?: typeof standard; type?: string } = {},
): Promise<Answer> {
  const context = {
    plan: await planOf(webhook),
    request,
    session,
    behaviours: resolveBehaviours(chosen),
  };
  const bytes = new TextEncoder().encode(body);
  const headers = type === undefined ? {} : { "content-type": type };
  return readAnswer({ statusCode: 200, headers, body: bytes }, context);
}

describe("an answer whose type has to be JSON's", () => {
  const responseType = "json";

  it.each([
    "application/json",
    "Application/JSON",
    "application/json; charset=utf-8",
    "application/json ;charset=utf-8",
    "application/problem+json",
  ])("may be %s", async (type) => {
    expect((await read("{}", { responseType, type })).effects).toEqual([]);
    expect((await read('{"a":1}', { responseType, type, webhook: mapped })).effects).toHaveLength(
      1,
    );
  });

  it.each([
    "text/html",
    "text/json",
    "application/jsonp",
    "application/xml;x=application/json",
    "",
  ])("may not be %j", async (type) => {
    await expect(read("{}", { responseType, type })).rejects.toMatchObject({ kind: "parse" });
    const other = read('{"a":1}', { responseType, type, webhook: mapped });
    await expect(other).rejects.toMatchObject({ kind: "parse" });
  });

  it("has one", async () => {
    await expect(read("{}", { responseType })).rejects.toThrow("it has none");
  });

  it("may be any where nothing of it is read", async () => {
    const answer = await read("<html>", { responseType, type: "text/html", webhook: unmapped });
    expect(answer.session).toBe(session);
  });
});

describe("the answer of a standard webhook", () => {
  it("is decoded, and applied to the session", async () => {
    const answer = await read('{"sessionInfo": {"parameters": {"x": 1}}}');
    expect(answer.response?.format).toBe("cx/v3");
    expect(answer.session.parameters).toEqual({ x: 1 });
    expect(answer.effects).toEqual([{ kind: "parameter-set", name: "x", value: 1 }]);
    expect(answer.json).toBeUndefined();
  });

  it("is of the request's format", async () => {
    const answer = await read('{"fulfillmentText": "Hello."}', { request: esRequest() });
    expect(answer.response).toMatchObject({
      format: "es/v2",
      message: { fulfillmentText: "Hello." },
    });
  });

  it("that changes nothing gives the very same session", async () => {
    expect((await read("{}")).session).toBe(session);
  });

  it.each([
    ["no JSON", "<html>"],
    ["empty", ""],
    ["of another shape", "[]"],
    ["with a field that there is not", '{"ETag": null}'],
    ["deeper than is read", '{"payload":{"a":'.concat("[".repeat(200), "]".repeat(200), "}}")],
  ])("is refused when it is %s", async (_, body) => {
    await expect(read(body)).rejects.toMatchObject({ kind: "parse" });
  });

  it("that is empty is taken where that is chosen, with a warning", async () => {
    const answer = await read("", { emptyResponse: "ignore" });
    expect(answer).toMatchObject({ effects: [], warnings: [expect.stringContaining("empty")] });
    expect(answer.response).toBeUndefined();
  });
});

describe("the answer of a flexible webhook", () => {
  it("is mapped", async () => {
    const answer = await read('{"a": [1], "b": 2}', { webhook: mapped });
    expect(answer.session.parameters).toEqual({ x: [1] });
    expect(answer.json).toEqual({ a: [1], b: 2 });
    expect(answer.response).toBeUndefined();
  });

  it("is not read without a mapping", async () => {
    const answer = await read("<html>", { webhook: unmapped });
    expect(answer).toEqual({ session, effects: [], warnings: [] });
  });

  it("that is no JSON is refused where it is mapped, or passed over with a warning", async () => {
    await expect(read("<html>", { webhook: mapped })).rejects.toMatchObject({ kind: "parse" });
    const answer = await read("<html>", { webhook: mapped, mappingWithoutJson: "ignore" });
    expect(answer.warnings).toEqual([expect.stringMatching(/^Nothing is mapped: /)]);
    expect(answer.session).toBe(session);
  });

  it("takes `__proto__` in it for a name like any other", async () => {
    const webhook = flexibleTo("https://a.example/", { parameterMapping: { x: "$.a" } });
    const answer = await read('{"a": {"__proto__": {"polluted": 1}}}', { webhook });
    expect(Object.hasOwn(answer.session.parameters, "x")).toBe(true);
    expect({}).not.toHaveProperty("polluted");
  });
});

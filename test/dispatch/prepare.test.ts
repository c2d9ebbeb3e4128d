import { describe, expect, it } from "vitest";
import { Webhook_GenericWebService_HttpMethod as HttpMethod } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { resolveBehaviours, type Behaviours } from "../../src/dispatch/behaviours.ts";
import { planOf } from "../../src/dispatch/plan.ts";
import { prepareRequest, type PreparedRequest } from "../../src/dispatch/prepare.ts";
import { sessionScope } from "../../src/dispatch/template/scope.ts";
import { cxRequest } from "../../src/testing/index.ts";
import { encodeRequest } from "../../src/wire/encode.ts";
import { printRequest } from "../../src/wire/print.ts";
import { session } from "./behaviour/call.ts";
import { flexibleTo, webhookTo } from "./fixture.ts";

const request = cxRequest({ tag: "orders" });
const state = { ...session, parameters: { size: 3, user: "ann:pw@" } };

async function prepare(
  webhook: ReturnType<typeof webhookTo>,
  chosen: Partial<Behaviours> = {},
): Promise<{ prepared: PreparedRequest; warnings: string[] }> {
  const warnings: string[] = [];
  const prepared = prepareRequest(await planOf(webhook), {
    request,
    scope: sessionScope(state, {
      now: () => 0,
      random: () => 0,
      uuid: () => "id",
      timeZone: "UTC",
    }),
    behaviours: resolveBehaviours(chosen),
    warn: (sentence) => void warnings.push(sentence),
  });
  return { prepared, warnings };
}

const text = (body: PreparedRequest["body"]): string => Buffer.from(body ?? "").toString();

describe("a prepared request", () => {
  it("of a standard webhook has the request in the platform's layout, or compact", async () => {
    const webhook = webhookTo("https://a.example/$session.params.size");
    const { prepared } = await prepare(webhook);
    expect(prepared).toMatchObject({
      method: "POST",
      url: "https://a.example/$session.params.size",
    });
    expect(text(prepared.body)).toBe(text(printRequest(request)));
    const compact = await prepare(webhook, { requestPrinter: "compact" });
    expect(text(compact.prepared.body)).toBe(encodeRequest(request));
  });

  it("of a flexible webhook has URL, headers and body with values in them", async () => {
    const { prepared } = await prepare(
      flexibleTo("https://a.example/$session.params.size", {
        httpMethod: HttpMethod.PATCH,
        requestHeaders: { "x-size": "$session.params.size" },
        requestBody: '{"size": "$session.params.size"}',
      }),
    );
    expect(prepared).toMatchObject({ method: "PATCH", url: "https://a.example/3" });
    expect(prepared.headers).toContainEqual(["x-size", "3"]);
    expect(text(prepared.body)).toBe('{"size": 3}');
  });

  it("has no body and no type of one where the method sends none", async () => {
    const { prepared } = await prepare(
      flexibleTo("https://a.example/", { httpMethod: HttpMethod.GET, requestBody: "{}" }),
    );
    expect(prepared).not.toHaveProperty("body");
    expect(prepared.headers.map(([name]) => name)).not.toContain("Content-Type");
  });

  it("has the webhook's own header in the place of the platform's", async () => {
    const { prepared } = await prepare(
      webhookTo("https://a.example/", { requestHeaders: { "user-agent": "mine" } }),
    );
    expect(prepared.headers.filter(([name]) => /^user-agent$/i.test(name))).toEqual([
      ["user-agent", "mine"],
    ]);
  });

  it("says which references have no value", async () => {
    const { warnings } = await prepare(flexibleTo("https://a.example/$session.params.none"));
    expect(warnings).toEqual(["$session.params.none is not set."]);
  });

  it.each([webhookTo("https://ann:pw@a.example/"), flexibleTo("https://ann:pw@a.example/")])(
    "is refused for a URL with a password, without a word of it (case %#)",
    async (webhook) => {
      const refused = prepare(webhook);
      await expect(refused).rejects.toMatchObject({ kind: "plan" });
      await expect(refused).rejects.not.toThrow(/pw/);
    },
  );

  it("may have an @ elsewhere in its URL", async () => {
    const { prepared } = await prepare(webhookTo("https://a.example/@ann?to=b@c.example"));
    expect(prepared.url).toBe("https://a.example/@ann?to=b@c.example");
  });
});

/**
 * Calls that other people's agents really made. The folder lies beside the
 * project, not in it; without it these tests are skipped.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type PlainParameters, WebhookCall } from "../../src/handler/call.ts";
import { reply } from "../../src/handler/reply/index.ts";
import { createRouter } from "../../src/handler/router.ts";
import { decodeRequest } from "../../src/wire/decode.ts";
import { call, textOf } from "./harness.ts";

const folder = new URL("../../../shared/payloads/", import.meta.url);
const here = existsSync(folder);
const names = here
  ? readdirSync(folder).filter((name) => name.includes("-request") && !name.includes("flexible"))
  : [];

/** The facts of the one payload whose name starts so. */
async function factsOf<T>(
  start: string,
  read: (call: WebhookCall<PlainParameters>) => T,
): Promise<T> {
  const name = names.find((candidate) => candidate.startsWith(start)) ?? start;
  const facts: T[] = [];
  const router = createRouter().fallback((call) => void facts.push(read(call)));
  await call(router, decodeRequest(readFileSync(new URL(name, folder))));
  const [first] = facts;
  if (first === undefined) throw new Error(`${name} did not reach the handler`);
  return first;
}

const members = Object.entries(Object.getOwnPropertyDescriptors(WebhookCall.prototype))
  .filter(([, { get }]) => get !== undefined)
  .map(([name]) => name as keyof WebhookCall);

describe.skipIf(!here)("real calls (skipped where ../shared/payloads is missing)", () => {
  it.each(names)("%s can be read in every member, and answered", async (name) => {
    const router = createRouter().fallback((webhookCall) => {
      for (const member of members) void webhookCall[member];
      return reply().text("Read.");
    });
    expect(textOf(await call(router, decodeRequest(readFileSync(new URL(name, folder)))))).toBe(
      "Read.",
    );
  });

  it("of the phone gateway tell the caller, what was said, and both values of a parameter", async () => {
    const facts = await factsOf("cx-16", ({ callerId, query, intent, params, session }) => ({
      callerId,
      kind: query.kind,
      intent: intent?.parameters["phone-number"],
      session: params["phone-number"],
      environment: session.environment,
    }));
    expect(facts).toEqual({
      callerId: "+17145550116",
      kind: "transcript",
      intent: { original: "717-422-1563", resolved: "7174221563" },
      session: "7862511624",
      environment: "-",
    });
  });

  it("within a form tell its parameters", async () => {
    expect(await factsOf("cx-17", ({ form }) => form)).toEqual([
      { name: "pokemon", required: true, state: "FILLED", value: "pikachu", justCollected: false },
    ]);
  });

  it("of ES tell the action, the contexts and the feeling", async () => {
    const facts = await factsOf(
      "es-03",
      ({ action, contexts, sentiment, originalRequest, params }) => ({
        action,
        contexts: contexts.map(({ id }) => id),
        score: sentiment?.score,
        source: originalRequest?.source,
        params,
      }),
    );
    expect(facts).toEqual({
      action: "create_appointment",
      contexts: ["appointment-booking-create", "__system_counters__"],
      score: -0.2,
      source: "DIALOGFLOW_CONSOLE",
      params: { schedule: "book", appointment: "cancel" },
    });
  });
});

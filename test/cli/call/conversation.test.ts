import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CallValues } from "../../../src/cli/call/call-options.ts";
import { conversationOf } from "../../../src/cli/call/conversation.ts";
import type { CommandContext } from "../../../src/cli/command.ts";
import { sessionFromRequest } from "../../../src/dispatch/index.ts";
import { encodeRequest } from "../../../src/wire/encode.ts";

const agent = "projects/p/locations/global/agents/a";
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const conversation = (
  values: CallValues,
  { environment, input = "" }: { environment?: string; input?: string } = {},
): ReturnType<typeof conversationOf> =>
  conversationOf(
    values,
    // Files and standard input are all that it needs of its world.
    { cwd: folder, readInput: () => Promise.resolve(input) } as CommandContext,
    { agent, ...(environment !== undefined && { environment }) },
  );

describe("a conversation from options", () => {
  it("has a new session at the start page, in English, where nothing is said of it", async () => {
    const { request, session } = await conversation({});
    expect(request.format).toBe("cx/v3");
    expect(session?.name).toMatch(new RegExp(`^${agent}/sessions/[0-9a-f-]{36}$`));
    expect(session).toMatchObject({ languageCode: "en", page: { displayName: "Start Page" } });
    expect(session).not.toHaveProperty("query");
    expect((await conversation({})).session?.name).not.toBe(session?.name);
  });

  it("is what its request says", async () => {
    const { request, session } = await conversation({
      tag: "book",
      param: ["n=5", "zip=01234", "list=[1,null]", 'text="5"', "__proto__=x", "name=Ada Lovelace"],
      form: ["date", "guests=2"],
      transcript: "tomorrow",
      language: "de",
      session: "s-1",
      page: "Booking",
    });
    expect(sessionFromRequest(request)).toEqual(session);
    expect(JSON.parse(encodeRequest(request))).toMatchObject({
      fulfillmentInfo: { tag: "book" },
      transcript: "tomorrow",
      languageCode: "de",
      sessionInfo: {
        session: `${agent}/sessions/s-1`,
        parameters: { n: 5, zip: "01234", list: [1, null], text: "5", name: "Ada Lovelace" },
      },
      pageInfo: {
        displayName: "Booking",
        formInfo: {
          parameterInfo: [
            { displayName: "date", required: true, state: "EMPTY" },
            { displayName: "guests", state: "FILLED", value: 2, justCollected: true },
          ],
        },
      },
    });
    expect(Object.hasOwn(session?.parameters ?? {}, "__proto__")).toBe(true);
  });

  it("gives parameters the JSON that they are written as", async () => {
    const names = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, fc.jsonValue()), async (made) => {
        const expected = JSON.parse(JSON.stringify(made)) as Record<string, unknown>;
        const param = Object.entries(made).map(
          ([name, value]) => `${name}=${JSON.stringify(value)}`,
        );
        expect((await conversation({ param })).session?.parameters).toEqual(expected);
      }),
    );
  });

  it.each([
    ["text", "hello", "text"],
    ["transcript", "hello", "transcript"],
    ["event", "sys.no-match", "triggerEvent"],
    ["intent", `${agent}/intents/i`, "triggerIntent"],
    ["dtmf", "12#", "dtmfDigits"],
  ])("takes --%s %s as the query's %s", async (option, value, field) => {
    const { request } = await conversation({ [option]: value });
    expect(JSON.parse(encodeRequest(request))).toMatchObject({ [field]: value });
  });

  it("names the environment in the session, and keeps whole names", async () => {
    const { session } = await conversation({ session: "s" }, { environment: "live" });
    expect(session?.name).toBe(`${agent}/environments/live/sessions/s`);
    const name = "projects/q/agent/sessions/s";
    expect((await conversation({ session: name })).session?.name).toBe(name);
    const page = `${agent}/flows/f/pages/p`;
    expect((await conversation({ page })).session?.page).toEqual({ name: page, displayName: "p" });
  });

  it("is of Dialogflow ES where that is asked for", async () => {
    const { request } = await conversation({ format: "es", tag: "book", param: ["n=5"] });
    expect(request.format).toBe("es/v2");
    expect(JSON.parse(encodeRequest(request))).toMatchObject({
      queryResult: { action: "book", parameters: { n: 5 } },
    });
  });

  it.each<readonly [CallValues, string]>([
    [{ format: "v4" }, "--format takes cx or es"],
    [{ text: "a", event: "b" }, "give --text or --event"],
    [{ param: ["n"] }, "--param takes name=value"],
    [{ request: "-", tag: "t" }, "leave out --tag"],
    [{ request: "-", file: "-" }, "not both"],
  ])("refuses %j: %s", async (values, text) => {
    await expect(conversation(values)).rejects.toThrow(text);
  });
});

describe("a conversation from a request", () => {
  const body = JSON.stringify({ fulfillmentInfo: { tag: "t" }, sessionInfo: { session: "s" } });

  it("is read from a file, or from standard input", async () => {
    await writeFile(join(folder, "request.json"), body);
    const [file, input] = [
      await conversation({ request: "request.json" }),
      await conversation({ request: "-" }, { input: body }),
    ];
    expect(file).toEqual(input);
    expect(file).toMatchObject({ request: { message: { fulfillmentInfo: { tag: "t" } } } });
    expect(file).not.toHaveProperty("session");
  });

  it.each<readonly [string, CallValues, string]>([
    ["is not there", { request: "none.json" }, "none.json can't be read"],
    ["is no request", { request: "-" }, "Standard input holds no request: "],
    ["is one of another format", { request: "-", format: "es" }, "Dialogflow"],
  ])("is refused where it %s", async (_, values, text) => {
    const input = values.format === undefined ? "{" : body;
    await expect(conversation(values, { input })).rejects.toThrow(text);
  });
});

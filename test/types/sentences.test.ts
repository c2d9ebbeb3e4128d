import { describe, expect, it } from "vitest";
import { compile } from "./compile.ts";

/** What an editor shows for a mistake: each row a mistake and the sentence. */
const mistakes: readonly (readonly [string, string, string])[] = [
  [
    "a tag registered twice",
    'createRouter().tag("pay", () => {}).tag("pay", () => {});',
    'The tag \\"pay\\" is registered on this router already.',
  ],
  [
    "an intent registered twice",
    'createRouter().intent("Pay", () => {}).intent("Pay", () => {});',
    'The intent \\"Pay\\" is registered on this router already.',
  ],
  [
    "an action registered twice",
    'createRouter().action("pay", () => {}).action("pay", () => {});',
    'The action \\"pay\\" is registered on this router already.',
  ],
  [
    "a tag that is mounted a second time",
    'createRouter().tag("a/pay", () => {}).mount("a/", createRouter().tag("pay", () => {}));',
    "The mounted router registers again: tag a/pay.",
  ],
  [
    "a mounted router without the context that it needs",
    "createRouter().mount(createRouter<{ user: string }>());",
    "The mounted router needs context that no interceptor of this router adds before it.",
  ],
  [
    "params that are no schema",
    'createRouter().tag("pay", { params: { amount: "number" } }, () => {});',
    "params takes a protobuf message schema or a Standard Schema (zod, valibot, arktype).",
  ],
  [
    "a parameter that the schema does not have",
    'createRouter().tag("pay", { params: z.object({ amount: z.number() }) }, ({ params }) => reply().text(params.sum));',
    "Property 'sum' does not exist on type '{ amount: number; }'.",
  ],
  [
    "context that no interceptor adds",
    'createRouter().tag("pay", ({ context }) => reply().text(context.user));',
    "Property 'user' does not exist on type 'object'.",
  ],
  [
    "a string returned by a handler",
    'createRouter().tag("pay", () => "Paid.");',
    "Type 'string' is not assignable to type 'Awaitable<HandlerResult>'.",
  ],
  [
    "a string returned by an asynchronous handler",
    'createRouter().tag("pay", async () => "Paid.");',
    "Type 'string' is not assignable to type 'HandlerResult'.",
  ],
  [
    "a response of ES from a tag's handler",
    'createRouter().tag("pay", () => ({ fulfillmentText: "Paid." }));',
    "Type '{ fulfillmentText: string; }' is not assignable to type 'Awaitable<HandlerResult>'.",
  ],
  [
    "a parameter that JSON cannot carry, in an interface",
    "interface Due { on: { day: Date } } reply().setParameters({} as Due);",
    "The types of 'on.day' are incompatible between these types.",
  ],
  [
    "an interceptor that forgets to return",
    "createRouter().use(async (_, next) => { await next(); });",
    "Type 'Promise<void>' is not assignable to type 'Awaitable<Continued<object> | Reply>'.",
  ],
  [
    "a router that needs context, where it is to be run",
    "const router: Router = createRouter<{ user: string }>();",
    "Property 'user' is missing in type '{}' but required in type '{ user: string; }'.",
  ],
];

describe("the editor", () => {
  const program = [
    'import { createRouter, reply, type Router } from "fulfillkit";',
    'import { z } from "zod";',
    "export const keepsImports = [createRouter, reply, z];",
    ...mistakes.map(([, line]) => `{ ${line} }`),
    "export type KeepsRouter = Router;",
  ].join("\n");
  const compiled = compile(program);
  const firstLine = 4;

  it.each(mistakes.map(([mistake, , sentence], index) => [mistake, sentence, index] as const))(
    "says of %s: %s",
    async (_, sentence, index) => {
      const { errors } = await compiled;
      const here = errors.filter((error) => error.includes(`application.ts(${firstLine + index},`));
      expect(here).toHaveLength(1);
      expect(here[0]).toContain(sentence);
    },
  );

  it("says nothing else", async () => {
    expect((await compiled).errors).toHaveLength(mistakes.length);
  });
});

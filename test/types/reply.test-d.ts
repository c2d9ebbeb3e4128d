import { describe, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import {
  type CxResponseInit,
  type EsMessageKinds,
  type HandlerResult,
  isReply,
  type JsonObjectInput,
  messenger,
  type OutputContextOptions,
  type Reply,
  renderReply,
  reply,
  type ToolCallInput,
} from "../../src/handler/reply/index.ts";
import type { WebhookRequest, WebhookResponse } from "../../src/wire/format.ts";

describe("reply()", () => {
  it("gives a reply from every method", () => {
    type Method = Exclude<keyof Reply, symbol>;
    expectTypeOf<ReturnType<Reply[Method]>>().toEqualTypeOf<Reply>();
    expectTypeOf(reply).returns.toEqualTypeOf<Reply>();
  });

  it("offers no message that only the platform makes", () => {
    expectTypeOf<Extract<keyof Reply, "endInteraction" | "mixedAudio">>().toEqualTypeOf<never>();
  });

  it("takes variants one by one or as a list, and at least one", () => {
    const variants: readonly string[] = ["a", "b"];
    expectTypeOf(reply().text("a", "b")).toEqualTypeOf<Reply>();
    expectTypeOf(reply().text(variants, { channel: "DF_MESSENGER" })).toEqualTypeOf<Reply>();
    // @ts-expect-error a bubble needs a text
    reply().text();
    // @ts-expect-error a text is a string
    reply().text(5);
    // @ts-expect-error options come after a list
    reply().text("a", { channel: "DF_MESSENGER" });
  });

  it("takes interfaces whose members JSON can carry, in every method that takes JSON", () => {
    interface Owner {
      readonly name: string;
      readonly nickname?: string;
      readonly friends: readonly Owner[];
    }
    interface Account {
      readonly balance: number;
      readonly owner: Owner | null;
    }
    const account = {} as Account;
    expectTypeOf(reply().setParameters(account)).toEqualTypeOf<Reply>();
    expectTypeOf(reply().setParameters({ account, all: [account] })).toEqualTypeOf<Reply>();
    reply().setFormParameters(account).payload(account).webhookPayload(account);
    reply().liveAgentHandoff(account).conversationSuccess(account);
    reply().toolCall({ tool: "t", action: "a", inputParameters: account });
    reply().toolCall({ tool: "t", action: "a", inputParameters: { account } });
    reply().es((es) =>
      es
        .outputContext("c", { parameters: account })
        .followupEvent("e", { parameters: { all: [account] } })
        .message("FACEBOOK", { payload: account }),
    );
    reply().richContent(messenger.customTemplate({ name: "n", payload: account }));
    const generic = <T extends JsonObjectInput>(value: T) => reply().setParameters(value);
    expectTypeOf(generic).returns.toEqualTypeOf<Reply>();
    interface Dated {
      readonly at: Date;
    }
    const dated = {} as Dated;
    // @ts-expect-error JSON has no dates
    reply().setParameters(dated);
    // @ts-expect-error nor here
    reply().toolCall({ tool: "t", action: "a", inputParameters: dated });
    // @ts-expect-error nor here
    reply().es((es) => es.outputContext("c", { parameters: dated }));
    // @ts-expect-error nor here
    reply().es((es) => es.followupEvent("e", { parameters: dated }));
    // @ts-expect-error nor here
    reply().es((es) => es.message("FACEBOOK", { payload: dated }));
    // @ts-expect-error nor here
    messenger.customTemplate({ name: "n", payload: dated });
    interface Deep {
      readonly a: { readonly b: readonly { readonly c: bigint }[] };
    }
    const deep = {} as Deep;
    // @ts-expect-error JSON has no bigint, however deep
    reply().payload(deep);
    interface Active {
      run(): void;
    }
    const active = {} as Active;
    // @ts-expect-error JSON has no methods
    reply().webhookPayload(active);
    // @ts-expect-error a Map is no plain object
    reply().setParameters(new Map<string, string>());
    const unknowns: Record<string, unknown> = {};
    // @ts-expect-error nothing is known of them
    reply().setParameters(unknowns);
  });

  it("takes options without parameters, and as a value of their type", () => {
    reply().toolCall({ tool: "t", action: "a" });
    const call: ToolCallInput = { tool: "t", action: "a", inputParameters: { a: 1 } };
    expectTypeOf(reply().toolCall(call)).toEqualTypeOf<Reply>();
    const context: OutputContextOptions = { lifespanCount: 1 };
    reply().es((es) => es.outputContext("c", context).followupEvent("e").removeContext("d"));
    // @ts-expect-error JSON has no dates
    reply().toolCall({ tool: "t", action: "a", inputParameters: { at: new Date() } });
    // @ts-expect-error parameters have names
    reply().toolCall({ tool: "t", action: "a", inputParameters: [1] });
    // @ts-expect-error there is no such option
    reply().es((es) => es.outputContext("c", { lifespan: 1 }));
  });

  it("takes JSON for parameters, read-only or inferred from a schema too", () => {
    const fixed = { list: ["a", 1, null], deep: { flag: true } } as const;
    expectTypeOf(reply().setParameters(fixed)).toEqualTypeOf<Reply>();
    const inferred = {} as z.infer<z.ZodObject<{ a: z.ZodNumber; b: z.ZodArray<z.ZodString> }>>;
    expectTypeOf(reply().setParameters(inferred)).toEqualTypeOf<Reply>();
    // @ts-expect-error JSON has no dates
    reply().setParameters({ at: new Date() });
    // @ts-expect-error JSON has no bigint
    reply().setParameters({ amount: 1n });
    // @ts-expect-error JSON has no undefined
    reply().setParameters({ a: undefined });
    // @ts-expect-error JSON has no functions
    reply().payload({ run: () => 1 });
    // @ts-expect-error parameters have names
    reply().setParameters([1]);
    // @ts-expect-error required is true or false
    reply().setRequired({ a: 1 });
  });

  it("takes speech as text or SSML, and targets by name or parts", () => {
    expectTypeOf(reply().outputAudioText({ ssml: "<speak/>" })).toEqualTypeOf<Reply>();
    // @ts-expect-error speech is text or SSML
    reply().outputAudioText({ audio: "x" });
    expectTypeOf(
      reply().targetPage("END_SESSION").targetPage({ flow: "f", page: "START_PAGE" }),
    ).toEqualTypeOf<Reply>();
    // @ts-expect-error a target has a page
    reply().targetPage({ flow: "f" });
  });

  it("needs names to unset and to invalidate", () => {
    // @ts-expect-error no name
    reply().unsetParameters();
    // @ts-expect-error no name
    reply().invalidate();
  });
});

describe("es()", () => {
  it("tells the kinds of messages apart", () => {
    reply().es((es) => es.message("FACEBOOK", { card: { title: "t" } }));
    // @ts-expect-error one kind at a time
    reply().es((es) => es.message("FACEBOOK", { card: {}, image: { imageUri: "u" } }));
    // @ts-expect-error a kind is needed
    reply().es((es) => es.message("FACEBOOK", {}));
    // @ts-expect-error an unknown platform
    reply().es((es) => es.message("WHATSAPP", { text: { text: ["a"] } }));
    // @ts-expect-error text is a list of variants
    reply().es((es) => es.message("SLACK", { text: "a" }));
    // @ts-expect-error the builder has to be returned
    reply().es((es) => {
      es.outputContext("a");
    });
  });

  it("names enumerations as the API's JSON does", () => {
    type Column = NonNullable<EsMessageKinds["tableCard"]["columnProperties"]>[number];
    expectTypeOf<Column["horizontalAlignment"]>().toEqualTypeOf<
      "LEADING" | "CENTER" | "TRAILING" | undefined
    >();
  });
});

describe("what a handler returns", () => {
  it("is a reply, a part of a CX response, or nothing", () => {
    expectTypeOf<Reply>().toExtend<HandlerResult>();
    expectTypeOf<undefined>().toExtend<HandlerResult>();
    expectTypeOf<{ sessionInfo: { parameters: object } }>().not.toExtend<HandlerResult>();
    expectTypeOf<string>().not.toExtend<HandlerResult>();
    expectTypeOf(renderReply).parameter(1).toEqualTypeOf<WebhookRequest>();
    expectTypeOf(renderReply).returns.toEqualTypeOf<WebhookResponse>();
  });

  it("is narrowed by isReply", () => {
    const result = {} as Reply | CxResponseInit;
    if (isReply(result)) expectTypeOf(result).toEqualTypeOf<Reply>();
  });
});

import { type } from "arktype";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { PageInfo_FormInfo_ParameterInfoSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { ParamsSchema } from "../../src/handler/params.ts";
import { reply } from "../../src/handler/reply/index.ts";
import { createRouter, type Router } from "../../src/handler/router.ts";
import {
  type CxRequestOptions,
  createFakeClock,
  cxRequest,
  esRequest,
} from "../../src/testing/index.ts";
import { call, textOf } from "./harness.ts";

/** Answers with the parameters as JSON. */
function echo(params: ParamsSchema, options: object = {}): Router {
  return createRouter().tag("t", { params, ...options }, (call) =>
    reply().text(JSON.stringify(call.params)),
  );
}

const transfer = (options: Omit<CxRequestOptions, "tag">) => cxRequest({ tag: "t", ...options });

const schemas: readonly (readonly [string, ParamsSchema])[] = [
  ["zod", z.object({ account: z.enum(["checking", "savings"]), amount: z.number() })],
  ["valibot", v.object({ account: v.picklist(["checking", "savings"]), amount: v.number() })],
  ["arktype", type({ account: "'checking' | 'savings'", amount: "number" })],
];

describe.each(schemas)("a schema of %s", (_, schema) => {
  it("gives the handler what it made of the parameters", async () => {
    const outcome = await call(
      echo(schema),
      transfer({ parameters: { account: "savings", amount: 5 } }),
    );
    expect(textOf(outcome)).toBe('{"account":"savings","amount":5}');
  });

  it("reads the parameters of an ES query", async () => {
    const outcome = await call(
      echo(schema),
      esRequest({ action: "t", parameters: { account: "savings", amount: 5 } }),
    );
    expect(textOf(outcome)).toBe('{"account":"savings","amount":5}');
  });

  it("refuses wrong and missing parameters with the path of each", async () => {
    const { error } = await call(echo(schema), transfer({ parameters: { account: "gold" } }));
    expect(error).toMatchObject({
      code: "INVALID_ARGUMENT",
      reason: "INVALID_PARAMETERS",
      httpStatus: 400,
    });
    expect(error?.message).toBe(`The handler can't take the parameters "account", "amount".`);
    expect(error?.violations.map(({ field }) => field)).toEqual([
      'sessionInfo.parameters["account"]',
      'sessionInfo.parameters["amount"]',
    ]);
  });

  it("refuses them under the path of the ES query", async () => {
    const { error } = await call(
      echo(schema),
      esRequest({ action: "t", parameters: { account: "savings" } }),
    );
    expect(error?.violations.map(({ field }) => field)).toEqual([
      'queryResult.parameters["amount"]',
    ]);
  });
});

describe("a Standard Schema", () => {
  it("may transform, with defaults, and be asynchronous", async () => {
    const schema = z.object({
      amount: z.number().default(1),
      due: z.string().transform(async (text) => Promise.resolve(text.toUpperCase())),
    });
    const outcome = await call(echo(schema), transfer({ parameters: { due: "monday" } }));
    expect(textOf(outcome)).toBe('{"amount":1,"due":"MONDAY"}');
  });

  it("may yield a value that is no object, even undefined", async () => {
    const router = createRouter().tag(
      "t",
      { params: z.object({}).transform(() => undefined) },
      ({ params }) => reply().text(String(params)),
    );
    expect(textOf(await call(router, transfer({ parameters: { a: 1 } })))).toBe("undefined");
  });

  it("names the path inside of a parameter", async () => {
    const schema = z.object({
      order: z.object({ items: z.array(z.object({ "item-id": z.number() })) }),
    });
    const { error } = await call(
      echo(schema),
      transfer({ parameters: { order: { items: [{ "item-id": 1 }, { "item-id": "two" }] } } }),
    );
    expect(error?.violations.map(({ field }) => field)).toEqual([
      'sessionInfo.parameters["order"]["items"][1]["item-id"]',
    ]);
  });

  it("may complain about all parameters together", async () => {
    const schema = z
      .object({ from: z.string(), to: z.string() })
      .refine(({ from, to }) => from !== to, "The accounts are the same.");
    const { error } = await call(echo(schema), transfer({ parameters: { from: "a", to: "a" } }));
    expect(error?.message).toBe("The parameters do not fit together.");
    expect(error?.violations).toEqual([
      { field: "sessionInfo.parameters", description: "The accounts are the same." },
    ]);
  });

  it("that fails itself fails the call, without a word about it to the caller", async () => {
    const schema = z.object({}).transform(() => {
      throw new Error("secret of the schema");
    });
    const { error } = await call(echo(schema), transfer({}));
    expect(error?.code).toBe("INTERNAL");
    expect(JSON.stringify(error)).not.toContain("secret");
  });
});

describe("a protobuf message schema", () => {
  it("finds its parameters, refuses wrong ones with their paths, and can be asked again", async () => {
    const router = echo(PageInfo_FormInfo_ParameterInfoSchema, { onInvalidParams: "invalidate" });
    expect(
      textOf(await call(router, transfer({ parameters: { display_name: "x", required: true } }))),
    ).toContain('"displayName":"x"');
    const { error } = await call(router, transfer({ parameters: { required: "yes" } }));
    expect(error?.violations.map(({ field }) => field)).toEqual([
      'sessionInfo.parameters["required"]',
    ]);
    const { response } = await call(router, transfer({ form: { required: { value: "yes" } } }));
    expect(response?.message).toMatchObject({
      pageInfo: { formInfo: { parameterInfo: [{ displayName: "required", state: 2 }] } },
    });
  });
});

const amounts = z.object({ amount: z.number(), account: z.string() });

describe('onInvalidParams: "invalidate"', () => {
  const router = echo(amounts, { onInvalidParams: "invalidate" });

  function invalidated(form: CxRequestOptions["form"], parameters: CxRequestOptions["parameters"]) {
    return call(router, transfer({ ...(form && { form }), ...(parameters && { parameters }) }));
  }

  it("marks exactly the wrong parameters of the form", async () => {
    const { response, events } = await invalidated(
      { amount: { value: "much" }, account: { value: "savings" }, note: { value: 5 } },
      { amount: "much", account: "savings" },
    );
    const parameters =
      response?.format === "cx/v3" ? response.message.pageInfo?.formInfo?.parameterInfo : undefined;
    expect(parameters?.map(({ displayName, state }) => [displayName, state])).toEqual([
      ["amount", 2],
    ]);
    expect(events).toMatchObject([{ event: "handled" }]);
  });

  it("marks each once, however many things are wrong with it", async () => {
    const twice = echo(z.object({ pin: z.string().min(4).regex(/^\d+$/) }), {
      onInvalidParams: "invalidate",
    });
    const { response } = await call(twice, transfer({ form: { pin: { value: "a" } } }));
    expect(
      response?.format === "cx/v3" ? response.message.pageInfo?.formInfo?.parameterInfo : [],
    ).toHaveLength(1);
  });

  it("marks a parameter of the form that is still to be given", async () => {
    const { response } = await invalidated({ amount: {}, account: { value: "savings" } }, {});
    expect(response?.message).toMatchObject({
      pageInfo: { formInfo: { parameterInfo: [{ displayName: "amount", state: 2 }] } },
    });
  });

  it.each<[string, CxRequestOptions["form"]]>([
    ["a wrong parameter is not in the form", { account: { value: "savings" } }],
    ["one of two wrong parameters is not in the form", { account: { value: 1 } }],
    ["there is no form", undefined],
  ])("is the error all the same where %s", async (_, form) => {
    const { error } = await invalidated(form, { amount: "much" });
    expect(error?.reason).toBe("INVALID_PARAMETERS");
  });

  it("is the error where the parameters do not fit together", async () => {
    const together = echo(
      amounts.refine(() => false),
      { onInvalidParams: "invalidate" },
    );
    const { error } = await call(
      together,
      transfer({ form: { amount: { value: 1 }, account: { value: "a" } } }),
    );
    expect(error?.reason).toBe("INVALID_PARAMETERS");
  });

  it("is the error on ES, which has no forms", async () => {
    const { error } = await call(
      router,
      esRequest({ action: "t", parameters: { amount: "much" } }),
    );
    expect(error?.reason).toBe("INVALID_PARAMETERS");
  });

  it("never marks a parameter that is right", async () => {
    const values = fc.oneof(fc.integer(), fc.string({ minLength: 1 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(values, values, async (amount, account) => {
        const { response } = await invalidated(
          { amount: { value: amount }, account: { value: account } },
          {},
        );
        const marked = (
          (response?.format === "cx/v3"
            ? response.message.pageInfo?.formInfo?.parameterInfo
            : undefined) ?? []
        ).map(({ displayName }) => displayName);
        expect(marked.includes("amount")).toBe(typeof amount !== "number");
        expect(marked.includes("account")).toBe(typeof account !== "string");
      }),
    );
  });
});

describe("onInvalidParams with a function", () => {
  it("answers with its reply, from what is wrong and the call", async () => {
    const router = echo(amounts, {
      onInvalidParams: async (issues: readonly object[], { tag }: { tag: string }) =>
        reply().text(`${tag}: ${JSON.stringify(issues)}`),
    });
    const outcome = await call(
      router,
      transfer({ form: { amount: { value: "much" } }, parameters: { account: "a" } }),
    );
    expect(textOf(outcome)).toContain("t: ");
    expect(JSON.parse(textOf(outcome)?.slice(3) ?? "")).toMatchObject([
      { parameter: "amount", path: "pageInfo.formInfo.parameterInfo[0].value", inForm: true },
    ]);
  });

  it("keeps the error where it returns nothing", async () => {
    const { error } = await call(echo(amounts, { onInvalidParams: () => {} }), transfer({}));
    expect(error?.reason).toBe("INVALID_PARAMETERS");
  });
});

describe("without a schema", () => {
  it("parameters are plain JSON", async () => {
    const router = createRouter().tag("t", ({ params }) => reply().text(JSON.stringify(params)));
    const parameters = { text: "a", list: [1, { deep: true }], empty: "" };
    expect(JSON.parse(textOf(await call(router, transfer({ parameters }))) ?? "")).toEqual(
      parameters,
    );
  });
});

describe("a deadline while parameters are read", () => {
  it("keeps the handler from beginning", async () => {
    const clock = createFakeClock();
    let ran = false;
    const slow = z.object({}).refine(async () => {
      clock.advance(60_000);
      return true;
    });
    const router = createRouter().tag("t", { params: slow }, () => {
      ran = true;
    });
    const { error } = await call(router, transfer({}), { clock });
    await new Promise((resolve) => setImmediate(resolve));
    expect(error?.code).toBe("DEADLINE_EXCEEDED");
    expect(ran).toBe(false);
  });
});

/** What the types of routers promise. Checked by tsc; never run. */
import { type } from "arktype";
import type { JsonValue } from "@bufbuild/protobuf";
import * as v from "valibot";
import { expectTypeOf } from "vitest";
import { z } from "zod";
import {
  type PageInfo_FormInfo_ParameterInfo,
  PageInfo_FormInfo_ParameterInfoSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import {
  createRouter,
  type InferParams,
  type Interceptor,
  invoke,
  type InvokeContext,
  type ParamIssue,
  type Query,
  reply,
  type Router,
  type WebhookError,
  type WebhookRequest,
} from "../../src/index.ts";

declare const request: WebhookRequest;
declare const context: InvokeContext;

// The type of params comes from the schema, whatever made it.
const zodSchema = z.object({
  amount: z.number(),
  due: z.string().transform((text) => new Date(text)),
});
createRouter()
  .tag("plain", ({ params }) => {
    expectTypeOf(params).toEqualTypeOf<Record<string, JsonValue>>();
  })
  .tag("zod", { params: zodSchema }, ({ params }) => {
    expectTypeOf(params).toEqualTypeOf<{ amount: number; due: Date }>();
  })
  .tag(
    "valibot",
    { params: v.object({ account: v.picklist(["checking", "savings"]) }) },
    ({ params }) => {
      expectTypeOf(params).toEqualTypeOf<{ account: "checking" | "savings" }>();
    },
  )
  .tag("arktype", { params: type({ account: "'checking' | 'savings'" }) }, ({ params }) => {
    expectTypeOf(params).toEqualTypeOf<{ account: "checking" | "savings" }>();
  })
  .tag("protobuf", { params: PageInfo_FormInfo_ParameterInfoSchema }, ({ params }) => {
    expectTypeOf(params).toEqualTypeOf<PageInfo_FormInfo_ParameterInfo>();
  })
  .intent("zod", { params: zodSchema }, ({ params }) => {
    expectTypeOf(params.amount).toEqualTypeOf<number>();
  })
  .action("zod", { params: zodSchema }, ({ params }) => {
    expectTypeOf(params.amount).toEqualTypeOf<number>();
  });

expectTypeOf<InferParams<typeof zodSchema>>().toEqualTypeOf<{ amount: number; due: Date }>();

// The same with every way to deal with invalid ones.
createRouter()
  .tag("error", { params: zodSchema, onInvalidParams: "error" }, ({ params }) => {
    expectTypeOf(params.due).toEqualTypeOf<Date>();
  })
  .tag("invalidate", { params: zodSchema, onInvalidParams: "invalidate" }, ({ params }) => {
    expectTypeOf(params.due).toEqualTypeOf<Date>();
  })
  .tag(
    "function",
    {
      params: zodSchema,
      onInvalidParams: (issues, { params, tag }) => {
        expectTypeOf(issues).toEqualTypeOf<readonly ParamIssue[]>();
        expectTypeOf(params).toEqualTypeOf<unknown>();
        return reply().text(tag);
      },
    },
    ({ params }) => {
      expectTypeOf(params.due).toEqualTypeOf<Date>();
    },
  );

// @ts-expect-error there are no other ways
createRouter().tag("other", { params: zodSchema, onInvalidParams: "ignore" }, () => {});

// Handlers return a reply, an init shape, or nothing; at once or later.
createRouter()
  .tag("reply", () => reply())
  .tag("later", async () => reply())
  .tag("nothing", () => {})
  .tag("nothing later", async () => {})
  .tag("init shape", () => ({ sessionInfo: { parameters: {} } }))
  .tag("either", ({ tag }) => (tag === "" ? reply() : undefined))
  .action("ES init shape", async () => ({ fulfillmentText: "Hi." }));

// Context grows with each interceptor, for what is registered after it.
createRouter()
  .tag("before", ({ context }) => {
    expectTypeOf(context).toEqualTypeOf<Readonly<object>>();
  })
  .use(async ({ session }, next) => next({ user: session.id, role: "guest" }))
  .use(async ({ context, params }, next) => {
    expectTypeOf(context).toEqualTypeOf<Readonly<{ user: string; role: string }>>();
    expectTypeOf(params).toEqualTypeOf<unknown>();
    if (context.user === "") return reply().text("Who are you?");
    return next({ role: 1 });
  })
  .use(async (_, next) => next())
  .tag("after", ({ context }) => {
    expectTypeOf(context).toEqualTypeOf<Readonly<{ user: string; role: number }>>();
  })
  .onError((error, { context }) => {
    expectTypeOf(error).toEqualTypeOf<WebhookError>();
    expectTypeOf(context.user).toEqualTypeOf<string | undefined>();
  });

// An interceptor by itself says what it needs and adds.
const withGreeting: Interceptor<{ user: string }, { greeting: string }> = async (
  { context },
  next,
) => next({ greeting: `Hello ${context.user}` });
createRouter()
  .use(async (_, next) => next({ user: "ada" }))
  .use(withGreeting)
  .tag("greet", ({ context }) => reply().text(context.greeting));
// @ts-expect-error the user is missing
createRouter().use(withGreeting);
// @ts-expect-error it does not add what it says
const broken: Interceptor<object, { greeting: string }> = async (_, next) => next({});
void broken;

// A router that needs context can be mounted where it is there, and not run by itself.
const needsUser = createRouter<{ user: string }>().tag("me", ({ context }) =>
  reply().text(context.user),
);
const mounted = createRouter()
  .use(async (_, next) => next({ user: "ada" }))
  .mount("a/", needsUser)
  .mount(needsUser);
void invoke(mounted, request, context);
// @ts-expect-error nobody adds the user
void invoke(needsUser, request, context);
// @ts-expect-error nobody adds the user
createRouter().mount(needsUser);
const withNumber = createRouter().use(async (_, next) => next({ user: 1 }));
// @ts-expect-error the user is no string
withNumber.mount(needsUser);

// Names are known to types where they are literals, also through mount; otherwise at run time.
const known = createRouter()
  .tag("a", () => {})
  .intent("a", () => {})
  .action("a", () => {});
// @ts-expect-error the tag is registered
known.tag("a", () => {});
// @ts-expect-error with parameters, too
known.tag("a", { params: zodSchema }, () => {});
const prefixed = createRouter().mount("x/", known);
prefixed.tag("a", () => {});
// @ts-expect-error it came by mount
prefixed.tag("x/a", () => {});
// @ts-expect-error intents are mounted without the prefix
prefixed.intent("a", () => {});
const dynamic: string = "a";
known
  .tag(dynamic, () => {})
  .tag(dynamic, () => {})
  .tag("b", () => {});

// Any router that needs no context is a Router, and a Router can be extended and mounted.
const some: Router = known;
some.tag("whatever", () => {});
createRouter()
  .tag("a", () => {})
  .mount(some);
expectTypeOf(mounted).toExtend<Router>();
expectTypeOf(needsUser).not.toExtend<Router>();

// The query is told apart by its kind.
export function said(query: Query): string {
  switch (query.kind) {
    case "text":
    case "transcript":
      return query.text;
    case "event":
      return query.event;
    case "intent":
      return query.intent;
    case "dtmf":
      return query.digits;
    case "none":
      return "";
  }
}

// The raw message is told apart by its format.
createRouter().fallback(({ raw }) => {
  if (raw.format === "es/v2")
    expectTypeOf(raw.message.queryResult?.action).toEqualTypeOf<string | undefined>();
  else expectTypeOf(raw.message.fulfillmentInfo?.tag).toEqualTypeOf<string | undefined>();
});

import { describe, expect, it } from "vitest";
import { WebhookError } from "../../src/errors.ts";
import { Continued, type Interceptor } from "../../src/handler/interceptor.ts";
import { isReply, reply } from "../../src/handler/reply/index.ts";
import { createRouter } from "../../src/handler/router.ts";
import { cxRequest } from "../../src/testing/index.ts";
import { call, textOf } from "./harness.ts";

const request = cxRequest({ tag: "greet", session: "ada" });

describe("interceptors", () => {
  it("run in the order of registration, outermost first, and only around later handlers", async () => {
    const trail: string[] = [];
    const step =
      (name: string): Interceptor =>
      async (_, next) => {
        trail.push(`${name} in`);
        const continued = await next();
        trail.push(`${name} out`);
        return continued;
      };
    const router = createRouter()
      .tag("before", () => void trail.push("before"))
      .use(step("one"))
      .use(step("two"))
      .tag("greet", () => void trail.push("handler"))
      .use(step("three"));
    await call(router, request);
    expect(trail).toEqual(["one in", "two in", "handler", "two out", "one out"]);
    trail.length = 0;
    await call(router, cxRequest({ tag: "before" }));
    expect(trail).toEqual(["before"]);
  });

  it("add context that later interceptors and handlers see; the newer wins", async () => {
    const router = createRouter()
      .use(async ({ session }, next) => next({ user: session.id, role: "guest" }))
      .use(async ({ context }, next) => next({ role: "admin", greeting: `Hello ${context.user}` }))
      .tag("greet", ({ context }) => reply().text(`${context.greeting}, ${context.role}`));
    expect(textOf(await call(router, request))).toBe("Hello ada, admin");
  });

  it("give every call a context of its own", async () => {
    const router = createRouter()
      .use(async ({ session }, next) => next({ user: session.id }))
      .tag("greet", async ({ context }) => {
        await Promise.resolve();
        return reply().text(context.user);
      });
    const outcomes = await Promise.all(
      ["ada", "bob"].map((session) => call(router, cxRequest({ tag: "greet", session }))),
    );
    expect(outcomes.map(textOf)).toEqual(["ada", "bob"]);
  });

  it("may answer in the handler's place", async () => {
    let ran = false;
    const router = createRouter()
      .use(async () => reply().text("Not now."))
      .tag("greet", () => {
        ran = true;
      });
    expect(textOf(await call(router, request))).toBe("Not now.");
    expect(ran).toBe(false);
  });

  it("may look at the handler's reply and give another", async () => {
    const router = createRouter()
      .use(async (_, next) => {
        const continued = await next();
        return isReply(continued.result)
          ? continued.with(continued.result.text("Bye.").replace())
          : continued;
      })
      .tag("greet", () => reply().text("Hello."));
    const { response } = await call(router, request);
    expect(response?.message).toMatchObject({
      fulfillmentResponse: {
        messages: [
          { message: { value: { text: ["Hello."] } } },
          { message: { value: { text: ["Bye."] } } },
        ],
      },
    });
  });

  it("may catch what the handler throws", async () => {
    const router = createRouter()
      .use(async (_, next) => {
        try {
          return await next();
        } catch {
          return reply().text("Caught.");
        }
      })
      .tag("greet", () => {
        throw new Error("thrown at once");
      });
    expect(textOf(await call(router, request))).toBe("Caught.");
  });

  it("pass errors on when they do not catch them", async () => {
    const router = createRouter()
      .use(async (_, next) => next())
      .tag("greet", () => {
        throw new WebhookError("PERMISSION_DENIED", { message: "No." });
      });
    expect((await call(router, request)).error).toMatchObject({
      code: "PERMISSION_DENIED",
      message: "No.",
    });
  });

  it("leave no unhandled rejection behind when they do not wait for the handler", async () => {
    const router = createRouter()
      .use(async (_, next) => {
        void next();
        return reply().text("Done.");
      })
      .tag("greet", async () => {
        throw new Error("nobody waits for this");
      });
    expect(textOf(await call(router, request))).toBe("Done.");
    // An unhandled rejection would fail the run by the time of the next macrotask.
    await new Promise((resolve) => setImmediate(resolve));
  });

  it.each<[string, Interceptor, string]>([
    [
      "returns nothing",
      async function forgetful(_: unknown, next: () => Promise<unknown>) {
        await next();
      } as unknown as Interceptor,
      "The interceptor forgetful returned nothing: it has to return what next() gives, or a reply.",
    ],
    [
      "goes on twice",
      async function eager(_, next) {
        await next();
        return next();
      },
      "The interceptor eager called next() twice.",
    ],
  ])("fail the call, and tell the log why, when one %s", async (_, interceptor, why) => {
    const { error } = await call(
      createRouter()
        .use(interceptor)
        .tag("greet", () => reply()),
      request,
    );
    expect(error).toMatchObject({
      code: "INTERNAL",
      message: "The webhook failed. The cause is in its log.",
    });
    expect(error?.cause).toMatchObject({ message: why });
  });

  it("get the parameters after they were read, and run for valid ones alone", async () => {
    const seen: unknown[] = [];
    const router = createRouter()
      .use(async ({ params }, next) => {
        seen.push(params);
        return next();
      })
      .tag("greet", () => {});
    await call(router, cxRequest({ tag: "greet", parameters: { name: "Ada" } }));
    expect(seen).toEqual([{ name: "Ada" }]);
  });
});

describe("what next() gives", () => {
  it("stays as it is when another result is set into a copy", () => {
    const first = new Continued(reply().text("a"));
    const second = first.with(reply().text("b"));
    expect(second).not.toBe(first);
    expect(isReply(first.result)).toBe(true);
    expect(second.result).not.toBe(first.result);
  });
});

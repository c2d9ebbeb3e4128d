import {
  createContextKey,
  createContextValues,
  Code,
  ConnectError,
  type Interceptor,
} from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { BadRequestSchema, ResourceInfoSchema } from "../../gen/es/google/rpc/error_details_pb.ts";
import { WebhookError } from "../../src/errors.ts";
import {
  createTranscoder,
  type Transcoder,
  type TranscoderOptions,
} from "../../src/transcoding/index.ts";
import {
  echoTranscoder,
  register,
  registry,
  request,
  send,
  serviceType,
  type Implementation,
} from "./fixture.ts";

/** A transcoder over one method: GET /v1/colour. */
function colour(getColour: Implementation, options: Partial<TranscoderOptions> = {}): Transcoder {
  return createTranscoder({
    services: register("EchoService", { getColour }),
    registry,
    ...options,
  });
}

const line = "GET /v1/colour";

describe("calls", () => {
  it("run interceptors once, outermost first, with the message, the headers and the URL", async () => {
    const seen: unknown[] = [];
    const interceptor =
      (name: string): Interceptor =>
      (next) =>
      async (call) => {
        seen.push([
          name,
          call.stream ? "" : call.message,
          call.header.get("x-who"),
          call.url,
          call.requestMethod,
        ]);
        const answer = await next(call);
        answer.header.set(`x-${name}`, "1");
        return answer;
      };
    const transcoder = colour(() => ({ colour: 2 }), {
      interceptors: [interceptor("a"), interceptor("b")],
    });
    const { headers } = await send(transcoder, line, { headers: { "x-who": "me", host: "h:1" } });
    const message = { $typeName: "echo.v1.GetColourRequest", unknown: false };
    expect(seen).toEqual([
      ["a", message, "me", "http://h:1/v1/colour", "GET"],
      ["b", message, "me", "http://h:1/v1/colour", "GET"],
    ]);
    expect(headers).toMatchObject({ "x-a": "1", "x-b": "1" });
  });

  it("run the interceptors of a service's own registration instead, as Connect does", async () => {
    const seen: string[] = [];
    const named =
      (name: string): Interceptor =>
      (next) =>
      (call) => {
        seen.push(name);
        return next(call);
      };
    const transcoder = createTranscoder({
      services: (router) => {
        router.service(serviceType("EchoService"), { getColour: () => ({}) } as never, {
          interceptors: [named("own")],
        });
      },
      interceptors: [named("common")],
      registry,
    });
    await send(transcoder, line);
    expect(seen).toEqual(["own"]);
  });

  it("pass the gate before the body is read", async () => {
    let read = false;
    const transcoder = echoTranscoder({
      requestGate: () => {
        throw new ConnectError("Who are you?", Code.Unauthenticated);
      },
    });
    async function* body(): AsyncGenerator<Uint8Array> {
      read = true;
      yield await Promise.resolve(new Uint8Array());
    }
    const answer = await transcoder.handle({
      method: "POST",
      url: "/v1/echo:body",
      headers: {},
      body: body(),
    });
    expect([answer.status, read]).toEqual([401, false]);
  });

  it("see the context values, the protocol and the caller's signal", async () => {
    const key = createContextKey("nobody");
    const caller = new AbortController();
    const seen: unknown[] = [];
    const transcoder = colour((_, context) => {
      seen.push(
        context.values.get(key),
        context.protocolName,
        context.method.name,
        context.signal.aborted,
      );
      return {};
    });
    const contextValues = createContextValues().set(key, "somebody");
    await transcoder.handle(request(line, { contextValues, signal: caller.signal }));
    expect(seen).toEqual(["somebody", "rest", "GetColour", false]);
  });

  it("set headers and trailers, each cookie for itself", async () => {
    const transcoder = colour((_, { responseHeader, responseTrailer }) => {
      responseHeader.append("set-cookie", "a=1");
      responseHeader.append("set-cookie", "b=2");
      responseTrailer.set("x-cost", "5");
      return {};
    });
    const { headers } = await send(transcoder, line);
    expect(headers).toMatchObject({ "set-cookie": ["a=1", "b=2"], "trailer-x-cost": "5" });
  });

  it("have a signal that aborts when they have ended", async () => {
    let signal: AbortSignal | undefined;
    await send(
      colour((_, context) => {
        ({ signal } = context);
        return {};
      }),
      line,
    );
    expect(signal?.aborted).toBe(true);
  });

  it("end with 499 when the caller goes away", async () => {
    const caller = new AbortController();
    const transcoder = colour((_, { signal }) => {
      caller.abort();
      return new Promise((resolve) => {
        if (signal.aborted) resolve({});
      });
    });
    const { status, json } = await send(transcoder, line, { signal: caller.signal });
    expect(status).toBe(499);
    expect(json).toMatchObject({ error: { status: "CANCELLED" } });
  });

  it("of streaming methods are refused with a sentence", async () => {
    const transcoder = createTranscoder({ services: register("LibraryService", {}), registry });
    const { status, text } = await send(transcoder, "GET /v1/shelves/s/books:watch");
    expect(status).toBe(501);
    expect(text).toContain("WatchBooks streams. Call it by gRPC, gRPC-Web or Connect");
  });

  it("of methods without an implementation are UNIMPLEMENTED", async () => {
    const transcoder = createTranscoder({ services: register("LibraryService", {}), registry });
    const { status, json } = await send(transcoder, "GET /v1/shelves/s/books/b");
    expect(status).toBe(501);
    expect(json).toMatchObject({ error: { status: "UNIMPLEMENTED" } });
  });
});

describe("deadlines", () => {
  it.each([
    ["grpc-timeout", "20m"],
    ["connect-timeout-ms", "20"],
    ["x-server-timeout", "0.02"],
  ])("by %s: %s end a call with 504, whatever it does", async (name, value) => {
    let granted: number | undefined;
    const transcoder = colour((_, { timeoutMs }) => {
      granted = timeoutMs();
      return new Promise(() => {});
    });
    const { status, json } = await send(transcoder, line, { headers: { [name]: value } });
    expect(status).toBe(504);
    expect(json).toMatchObject({ error: { status: "DEADLINE_EXCEEDED" } });
    expect(granted).toBeLessThanOrEqual(20);
  });

  it.each([
    ["none, by default", {}, {}, undefined],
    ["the default for clients that ask for none", { defaultTimeoutMs: 5000 }, {}, 5000],
    ["the longest that is granted", { maxTimeoutMs: 9000 }, { "grpc-timeout": "2H" }, 9000],
    ["the shortest that is asked for", {}, { "grpc-timeout": "9S", "x-server-timeout": "8" }, 8000],
  ])("are %s", async (_, options, headers, expected) => {
    let granted: number | undefined;
    const transcoder = colour((_, { timeoutMs }) => {
      granted = timeoutMs();
      return {};
    }, options);
    await send(transcoder, line, { headers });
    if (expected === undefined) expect(granted).toBeUndefined();
    else {
      expect(granted).toBeLessThanOrEqual(expected);
      expect(granted).toBeGreaterThan(expected - 1000);
    }
  });
});

describe("errors", () => {
  it("keep a WebhookError's code, reason, metadata and violations", async () => {
    const error = new WebhookError("FAILED_PRECONDITION", {
      reason: "SHELF_FULL",
      domain: "example.com",
      message: "The shelf is full.",
      metadata: { shelf: "s" },
      violations: [{ field: "name", description: "is on a full shelf" }],
    });
    const transcoder = colour(() => {
      throw error;
    });
    const answer = await transcoder.handle(request(line));
    expect(answer.error).toBe(error);
    expect(answer.rpc?.name).toBe("GetColour");
    expect(JSON.parse(new TextDecoder().decode(answer.body))).toEqual({
      error: {
        code: 400,
        message: "The shelf is full.",
        status: "FAILED_PRECONDITION",
        details: [
          {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            reason: "SHELF_FULL",
            domain: "example.com",
            metadata: { shelf: "s" },
          },
          {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            fieldViolations: [{ field: "name", description: "is on a full shelf" }],
          },
        ],
      },
    });
  });

  it("keep a ConnectError's code, details and metadata", async () => {
    const transcoder = colour(() => {
      const error = new ConnectError("No such book.", Code.NotFound, { "x-try": "again" });
      error.details = [
        { desc: ResourceInfoSchema, value: { resourceType: "Book", resourceName: "b" } },
        {
          desc: BadRequestSchema,
          value: { fieldViolations: [{ field: "name", description: "d" }] },
        },
      ];
      throw error;
    });
    const { status, json, headers } = await send(transcoder, line);
    expect([status, headers["x-try"]]).toEqual([404, "again"]);
    expect(json).toEqual({
      error: {
        code: 404,
        message: "No such book.",
        status: "NOT_FOUND",
        details: [
          {
            "@type": "type.googleapis.com/google.rpc.ResourceInfo",
            resourceType: "Book",
            resourceName: "b",
          },
          {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            fieldViolations: [{ field: "name", description: "d" }],
          },
        ],
      },
    });
  });

  it("reveal nothing of what is no chosen answer, and tell it", async () => {
    const faults: unknown[] = [];
    const fault = new Error("password is hunter2");
    const transcoder = colour(
      () => {
        throw fault;
      },
      { onFault: (thrown, rpc) => faults.push([thrown, rpc]) },
    );
    const { status, text } = await send(transcoder, line);
    expect(status).toBe(500);
    expect(text).not.toContain("hunter2");
    expect(faults).toEqual([[fault, "echo.v1.EchoService.GetColour"]]);
  });

  it("are INTERNAL for an answer that is no message", async () => {
    const faults: unknown[] = [];
    const transcoder = colour(() => ({ colour: "mauve" }), {
      onFault: (thrown) => faults.push(thrown),
    });
    expect((await send(transcoder, line)).status).toBe(500);
    expect(faults).toHaveLength(1);
  });
});

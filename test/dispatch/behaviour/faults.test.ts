/** Faults of servers, names and callers: all end, in the right status and event, and leave no socket open. */
import { describe, expect, it } from "vitest";
import {
  createDispatcher,
  type DispatcherOptions,
  type Outcome,
  type WebhookErrorEvent,
} from "../../../src/dispatch/index.ts";
import type { Webhook } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { cxRequest } from "../../../src/testing/index.ts";
import { secretName } from "../credentials/fixture.ts";
import { webhookTo } from "../fixture.ts";
import { inDirectory } from "../service-directory.ts";
import { local } from "./call.ts";
import { startWebhook, type Reply, type WebhookServer } from "./webhook-server.ts";

const any = "webhook.error";
const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

/** 50 ms, so that nobody waits for servers that do not answer. */
const short = { timeout: { seconds: 0n, nanos: 50_000_000 } };

interface FaultRow {
  readonly fault: string;
  readonly reply: Reply;
  readonly kind: string;
  readonly code: number;
  readonly events: readonly WebhookErrorEvent[];
  readonly tries: number;
}

const timeout = {
  kind: "timeout",
  code: 4,
  events: ["webhook.error.timeout", any],
  tries: 2,
} as const;
const reset = { kind: "reset", code: 14, events: [any], tries: 2 } as const;
const parse = { kind: "parse", code: 3, events: [any], tries: 1 } as const;
const oversize = { kind: "oversize", code: 3, events: [any], tries: 1 } as const;
const protocol = { kind: "protocol", code: 14, events: [any], tries: 1 } as const;

const faults: readonly FaultRow[] = [
  { fault: "no answer", reply: () => undefined, ...timeout },
  { fault: "half a header section", reply: (s) => s.write(head), ...timeout },
  {
    fault: "half a body, and then nothing",
    reply: (s) => s.write(`${head}content-length: 10\r\n\r\n{`),
    ...timeout,
  },
  {
    fault: "a body without an end",
    reply: (s) => s.write(`${head}transfer-encoding: chunked\r\n\r\n1\r\n{\r\n`),
    ...timeout,
  },
  { fault: "a reset before anything is said", reply: (s) => s.resetAndDestroy(), ...reset },
  { fault: "an end before anything is said", reply: (s) => s.end(), ...reset },
  {
    fault: "an end within the header section",
    reply: (s) => s.end(head),
    ...reset,
  },
  {
    fault: "an end within the body",
    reply: (s) => s.end(`${head}content-length: 10\r\n\r\n{`),
    ...reset,
  },
  {
    fault: "an end within a chunk",
    reply: (s) => s.end(`${head}transfer-encoding: chunked\r\n\r\n5\r\n{`),
    ...reset,
  },
  { fault: "bad JSON", reply: { body: '{"a": ]' }, ...parse },
  { fault: "nothing", reply: { body: "" }, ...parse },
  { fault: "70 KB, as it says", reply: { body: "x".repeat(70_000) }, ...oversize },
  {
    fault: "70 KB in chunks",
    reply: (s) =>
      s.write(
        `${head}transfer-encoding: chunked\r\n\r\n11170\r\n${"x".repeat(70_000)}\r\n0\r\n\r\n`,
      ),
    ...oversize,
  },
  { fault: "no HTTP", reply: (s) => s.write("220 mail.example ESMTP\r\n\r\n"), ...protocol },
  {
    fault: "a header section without an end",
    reply: (s) => s.write(`${head}x: ${"y".repeat(70_000)}`),
    ...protocol,
  },
  {
    fault: "a content coding that it is not in",
    reply: { headers: { "content-encoding": "gzip" }, body: "{}" },
    ...protocol,
  },
];

describe("a server that gives", () => {
  it.each(faults)("$fault ends in $kind, and leaves nothing open", async (row) => {
    await using server = await startWebhook(() => row.reply);
    await using dispatcher = createDispatcher(local);
    const outcome = await dispatcher.call({
      webhook: webhookTo(server.origin, {}, row.kind === "timeout" ? short : {}),
      request: cxRequest(),
    });
    expect(outcome).toMatchObject({
      result: "failed",
      status: { code: row.code },
      failure: { kind: row.kind },
      events: row.events,
      effects: [],
    });
    expect(outcome.attempts).toHaveLength(row.tries);
    await dispatcher.close();
    await server.idle();
  });

  it("a redirect to a private address is not followed there", async () => {
    await using inner = await startWebhook(() => ({}));
    await using server = await startWebhook(() => ({
      status: 302,
      headers: { location: `${inner.origin}/computeMetadata` },
    }));
    await using dispatcher = createDispatcher(local);
    const outcome = await dispatcher.call({
      webhook: webhookTo(server.origin),
      request: cxRequest(),
    });
    expect(outcome).toMatchObject({
      status: { code: 2 },
      failure: { kind: "status", statusCode: 302 },
      events: [any],
    });
    expect(inner.connections).toBe(0);
  });
});

/** Calls a name that resolves as is said. */
function named(
  port: number,
  answers: () => readonly string[],
): DispatcherOptions & { webhook: Webhook } {
  return {
    webhook: webhookTo(`http://hook.example:${port}/`),
    transport: {
      addresses: { allow: ["127.0.0.1"], http: "loopback" },
      resolveAddresses: async () => answers(),
    },
  };
}

const forbidden = {
  status: { code: 14 },
  failure: { kind: "address" },
  events: ["webhook.error.not-found", any],
};

describe("a name", () => {
  it.each([
    ["with one private address beside others", ["127.0.0.1", "10.0.0.1"]],
    ["with the address of the cloud's metadata", ["169.254.169.254"]],
    ["with a private address in IPv6's clothes", ["::ffff:10.0.0.1"]],
  ])("%s is not called", async (_, addresses) => {
    await using server = await startWebhook(() => ({}));
    const { webhook, ...options } = named(server.port, () => addresses);
    await using dispatcher = createDispatcher(options);
    const outcome = await dispatcher.call({ webhook, request: cxRequest() });
    expect(outcome).toMatchObject(forbidden);
    expect(outcome.attempts).toHaveLength(1);
    expect(server.connections).toBe(0);
  });

  it("that is bound anew to a private address is not called there", async () => {
    await using server = await startWebhook(() => ({ headers: { connection: "close" } }));
    const answers = [["127.0.0.1"], ["127.0.0.2"]];
    let asked = 0;
    const { webhook, ...options } = named(server.port, () => answers[asked++] ?? []);
    await using dispatcher = createDispatcher(options);
    const request = cxRequest();
    expect(await dispatcher.call({ webhook, request })).toMatchObject({ result: "done" });
    // The address that was checked is the one that was called: nobody asked again in between.
    expect(asked).toBe(1);
    await server.idle();
    expect(await dispatcher.call({ webhook, request })).toMatchObject(forbidden);
    expect(server.seen).toHaveLength(1);
  });
});

/** A place in a call at which its caller gives up. */
interface Phase {
  readonly phase: string;
  readonly webhook: (origin: string) => Webhook | string;
  readonly reply?: Reply;
  readonly options?: DispatcherOptions;
  /** Settles when the call is there. Default: when a request has come. */
  readonly reached?: (server: WebhookServer, waiting: Promise<void>) => Promise<unknown>;
  /** How many requests the server may have seen. */
  readonly seen: number;
  /** What of a dispatcher's close ends it, too: all but what others were asked for. */
  readonly closes: boolean;
}

const never = async (): Promise<never> => new Promise(() => undefined);
const turn = async (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

const phases: readonly Phase[] = [
  {
    phase: "looking the webhook up",
    webhook: () => "projects/p/locations/global/agents/a/webhooks/w",
    options: { webhooks: { webhook: never, environment: never } },
    reached: turn,
    seen: 0,
    closes: false,
  },
  {
    phase: "looking a secret up",
    webhook: (origin) =>
      webhookTo(origin, { secretVersionForUsernamePassword: secretName("basic") }),
    options: { secrets: { resolve: never } },
    reached: turn,
    seen: 0,
    closes: false,
  },
  {
    phase: "asking for a token",
    webhook: (origin) =>
      webhookTo(`${origin}/hook`, {
        oauthConfig: { clientId: "c", clientSecret: "s", tokenEndpoint: `${origin}/token` },
      }),
    seen: 1,
    closes: true,
  },
  {
    phase: "finding endpoints",
    webhook: (origin) => inDirectory(origin),
    options: { endpoints: { resolve: never } },
    reached: turn,
    seen: 0,
    closes: false,
  },
  {
    phase: "finding the address",
    webhook: () => webhookTo("http://hook.example/"),
    options: { transport: { ...local.transport, resolveAddresses: never } },
    reached: turn,
    seen: 0,
    closes: true,
  },
  {
    phase: "shaking hands",
    webhook: (origin) => webhookTo(origin.replace("http:", "https:")),
    async reached(server) {
      while (server.connections === 0) await turn();
    },
    seen: 0,
    closes: true,
  },
  {
    phase: "waiting for the answer",
    webhook: (origin) => webhookTo(origin),
    seen: 1,
    closes: true,
  },
  {
    phase: "reading the answer",
    webhook: (origin) => webhookTo(origin),
    reply: (socket) => socket.write(`${head}content-length: 10\r\n\r\n{`),
    seen: 1,
    closes: true,
  },
  {
    phase: "waiting for the retry",
    webhook: (origin) => webhookTo(origin),
    reply: (socket) => socket.destroy(),
    options: { behaviours: { retryDelayMs: 30_000 } },
    reached: (_, waiting) => waiting,
    seen: 1,
    closes: true,
  },
];

/** Brings a call to a phase, ends it there, and waits until nothing of it is left. */
async function endIn(row: Phase, by: "signal" | "close"): Promise<Outcome> {
  await using server = await startWebhook(() => row.reply ?? (() => undefined));
  await using dispatcher = createDispatcher({ ...local, ...row.options });
  const caller = new AbortController();
  const waits = Promise.withResolvers<void>();
  const next = server.next();
  const call = dispatcher.call({
    webhook: row.webhook(server.origin),
    request: cxRequest(),
    signal: caller.signal,
    observe: ({ kind }) => {
      if (kind === "waiting") waits.resolve();
    },
  });
  await (row.reached ?? (() => next))(server, waits.promise);
  if (by === "signal") caller.abort();
  else await dispatcher.close();
  const outcome = await call;
  await server.idle();
  expect(server.seen).toHaveLength(row.seen);
  return outcome;
}

const cancelled = {
  result: "failed",
  status: { code: 1 },
  failure: { kind: "cancelled" },
  events: [],
};

describe("a call that is given up", () => {
  it.each(phases)("while $phase ends as cancelled, without an event", async (row) => {
    expect(await endIn(row, "signal")).toMatchObject(cancelled);
  });

  it("before it began makes no connection", async () => {
    await using server = await startWebhook(() => ({}));
    await using dispatcher = createDispatcher(local);
    const outcome = await dispatcher.call({
      webhook: webhookTo(server.origin),
      request: cxRequest(),
      signal: AbortSignal.abort(),
    });
    expect(outcome).toMatchObject(cancelled);
    expect(server.connections).toBe(0);
  });
});

describe("a dispatcher that closes", () => {
  it.each(phases.filter(({ closes }) => closes))(
    "while a call is $phase ends it as cancelled",
    async (row) => {
      expect(await endIn(row, "close")).toMatchObject(cancelled);
    },
  );

  it("takes no more calls", async () => {
    await using server = await startWebhook(() => ({}));
    const dispatcher = createDispatcher(local);
    await dispatcher.close();
    const webhook = webhookTo(server.origin);
    expect(await dispatcher.call({ webhook, request: cxRequest() })).toMatchObject(cancelled);
    expect(server.connections).toBe(0);
  });
});

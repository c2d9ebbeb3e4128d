/** What can be seen of the choices about making calls, and retrying them. */
import { create } from "@bufbuild/protobuf";
import { EnvironmentSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  createDispatcher,
  staticEndpoints,
  type Behaviours,
  type DispatcherOptions,
} from "../../../src/dispatch/index.ts";
import { createFakeClock, cxRequest } from "../../../src/testing/index.ts";
import { webhookTo } from "../fixture.ts";
import { inDirectory, service } from "../service-directory.ts";
import { listenRaw } from "../transport/fixture.ts";
import { callWebhook, local, only, type Called, type CallOptions } from "./call.ts";
import { headerOf, startWebhook, type Reply } from "./webhook-server.ts";

type Chosen = Partial<Behaviours>;

async function call(
  chosen: Chosen,
  options: Omit<CallOptions, "webhook"> & { readonly webhook?: CallOptions["webhook"] } = {},
): Promise<Called> {
  return callWebhook({
    webhook: (origin) => webhookTo(origin),
    ...options,
    dispatcher: { ...options.dispatcher, behaviours: chosen },
  });
}

/** The code, and what of the text is between the words that all failures have. */
async function statusFor(
  chosen: Chosen,
  status: number,
): Promise<readonly [number, string | undefined]> {
  const { code, message } = (await call(chosen, { answer: { status } })).outcome.status;
  return [code, /Error: (.*), HTTP status code/.exec(message)?.[1]];
}

const cut: Reply = (socket) => socket.destroy();

/** How long the second attempt has, when the first one fails after 3 s of 5 s. */
async function secondAttemptMs(chosen: Chosen): Promise<number | undefined> {
  const clock = createFakeClock();
  const ticking = new Set<NodeJS.Immediate>();
  const tick = (): void => {
    clock.advance(500);
    ticking.add(setImmediate(tick));
  };
  const { outcome } = await call(chosen, {
    dispatcher: { ...local, clock },
    answers: (_, number) => (socket) => {
      if (number === 2) tick();
      else {
        clock.advance(3_000);
        socket.destroy();
      }
    },
  });
  for (const immediate of ticking) clearImmediate(immediate);
  return outcome.attempts[1]?.latencyMs;
}

/** The waits before retries, each of which passes at once. */
async function waits(chosen: Chosen): Promise<number[]> {
  const clock = createFakeClock();
  const delays: number[] = [];
  await call(chosen, {
    answer: cut,
    dispatcher: { ...local, clock },
    call: {
      observe(event) {
        if (event.kind !== "waiting") return;
        delays.push(event.delayMs);
        queueMicrotask(() => {
          clock.advance(event.delayMs);
        });
      },
    },
  });
  return delays;
}

/** The indexes of the endpoints that three calls went to, with numbers that would choose each in turn. */
async function endpointsCalled(chosen: Chosen): Promise<number[]> {
  const order: number[] = [];
  await using first = await startWebhook(() => ({ body: { payload: { count: order.push(0) } } }));
  await using second = await startWebhook(() => ({ body: { payload: { count: order.push(1) } } }));
  const numbers = [0.9, 0.1, 0.9];
  const options: DispatcherOptions = {
    ...local,
    behaviours: chosen,
    random: () => numbers.shift() ?? 0,
    endpoints: staticEndpoints({
      [service]: [`127.0.0.1:${first.port}`, `127.0.0.1:${second.port}`],
    }),
  };
  await using dispatcher = createDispatcher(options);
  const webhook = inDirectory("http://orders.example/");
  for (let times = 0; times < 3; times++)
    // One after the other: their order is what counts.
    await dispatcher.call({ webhook, request: cxRequest() });
  return order;
}

/** The cases by behaviour. */
export const callChoices = {
  requestPrinter: {
    see: async (chosen: Chosen) => only((await call(chosen)).seen).body.slice(0, 28),
    seen: [
      ["platform", '{\n  "detectIntentResponseId"'],
      ["compact", '{"detectIntentResponseId":"2'],
    ],
  },
  overrideMerge: {
    async see(chosen: Chosen) {
      await using server = await startWebhook(() => ({}));
      await using dispatcher = createDispatcher({ ...local, behaviours: chosen });
      const webhookOverrides = [webhookTo(`${server.origin}/prod`)];
      await dispatcher.call({
        webhook: webhookTo(`${server.origin}/draft`, { requestHeaders: { "x-team": "billing" } }),
        environment: create(EnvironmentSchema, { webhookConfig: { webhookOverrides } }),
        request: cxRequest(),
      });
      const received = only(server.seen);
      return [received.line, headerOf(received, "x-team")];
    },
    seen: [
      ["replace", ["POST /prod HTTP/1.1", undefined]],
      ["merge", ["POST /prod HTTP/1.1", "billing"]],
    ],
  },
  disabledWebhook: {
    async see(chosen: Chosen) {
      const webhook = (origin: string) => webhookTo(origin, {}, { disabled: true });
      const { outcome, seen } = await call(chosen, { webhook });
      return [outcome.result, outcome.events, seen.length];
    },
    seen: [
      ["skip", ["skipped", [], 0]],
      ["fail", ["failed", ["webhook.error"], 0]],
    ],
  },
  redirects: {
    async see(chosen: Chosen) {
      const { outcome, seen } = await call(chosen, {
        answer: { status: 307, headers: { location: "/next" } },
      });
      return [outcome.status.code, seen.map(({ line }) => line)];
    },
    seen: [["fail", [2, ["POST / HTTP/1.1"]]]],
  },
  notFoundEvent: {
    see: async (chosen: Chosen) => (await call(chosen, { answer: { status: 404 } })).outcome.events,
    seen: [
      ["webhook.error.not-found", ["webhook.error.not-found", "webhook.error"]],
      ["webhook.error", ["webhook.error"]],
    ],
  },
  tlsEvent: {
    async see(chosen: Chosen) {
      await using server = await listenRaw((socket) => socket.end("No TLS."));
      await using dispatcher = createDispatcher({ ...local, behaviours: chosen });
      const webhook = webhookTo(`https://127.0.0.1:${server.port}`);
      const { failure, events } = await dispatcher.call({ webhook, request: cxRequest() });
      return [failure?.kind, events];
    },
    seen: [
      ["webhook.error", ["tls", ["webhook.error"]]],
      ["webhook.error.not-found", ["tls", ["webhook.error.not-found", "webhook.error"]]],
    ],
  },
  unauthorizedCode: {
    see: async (chosen: Chosen) => statusFor(chosen, 401),
    seen: [
      ["UNAUTHENTICATED", [16, "UNAUTHENTICATED, State: URL_ERROR, Reason: ERROR_AUTHENTICATION"]],
      [
        "PERMISSION_DENIED",
        [7, "PERMISSION_DENIED, State: URL_ERROR, Reason: ERROR_AUTHENTICATION"],
      ],
      ["UNAVAILABLE", [14, "UNAVAILABLE, State: URL_ERROR, Reason: ERROR_AUTHENTICATION"]],
      ["UNKNOWN", [2, "UNKNOWN, State: URL_ERROR, Reason: ERROR_AUTHENTICATION"]],
    ],
  },
  forbiddenCode: {
    see: async (chosen: Chosen) => statusFor(chosen, 403),
    seen: [
      ["PERMISSION_DENIED", [7, "PERMISSION_DENIED, State: URL_ERROR, Reason: ERROR_OTHER"]],
      ["UNAUTHENTICATED", [16, "UNAUTHENTICATED, State: URL_ERROR, Reason: ERROR_OTHER"]],
      ["UNAVAILABLE", [14, "UNAVAILABLE, State: URL_ERROR, Reason: ERROR_OTHER"]],
      ["UNKNOWN", [2, "UNKNOWN, State: URL_ERROR, Reason: ERROR_OTHER"]],
    ],
  },
  notFoundCode: {
    see: async (chosen: Chosen) => statusFor(chosen, 404),
    seen: [
      ["NOT_FOUND", [5, "NOT_FOUND, State: URL_ERROR, Reason: ERROR_NOT_FOUND"]],
      ["UNAVAILABLE", [14, "UNAVAILABLE, State: URL_ERROR, Reason: ERROR_NOT_FOUND"]],
      ["UNKNOWN", [2, "UNKNOWN, State: URL_ERROR, Reason: ERROR_NOT_FOUND"]],
    ],
  },
  retryCount: {
    see: async (chosen: Chosen) => (await call(chosen, { answer: cut })).seen.length,
    seen: [
      [0, 1],
      [1, 2],
      [5, 6],
    ],
  },
  retryDelayMs: {
    see: waits,
    seen: [
      [0, []],
      [250, [250]],
    ],
  },
  retryTimeout: {
    see: secondAttemptMs,
    seen: [
      ["each", 5_000],
      ["shared", 2_000],
    ],
  },
  retryAfter: {
    async see(chosen: Chosen) {
      const answer: Reply = { status: 503, headers: { "retry-after": "0" } };
      const { outcome, seen } = await call(chosen, { answer });
      return [outcome.status.code, seen.length];
    },
    seen: [
      ["fail", [14, 1]],
      ["wait", [14, 2]],
    ],
  },
  reservedHeader: {
    async see(chosen: Chosen) {
      const headers = { "User-Agent": "mine", "X-Team": "billing" };
      const { outcome, seen } = await call(chosen, { call: { headers } });
      return [outcome.result, seen.map((one) => headerOf(one, "user-agent"))];
    },
    seen: [
      ["fail", ["failed", []]],
      ["ignore", ["done", ["Google-Dialogflow"]]],
    ],
  },
  endpointChoice: {
    see: endpointsCalled,
    seen: [
      ["random", [1, 0, 1]],
      ["first", [0, 0, 0]],
    ],
  },
} as const;

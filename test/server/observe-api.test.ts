import { createRegistry } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  createClient,
  createRouterTransport,
  type ConnectRouter,
} from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { DispatchService } from "../../gen/es/fulfillkit/v1/dispatch_pb.ts";
import { Operations } from "../../gen/es/google/longrunning/operations_pb.ts";
import { WebhookError } from "../../src/errors.ts";
import { createReporter } from "../../src/server/log.ts";
import { createMetrics } from "../../src/server/metrics.ts";
import { observeApi } from "../../src/server/observe-api.ts";
import { translateErrors } from "../../src/server/rpc/error.ts";
import { Gate, keepingLogger } from "./fixture.ts";

/** What the method does, by the name that it is asked for. */
const behaviours: Readonly<Record<string, () => void>> = {
  missing() {
    throw new WebhookError("NOT_FOUND", { reason: "NO_OPERATION", message: "It is not there." });
  },
  exhausted() {
    throw new ConnectError("no more", Code.ResourceExhausted, { "x-why": "because" });
  },
  broken() {
    throw new Error("the database said 4711");
  },
};

const serviceWith =
  (gate: Gate) =>
  (router: ConnectRouter): void =>
    void router
      .service(Operations, {
        async getOperation({ name }) {
          behaviours[name]?.();
          if (name === "slow") await gate.pass();
          return { name };
        },
      })
      .rpc(Operations.method.deleteOperation, () => ({}))
      .service(DispatchService, {
        async *streamAttempts({ call }) {
          yield { event: { case: "waiting", value: { seconds: 1n } } };
          behaviours[call?.environment ?? ""]?.();
          if (call?.environment === "slow") await gate.pass();
          yield { event: { case: "waiting", value: { seconds: 2n } } };
        },
      });

/** A client of observed services, in memory, and what was told of them. */
function open(levels?: readonly string[]) {
  const logger = keepingLogger(levels);
  const metrics = createMetrics();
  const gate = new Gate();
  const api = observeApi(
    {
      register: serviceWith(gate),
      names: [],
      rules: [],
      restInterceptors: [],
      registry: createRegistry(),
      title: "",
      version: "",
      describe: async () => () => undefined,
      close: async () => {},
    },
    { reporter: createReporter({ logger }), metrics },
  );
  const faults: unknown[] = [];
  const transport = createRouterTransport((router) => api.register(router), {
    router: { interceptors: [translateErrors((thrown) => faults.push(thrown))] },
  });
  return {
    client: createClient(Operations, transport),
    streaming: createClient(DispatchService, transport),
    lines: logger.lines,
    metrics,
    faults,
    gate,
  };
}

/** The counted calls, as `handler code`. */
const counted = (text: string): readonly string[] =>
  [
    ...text.matchAll(
      /_count\{door="connect",format="\(none\)",handler="(.+)",outcome="(.+)",code="(.+)"\} 1/g,
    ),
  ].map(([, handler, outcome, code]) => `${handler} ${outcome} ${code}`);

const getOperation = "google.longrunning.Operations/GetOperation";

describe("a call of a service", () => {
  it("is counted by its method, and logged where every call is", async () => {
    const { client, lines, metrics } = open();
    expect(await client.getOperation({ name: "a" })).toMatchObject({ name: "a" });
    await client.deleteOperation({});
    expect(counted(metrics.render())).toEqual([
      `${getOperation} handled OK`,
      "google.longrunning.Operations/DeleteOperation handled OK",
    ]);
    expect(metrics.render()).toContain("fulfillkit_calls_in_flight 0");
    expect(lines[0]).toMatchObject({
      level: "debug",
      message: `handled: ${getOperation}`,
      fields: {
        event: "handled",
        handler: getOperation,
        httpRequest: { requestMethod: "POST", requestUrl: `/${getOperation}`, protocol: "connect" },
      },
    });
  });

  it("is not logged where only failures are", async () => {
    const { client, lines } = open(["warn", "error"]);
    await client.getOperation({ name: "a" });
    expect(lines).toEqual([]);
  });

  it.each([
    ["a WebhookError", "missing", "NOT_FOUND", Code.NotFound, "warn", "NO_OPERATION"],
    [
      "a ConnectError",
      "exhausted",
      "RESOURCE_EXHAUSTED",
      Code.ResourceExhausted,
      "warn",
      "RESOURCE_EXHAUSTED",
    ],
    ["a fault", "broken", "INTERNAL", Code.Internal, "error", "INTERNAL"],
  ])(
    "that ends in %s is counted and logged once",
    async (_, name, code, connectCode, level, reason) => {
      const { client, lines, metrics, faults } = open(["warn", "error"]);
      await expect(client.getOperation({ name })).rejects.toMatchObject({ code: connectCode });
      expect(counted(metrics.render())).toEqual([`${getOperation} failed ${code}`]);
      expect(lines).toMatchObject([
        { level, fields: { event: "failed", handler: getOperation, code, reason } },
      ]);
      expect(faults).toEqual([]);
    },
  );

  it("keeps what a ConnectError brings", async () => {
    const error: unknown = await open()
      .client.getOperation({ name: "exhausted" })
      .catch((thrown: unknown) => thrown);
    expect(ConnectError.from(error).metadata.get("x-why")).toBe("because");
  });

  it("tells a fault's cause to the log, and not to the caller", async () => {
    const { client, lines } = open();
    await expect(client.getOperation({ name: "broken" })).rejects.not.toThrow("4711");
    expect(lines[0]?.fields["stack_trace"]).toContain("4711");
  });

  it.each([
    ["the caller goes", "CANCELLED", (abort: AbortController) => ({ signal: abort.signal })],
    ["the deadline passes", "DEADLINE_EXCEEDED", () => ({ timeoutMs: 200 })],
  ])("has ended when %s, and its method is late after that", async (_, code, how) => {
    const { client, lines, metrics, gate } = open(["warn"]);
    const abort = new AbortController();
    const answer = client.getOperation({ name: "slow" }, how(abort));
    await gate.entered;
    abort.abort();
    await expect(answer).rejects.toThrow(ConnectError);
    await expect.poll(() => counted(metrics.render())).toEqual([`${getOperation} failed ${code}`]);
    expect(lines).toMatchObject([{ fields: { event: "failed", code } }]);
    gate.open();
    await expect.poll(() => metrics.render()).toContain("fulfillkit_late_results_total 1");
    expect(counted(metrics.render())).toHaveLength(1);
  });
});

describe("a call that streams its answers", () => {
  const streamAttempts = "fulfillkit.v1.DispatchService/StreamAttempts";

  /** How many answers come, until the end or an error. */
  async function count(stream: AsyncIterable<unknown>): Promise<number> {
    let number = 0;
    for await (const _ of stream) number++;
    return number;
  }

  it("is counted and logged once, when its last answer has come", async () => {
    const { streaming, lines, metrics } = open();
    expect(await count(streaming.streamAttempts({}))).toBe(2);
    expect(counted(metrics.render())).toEqual([`${streamAttempts} handled OK`]);
    expect(metrics.render()).toContain("fulfillkit_calls_in_flight 0");
    expect(lines).toMatchObject([{ message: `handled: ${streamAttempts}` }]);
  });

  it.each([
    ["a WebhookError", "missing", "NOT_FOUND", Code.NotFound],
    ["a fault", "broken", "INTERNAL", Code.Internal],
  ])("that ends in %s is counted and logged as failed", async (_, environment, code, connect) => {
    const { streaming, lines, metrics, faults } = open(["warn", "error"]);
    const call = count(streaming.streamAttempts({ call: { environment } }));
    await expect(call).rejects.toMatchObject({ code: connect });
    expect(counted(metrics.render())).toEqual([`${streamAttempts} failed ${code}`]);
    expect(lines).toMatchObject([{ fields: { event: "failed", handler: streamAttempts, code } }]);
    expect(faults).toEqual([]);
  });

  it("has ended when its caller goes", async () => {
    const { streaming, metrics, gate } = open();
    const abort = new AbortController();
    const options = { signal: abort.signal };
    const call = count(streaming.streamAttempts({ call: { environment: "slow" } }, options));
    await gate.entered;
    abort.abort();
    await expect(call).rejects.toThrow(ConnectError);
    await expect
      .poll(() => counted(metrics.render()))
      .toEqual([`${streamAttempts} failed CANCELLED`]);
    gate.open();
  });
});

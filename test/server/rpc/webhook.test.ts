import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { describe, expect, it } from "vitest";
import { WebhookService } from "../../../gen/es/fulfillkit/v1/webhook_pb.ts";
import { WebhookError } from "../../../src/errors.ts";
import { openDoor } from "./fixture.ts";

describe("the deadline of HandleWebhook", () => {
  it.each([
    ["the fast path", createGrpcTransport],
    [
      "Connect's handler",
      (options: { baseUrl: string }) => createConnectTransport({ ...options, httpVersion: "1.1" }),
    ],
  ])(
    "on %s is the handler's to mind: its signal tells only of callers that left",
    async (_, transport) => {
      const handled = Promise.withResolvers<AbortSignal>();
      const open = await openDoor({
        // As invoke does: it waits as long as the client grants, and answers then.
        handleWebhook: async (_message, { callerSignal: signal, remainingMs: timeoutMs = 0 }) => {
          await new Promise((resolve) => setTimeout(resolve, timeoutMs + 5));
          handled.resolve(signal);
          throw new WebhookError("DEADLINE_EXCEEDED");
        },
      });
      const client = createClient(WebhookService, transport({ baseUrl: open.url }));
      // The client's own clock would end the call first; a header does not start it.
      const headers = { "grpc-timeout": "20m", "connect-timeout-ms": "20" };
      const reason: unknown = await client
        .handleWebhook({}, { headers })
        .catch((thrown: unknown) => thrown);
      expect(ConnectError.from(reason).code).toBe(Code.DeadlineExceeded);
      const signal = await handled.promise;
      expect(ConnectError.from(signal.reason ?? new ConnectError("", Code.Unknown)).code).not.toBe(
        Code.DeadlineExceeded,
      );
      open.close();
    },
  );
});

/**
 * What a call leaves in the `QueryResult` of its turn
 * (https://cloud.google.com/dialogflow/cx/docs/reference/rest/v3beta1/QueryResult).
 */
import type { JsonObject } from "@bufbuild/protobuf";
import { codeName } from "../errors.ts";
import type { WebhookResponse, WireFormat } from "../wire/format.ts";
import { parseSession } from "../wire/session.ts";
import type { DispatchStatus, QueryResultParts } from "./outcome.ts";
import type { SessionState } from "./session/state.ts";

/** A call that was made. */
export interface FinishedCall {
  readonly format: WireFormat;
  /** The webhook's resource name and display name. */
  readonly webhook: { readonly name: string; readonly displayName: string };
  readonly tag: string;
  /** The URL that was called, references replaced. Absent: it never came to one. */
  readonly url?: string;
  readonly status: DispatchStatus;
  readonly latencyMs: number;
  /** The answer of a standard webhook. Absent: it failed, or the webhook is flexible. */
  readonly response?: WebhookResponse;
  /** The session after the call. */
  readonly session: SessionState;
}

/** What is there when no webhook was called. */
export const noCall: QueryResultParts = {
  webhookStatuses: [],
  webhookPayloads: [],
  webhookIds: [],
  webhookDisplayNames: [],
  webhookLatencies: [],
  webhookTags: [],
  diagnosticInfo: {},
};

/**
 * The parts for one call. Its payload is an empty object where it failed or gave
 * none. ES, which has one status and no lists, gets lists of one; its status says
 * so when a call went well.
 */
export function queryResult(call: FinishedCall): QueryResultParts {
  const { webhook, tag, status, latencyMs, response, format } = call;
  const es = format === "es/v2";
  const succeeded = status.code === 0;
  return {
    webhookStatuses: [
      es && succeeded ? { code: 0, message: "Webhook execution successful" } : status,
    ],
    webhookPayloads: [response === undefined ? {} : payloadOf(response)],
    webhookIds: [webhook.name.slice(webhook.name.lastIndexOf("/") + 1)],
    webhookDisplayNames: [webhook.displayName],
    webhookLatencies: [latencyMs],
    webhookTags: [tag],
    diagnosticInfo: es ? { webhook_latency_ms: Math.round(latencyMs) } : diagnosticInfo(call),
  };
}

/** The payload that counts: beside an event to follow up with, ES ignores it. */
function payloadOf({ format, message }: WebhookResponse): JsonObject {
  const ignored = format === "es/v2" && message.followupEventInput !== undefined;
  return ignored ? {} : (message.payload ?? {});
}

/** The keys that captured results of CX have for a webhook; the flow's own steps are not there. */
function diagnosticInfo({ url, status, latencyMs, session }: FinishedCall): JsonObject {
  const latency = Math.round(latencyMs);
  const webhook: JsonObject = {
    Latency: `${latency} ms`,
    Status: status.code === 0 ? "OK" : codeName(status.code),
    ...(url !== undefined && { URL: url }),
    "Unauthorized FulfillmentResponse": false,
  };
  const step: JsonObject = {
    Type: "STATE_MACHINE",
    FunctionExecution: { Responses: [...session.messages], Webhook: webhook },
  };
  return {
    "Session Id": parseSession(session.name).id,
    "Execution Sequence": [{ "Step 1": step }],
    "Webhook Latencies (ms)": [latency],
  };
}

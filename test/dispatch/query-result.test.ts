import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { okStatus } from "../../src/dispatch/classify.ts";
import { type FinishedCall, noCall, queryResult } from "../../src/dispatch/query-result.ts";
import { state } from "./session/states.ts";

const call: FinishedCall = {
  format: "cx/v3",
  webhook: { name: "projects/p/locations/l/agents/a/webhooks/w-1", displayName: "Orders" },
  tag: "order",
  url: "https://example.com/hook",
  status: okStatus,
  latencyMs: 67.4,
  response: { format: "cx/v3", message: { payload: { a: 1 } } },
  session: state,
};

const failed = { code: 4, message: "Webhook call failed. Error: DEADLINE_EXCEEDED" };

describe("queryResult", () => {
  it("has one entry in every list", () => {
    expect(queryResult(call)).toMatchObject({
      webhookStatuses: [{ code: 0, message: "" }],
      webhookPayloads: [{ a: 1 }],
      webhookIds: ["w-1"],
      webhookDisplayNames: ["Orders"],
      webhookLatencies: [67.4],
      webhookTags: ["order"],
    });
  });

  it("has an empty payload where the answer has none", () => {
    const response = { format: "cx/v3", message: {} } as const;
    expect(queryResult({ ...call, response }).webhookPayloads).toEqual([{}]);
  });

  it("has an empty payload where the call failed", () => {
    const { response: _, ...rest } = call;
    expect(queryResult({ ...rest, status: failed })).toMatchObject({
      webhookStatuses: [failed],
      webhookPayloads: [{}],
    });
  });

  it("has an empty payload beside an event that ES follows up with, which takes its place", () => {
    const message = { payload: { a: 1 }, followupEventInput: { name: "again" } };
    const response = { format: "es/v2", message } as const;
    expect(queryResult({ ...call, format: "es/v2", response }).webhookPayloads).toEqual([{}]);
  });

  it("tells latency, status, URL and messages in the diagnostic info of CX", () => {
    expect(queryResult(call).diagnosticInfo).toEqual({
      "Session Id": "s",
      "Execution Sequence": [
        {
          "Step 1": {
            Type: "STATE_MACHINE",
            FunctionExecution: {
              Responses: [{ text: { text: ["One moment."] } }],
              Webhook: {
                Latency: "67 ms",
                Status: "OK",
                URL: "https://example.com/hook",
                "Unauthorized FulfillmentResponse": false,
              },
            },
          },
        },
      ],
      "Webhook Latencies (ms)": [67],
    });
  });

  it("has the code's name for a status that is not OK, and no URL where there was none", () => {
    const { url: _, ...rest } = call;
    expect(JSON.stringify(queryResult({ ...rest, status: failed }).diagnosticInfo)).toContain(
      '"Webhook":{"Latency":"67 ms","Status":"DEADLINE_EXCEEDED","Unauthorized',
    );
  });

  it("has the success text and the latency's key of ES", () => {
    expect(queryResult({ ...call, format: "es/v2" })).toMatchObject({
      webhookStatuses: [{ code: 0, message: "Webhook execution successful" }],
      diagnosticInfo: { webhook_latency_ms: 67 },
    });
    expect(queryResult({ ...call, format: "es/v2", status: failed }).webhookStatuses).toEqual([
      failed,
    ]);
  });

  const captured = new URL(
    "../../../shared/payloads/cx-30-detectintent-response-webhook-ok.json",
    import.meta.url,
  );
  it.skipIf(!existsSync(captured))("has the keys of a captured result", () => {
    const text = readFileSync(captured, "utf8");
    const { queryResult: result } = JSON.parse(text) as {
      readonly queryResult: { readonly diagnosticInfo: Readonly<Record<string, unknown>> };
    };
    const ours = queryResult(call).diagnosticInfo;
    expect(Object.keys(result.diagnosticInfo)).toEqual(expect.arrayContaining(Object.keys(ours)));
    for (const key of ["Latency", "Status", "URL", "Unauthorized FulfillmentResponse"])
      expect(JSON.stringify(result.diagnosticInfo)).toContain(`"${key}":`);
  });
});

describe("noCall", () => {
  it("is empty lists", () => {
    expect(JSON.stringify(Object.values(noCall))).toBe("[[],[],[],[],[],[],{}]");
  });
});

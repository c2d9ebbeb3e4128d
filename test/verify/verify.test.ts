import { createRouter } from "fulfillkit";
import { serve } from "fulfillkit/server";
import { describe, expect, it } from "vitest";
import { createBankingAgent } from "../../examples/banking/agent.ts";
import { systemClock } from "../../src/clock.ts";
import { loadPackagedCases } from "../../src/verify/load-cases.ts";
import type { Report } from "../../src/verify/report/report.ts";
import { verify, type VerifyOptions } from "../../src/verify/verify.ts";
import { defects, guardedSoundly } from "./defects.ts";
import { json, listen, password, sound, type Call } from "./webhook.ts";

const cases = await loadPackagedCases();
const addresses: VerifyOptions["addresses"] = { allow: ["loopback"], http: "loopback" };
const base = { cases, addresses, tags: ["hello"] } as const;

/** The ids of what did not pass, with what was found. */
function faults({ results }: Report): readonly string[] {
  return results
    .filter(({ verdict }) => verdict === "failed" || verdict === "warned")
    .map(({ id, findings }) => `${id}: ${findings.map(({ message }) => message).join(" ")}`);
}

const skipped = ({ results }: Report): readonly string[] =>
  results.filter(({ verdict }) => verdict === "skipped").map(({ id }) => id);

describe("webhooks that are as they should be", () => {
  const parameters = { accountType: "checking", from: "savings", to: "checking", amount: 200 };

  it.each(["cx", "es"] as const)("the banking example passes every case of %s", async (format) => {
    await using server = await serve(createBankingAgent(), {
      port: 0,
      host: "127.0.0.1",
      logLevel: "error",
    });
    const report = await verify({
      cases,
      addresses,
      url: `${server.url}/webhook`,
      format,
      tags: ["check-balance", "transfer", "hand-off"],
      parameters,
    });
    expect(faults(report)).toEqual([]);
    expect(skipped(report).every((id) => id.startsWith("credentials-"))).toBe(true);
    expect(report.results.length).toBeGreaterThan(format === "cx" ? 150 : 70);
  });

  it.each([
    { what: "a fallback", router: createRouter().fallback(() => undefined), expected: [] },
    {
      what: "a refusal, which leaves no answer to judge",
      router: createRouter(),
      expected: [
        "first-call: A tag that it does not know is refused with 404, as it may be, so no answer is judged.",
      ],
    },
  ])("answers to a tag that is not known: $what", async ({ router, expected }) => {
    await using server = await serve(router, { port: 0, host: "127.0.0.1", logLevel: "error" });
    const report = await verify({ cases, addresses, url: `${server.url}/webhook` });
    expect(faults(report)).toEqual(expected);
    expect(report.results.some(({ verdict }) => verdict === "failed")).toBe(false);
  });

  it("one that asks for a password passes the cases of wrong ones", async () => {
    await using webhook = await listen(guardedSoundly);
    const report = await verify({ ...base, url: webhook.url, credentials: { basic: password } });
    expect(faults(report)).toEqual([]);
    expect(skipped(report)).toEqual([]);
  });

  it("one that asks for a header passes them, too, but for that of another user", async () => {
    await using webhook = await listen(async (call) =>
      call.headers["x-key"] === "k3y-k3y" ? sound(call) : { status: 403 },
    );
    const credentials = { headers: { "X-Key": "k3y-k3y" } };
    const report = await verify({ ...base, url: webhook.url, credentials });
    expect(faults(report)).toEqual([]);
    expect(skipped(report)).toEqual(["credentials-wrong-user"]);
  });
});

describe("webhooks with one defect", () => {
  it.each(defects)("$what → $caseId ($rule)", async (defect) => {
    const { caseId, rule, level = "error", format = "cx" } = defect;
    let passed = 0;
    const clock = { ...systemClock, now: () => systemClock.now() + passed };
    const pass = (milliseconds: number): void => void (passed += milliseconds);
    await using webhook = await listen(defect.webhook(pass));
    const report = await verify({
      ...base,
      url: webhook.url,
      clock,
      format,
      timeoutMs: 1000,
      cases: cases.filter(({ id }) => id === caseId),
      credentials: { basic: password },
    });
    const [result] = report.results;
    expect(result?.findings).toContainEqual(expect.objectContaining({ rule, level }));
    expect(result?.verdict).toBe(level === "error" ? "failed" : "warned");
  });

  it("all of their cases pass against a sound one, so that it is the defect that is found", async () => {
    await using webhook = await listen(guardedSoundly);
    for (const format of ["cx", "es"] as const) {
      const ids = new Set(defects.map(({ caseId }) => caseId));
      const chosen = cases.filter(({ id }) => ids.has(id));
      const credentials = { basic: password };
      const report = await verify({
        ...base,
        url: webhook.url,
        format,
        cases: chosen,
        credentials,
      });
      expect(faults(report)).toEqual([]);
    }
  });
});

describe("what is called", () => {
  it("sends every answerable case with every tag, and refusals once", async () => {
    await using webhook = await listen(sound);
    const chosen = cases.filter(({ id }) => id === "query-text" || id === "method-get");
    const report = await verify({ ...base, url: webhook.url, cases: chosen, tags: ["a", "b"] });
    expect(report.results.map(({ id, tag }) => `${id} ${tag}`)).toEqual([
      "query-text a",
      "query-text b",
      "method-get a",
    ]);
  });

  it("lets cases that call several times run alone", async () => {
    let [most, under] = [0, 0];
    const gauge = async (call: Call) => {
      most = Math.max(most, ++under);
      const reply = await sound(call);
      under -= 1;
      return reply;
    };
    await using webhook = await listen(gauge);
    const chosen = cases.filter(({ id }) => id.startsWith("retry-"));
    await verify({ ...base, url: webhook.url, cases: chosen, concurrency: 10 });
    expect(most).toBeLessThanOrEqual(4);
  });

  it("does not take 400 for an answer where the ordinary call is answered", async () => {
    await using webhook = await listen(async (call) =>
      call.body.includes("transcript") ? { status: 400 } : sound(call),
    );
    const chosen = cases.filter(({ id }) => id === "query-transcript");
    const report = await verify({ ...base, url: webhook.url, cases: chosen, tags: [] });
    expect(report.results.map(({ verdict }) => verdict)).toEqual(["failed"]);
  });

  it("notes what of an answer changes nothing", async () => {
    const stray = {
      pageInfo: { formInfo: { parameterInfo: [{ displayName: "stray", value: 1 }] } },
    };
    await using webhook = await listen(async () => json(stray));
    const chosen = cases.filter(({ id }) => id === "query-text");
    const report = await verify({ ...base, url: webhook.url, cases: chosen });
    expect(report.results[0]).toMatchObject({
      verdict: "passed",
      findings: [{ level: "note", rule: "ignored" }],
    });
  });
});

describe("what can't be called at all", () => {
  it.each([
    { what: "where nothing listens", options: {}, open: false },
    { what: "for an address that is not to be called", options: { addresses: {} }, open: true },
  ])("says so once $what, and skips every case", async ({ options, open }) => {
    const webhook = await listen(sound);
    if (!open) await webhook[Symbol.asyncDispose]();
    const report = await verify({ ...base, url: webhook.url, tags: ["a", "b"], ...options });
    if (open) await webhook[Symbol.asyncDispose]();
    expect(faults(report)).toEqual([expect.stringMatching(/^first-call: .*127\.0\.0\.1/)]);
    expect(skipped(report).length).toBe(report.results.length - 1);
  });

  it("stops when it is told to", async () => {
    await using webhook = await listen(sound);
    const stop = AbortSignal.abort(new Error("Enough."));
    await expect(verify({ ...base, url: webhook.url, signal: stop })).rejects.toThrow("Enough.");
  });
});

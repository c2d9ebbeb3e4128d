import { createRouter } from "fulfillkit";
import { serve } from "fulfillkit/server";
import { describe, expect, it } from "vitest";
import { createBankingAgent } from "../../examples/banking/agent.ts";
import { systemClock } from "../../src/dispatch/clock.ts";
import { loadPackagedCases } from "../../src/verify/load-cases.ts";
import type { Report } from "../../src/verify/report/report.ts";
import { UnreachableError, verify, type VerifyOptions } from "../../src/verify/verify.ts";
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

  it("answers to a tag that is not known: a fallback, or a refusal", async () => {
    const routers = [createRouter(), createRouter().fallback(() => undefined)];
    for (const router of routers) {
      await using server = await serve(router, {
        port: 0,
        host: "127.0.0.1",
        logLevel: "error",
      });
      const report = await verify({ cases, addresses, url: `${server.url}/webhook` });
      expect(faults(report)).toEqual([]);
    }
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
  it("fails at once where nothing listens", async () => {
    const webhook = await listen(sound);
    await webhook[Symbol.asyncDispose]();
    await expect(verify({ ...base, url: webhook.url })).rejects.toThrow(UnreachableError);
  });

  it("fails at once for an address that is not to be called", async () => {
    await using webhook = await listen(sound);
    await expect(verify({ ...base, url: webhook.url, addresses: {} })).rejects.toThrow(
      UnreachableError,
    );
  });

  it("stops when it is told to", async () => {
    await using webhook = await listen(sound);
    const stop = AbortSignal.abort(new Error("Enough."));
    await expect(verify({ ...base, url: webhook.url, signal: stop })).rejects.toThrow("Enough.");
  });
});

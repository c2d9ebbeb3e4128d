import { describe, expect, it } from "vitest";
import { createMetrics } from "../../src/server/metrics.ts";
import { cxBody, Gate, post, serveTest } from "./fixture.ts";

const outcome = {
  door: "json",
  format: "cx/v3",
  handler: "fallback",
  outcome: "handled",
  code: "OK",
};

/** The samples of a text, by their names with labels. */
function samplesOf(text: string): Map<string, number> {
  return new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [
        line.slice(0, line.lastIndexOf(" ")),
        Number(line.slice(line.lastIndexOf(" ") + 1)),
      ]),
  );
}

describe("metrics", () => {
  it("counts durations into buckets, each with all that are shorter", () => {
    const metrics = createMetrics();
    for (const durationMs of [0.5, 3, 3, 40_000]) metrics.record({ ...outcome, durationMs });
    const labels = 'door="json",format="cx/v3",handler="fallback",outcome="handled",code="OK"';
    const samples = samplesOf(metrics.render());
    const bucket = (le: string) =>
      samples.get(`fulfillkit_call_duration_seconds_bucket{${labels},le="${le}"}`);
    expect([
      bucket("0.001"),
      bucket("0.0025"),
      bucket("0.005"),
      bucket("30"),
      bucket("+Inf"),
    ]).toEqual([1, 1, 3, 3, 4]);
    expect(samples.get(`fulfillkit_call_duration_seconds_count{${labels}}`)).toBe(4);
    expect(samples.get(`fulfillkit_call_duration_seconds_sum{${labels}}`)).toBeCloseTo(40.0065);
  });

  it("counts a duration on a bound as within it", () => {
    const metrics = createMetrics();
    metrics.record({ ...outcome, durationMs: 10 });
    expect(metrics.render()).toMatch(/le="0.005"\} 0\n.*le="0.01"\} 1\n/);
  });

  it("writes names that Prometheus could misread as it wants them", () => {
    const metrics = createMetrics();
    metrics.record({ ...outcome, handler: 'tag "a\\b\nc"', durationMs: 1 });
    expect(metrics.render()).toContain(String.raw`handler="tag \"a\\b\nc\""`);
  });

  it("gives each family its help and its type, once", () => {
    const metrics = createMetrics({ own_gauge: { help: "Own.", read: () => 7 } });
    metrics.refuse("NOT_JSON");
    metrics.refuse("NO_ROUTE");
    const text = metrics.render();
    const types = text.match(/^# TYPE \S+/gm) ?? [];
    expect(new Set(types).size).toBe(types.length);
    expect(samplesOf(text).get("own_gauge")).toBe(7);
    expect(text.endsWith("\n")).toBe(true);
  });

  it("counts late results", () => {
    const metrics = createMetrics();
    metrics.late();
    expect(samplesOf(metrics.render()).get("fulfillkit_late_results_total")).toBe(1);
  });

  it("makes no series of what a client sends", async () => {
    await using server = await serveTest();
    for (let index = 0; index < 20; index += 1) {
      await post(server, { body: cxBody(`unknown-${index}`) });
      await post(server, { path: `/unknown-${index}` });
    }
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).not.toContain("unknown-");
    expect(samplesOf(text).get('fulfillkit_refused_requests_total{reason="NO_ROUTE"}')).toBe(20);
    expect(text).toContain('handler="none",outcome="failed",code="NOT_FOUND"');
  });

  it("shows what is in flight", async () => {
    const gate = new Gate();
    await using server = await serveTest({ gate });
    const answer = post(server, { body: cxBody("wait") });
    await gate.entered;
    const inFlight = async () =>
      samplesOf(await (await fetch(`${server.url}/metrics`)).text()).get(
        "fulfillkit_calls_in_flight",
      );
    expect(await inFlight()).toBe(1);
    gate.open();
    await answer;
    expect(await inFlight()).toBe(0);
  });
});

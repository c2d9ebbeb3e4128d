import { describe, expect, it } from "vitest";
import { textReport } from "../../../src/verify/report/text.ts";
import { answered } from "../judge/exchanges.ts";
import { finding, mixed, report, result } from "./reports.ts";

describe("the report for people", () => {
  it("groups cases, and shows of those with faults what was sent, what came and what to do", () => {
    expect(textReport(mixed)).toMatchInlineSnapshot(`
      "https://example.com/webhook (cx, timeout 5000 ms)

      Queries
        ok       query-text [hello, bye] (12 ms)
        FAILED   query-event [hello] (12 ms)
                 People type.
                 error status: The answer has status 500. Mend it.
                 sent: POST https://example.com/webhook {}
                 came: 500 after 10 ms <b>no</b>

      Retries
        warning  retry-in-turn [hello] (12 ms)
                 People type.
                 warning latency: It was slow. Mend it.
                 sent: POST https://example.com/webhook {}
                 came: 200 after 10 ms {"payload":{"call":1}}
                 came: 200 after 700 ms {}
        warning  burst [hello] (12 ms): latency, as retry-in-turn
        FAILED   garbage-empty [hello] (12 ms)
                 People type.
                 error timeout: Nothing came. Mend it.
                 sent: POST https://example.com/webhook {}
                 came: nothing, after 10 ms: It was timeout.

      Credentials
        skipped  credentials-none [hello] (No credentials are given.)

      Notes
        A 405 without Allow. Mend it. (1×)

      2 passed, 2 passed with warnings, 2 failed, 1 skipped, in 1.2 s.
      "
    `);
  });

  it("tells a reason to skip several cases once", () => {
    const left = { verdict: "skipped", skipped: "The first call has failed." } as const;
    const results = [
      result({ ...left, id: "a" }),
      result({ ...left, id: "b" }),
      result({ ...left, id: "b", tag: "bye" }),
      result({ ...left, id: "c", skipped: "No credentials are given." }),
    ];
    expect(textReport(report(results))).toContain(
      [
        "Queries",
        "  skipped  2 cases [hello, bye] (The first call has failed.)",
        "  skipped  c [hello] (No credentials are given.)",
      ].join("\n"),
    );
  });

  it("says so where no tag was given", () => {
    expect(textReport(report([result()], { tagsGiven: false }))).toMatch(
      /^https:\/\/example\.com\/webhook \(cx, timeout 5000 ms; no --tag given: .*\n\nQueries\n {2}ok {7}query-text \(12 ms\)\n/,
    );
  });

  it("lets no character of an answer move the cursor or turn the text around", () => {
    const body = "\u001b[2J\u009b31m\u202egnp.exe\r";
    const failed = result({
      verdict: "failed",
      findings: [finding()],
      exchanges: [answered({ body, status: 500 })],
    });
    expect(textReport(report([failed]))).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e]/u);
  });

  it("cuts long bodies", () => {
    const exchanges = [answered({ body: JSON.stringify({ payload: { a: "x".repeat(999) } }) })];
    const failed = result({ verdict: "failed", findings: [finding()], exchanges });
    expect(textReport(report([failed]))).toContain("x… (719 more)");
  });
});

/**
 * The findings on ezcx, the Go framework of this field, that docs/verify.md
 * tells of: a server of a few lines, as far as Go and the module can
 * be had here.
 */
import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { ezcxTarget } from "../../bench/targets.ts";
import { loadPackagedCases } from "../../src/verify/load-cases.ts";
import { verify } from "../../src/verify/verify.ts";
import { textOf } from "../project/modules.ts";

// Built before the cases are named, so that the name of a skipped one says why.
const target = await ezcxTarget();
const [binary = ""] = typeof target === "string" ? [] : target.command;
const reason = typeof target === "string" ? ` (skipped: ${target.split("\n", 1)[0]})` : "";

describe("ezcx", () => {
  it.skipIf(reason)(`is found to do what docs/verify.md says${reason}`, async () => {
    const server = spawn(binary, { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const printed = (await server.stdout.take(1).toArray()).map(String).join("");
      const port = /listening (\d+)/.exec(printed)?.[1];
      const report = await verify({
        url: `http://127.0.0.1:${port}/webhook`,
        cases: await loadPackagedCases(),
        tags: ["balance"],
        addresses: { allow: ["loopback"], http: "loopback" },
      });
      const failed = report.results.filter(({ verdict }) => verdict === "failed");
      expect(failed.map(({ id }) => id)).toEqual([
        "enum-values-unknown",
        "garbage-text",
        "garbage-truncated",
        "garbage-empty",
        "garbage-array",
        "garbage-string",
        "garbage-null",
      ]);
      const warnings = report.results.flatMap(({ id, verdict, findings }) =>
        verdict === "warned" ? findings.map(({ rule }) => `${id} ${rule}`) : [],
      );
      expect(warnings).toContain("garbage-other-json no-answer");
      expect(warnings).toContain("garbage-wrong-types status");
      expect(warnings).toContain("query-text content-type");
      const page = textOf("docs/verify.md");
      for (const { id } of failed) expect(page).toContain(`\`${id}\``);
    } finally {
      server.kill();
    }
  });
});

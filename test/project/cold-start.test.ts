import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { root } from "./modules.ts";

interface FirstAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly loaded: readonly string[];
}

describe("a cold start", () => {
  it("gives its first JSON answer without protobuf-es, Connect or pino", () => {
    const output = execFileSync("node", ["test/project/first-answer.ts"], {
      cwd: root,
      encoding: "utf8",
    });
    const { status, body, loaded } = JSON.parse(
      output.trim().split("\n").at(-1) ?? "",
    ) as FirstAnswer;
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { fulfillmentResponse: { messages: [{ text: { text: ["Hello."] } }] } },
    });
    expect(loaded.some((url) => url.endsWith("/src/server/index.ts"))).toBe(true);
    expect(loaded.filter((url) => /node_modules|\/gen\/es\//.test(url))).toEqual([]);
  });
});

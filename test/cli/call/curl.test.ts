import { execFileSync } from "node:child_process";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DispatchAttempt_HttpRequestSchema as HttpRequestSchema,
  type DispatchAttempt_HttpRequest as HttpRequest,
} from "../../../gen/es/fulfillkit/v1/dispatch_pb.ts";
import { curlLine } from "../../../src/cli/call/curl.ts";

const requestOf = (init: MessageInitShape<typeof HttpRequestSchema>): HttpRequest =>
  create(HttpRequestSchema, { method: "POST", url: "https://example.com/", ...init });

/** The arguments that a shell makes of a line. */
function argumentsOf(line: string): readonly string[] {
  const script = line.replace(/^curl/, String.raw`printf '%s\0'`);
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

describe("curlLine", () => {
  it("gives each part a line, and asks for coded answers as the call did", () => {
    const headers = [
      { name: "Accept-Encoding", value: "gzip" },
      { name: "X-A", value: "1" },
      { name: "X-Empty", value: "" },
    ];
    expect(curlLine(requestOf({ headers, body: "{}" })).split(" \\\n  ")).toEqual([
      "curl -X POST",
      "'https://example.com/'",
      "-H 'X-A: 1'",
      "-H 'X-Empty;'",
      "--compressed",
      "--data-raw '{}'",
    ]);
  });

  it("has the files that the call was made with", () => {
    const line = curlLine(requestOf({}), { ca: "ca.pem", cert: "my cert.pem", key: "key.pem" });
    const expected = ["--cacert", "ca.pem", "--cert", "my cert.pem", "--key", "key.pem"];
    expect(argumentsOf(line).slice(-6)).toEqual(expected);
  });

  it("asks for a head as curl does, without waiting for a body", () => {
    expect(argumentsOf(curlLine(requestOf({ method: "HEAD" })))[0]).toBe("--head");
  });

  it("comes through a shell as it was meant, whatever is in it", () => {
    const text = fc
      .string({ unit: fc.constantFrom("'", '"', "\\", "$(x)", "`", " ", "\n", "!", "a", "ü") })
      .filter((value) => value !== "");
    fc.assert(
      fc.property(text, text, text, (url, value, body) => {
        const line = curlLine(requestOf({ url, headers: [{ name: "X-A", value }], body }));
        expect(argumentsOf(line)).toEqual([
          "-X",
          "POST",
          url,
          "-H",
          `X-A: ${value}`,
          "--compressed",
          "--data-raw",
          body,
        ]);
      }),
      { numRuns: 30 },
    );
  });
});

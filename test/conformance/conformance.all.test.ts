/**
 * Connect's own conformance suite (https://github.com/connectrpc/conformance)
 * against our listener and RPC door: every case of the features that
 * features.yaml declares, and no list of known failures.
 */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { hasGo, installToolchain } from "./toolchain.ts";

const skip = !hasGo();
if (skip) process.stderr.write("Skipped: the conformance suite needs Go (https://go.dev/dl).\n");

describe.skipIf(skip)("Connect's conformance suite", () => {
  it.each([
    ["with the unary path", []],
    ["by Connect's handlers alone", ["connect-only"]],
  ])("passes in every case of the declared features, %s", async (_, args) => {
    const { program, image, root } = installToolchain();
    const options = ["--mode", "server", "--conf", "test/conformance/features.yaml"];
    const server = [process.execPath, "test/conformance/server.ts", image, ...args];
    const run = spawn(program, [...options, "--", ...server], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const exit = new Promise((resolve) => run.once("close", resolve));
    const [output, errors, code] = await Promise.all([text(run.stdout), text(run.stderr), exit]);
    const report = output + errors;
    expect(report).toMatch(/Total cases: [34]\d{3}\n[34]\d{3} passed, 0 failed\n$/);
    expect(code).toBe(0);
  });
});

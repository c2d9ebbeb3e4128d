import { describe, expect, it } from "vitest";
import {
  describeOptions,
  type OptionTable,
  parseOptions,
  asUsage,
  UsageError,
} from "../../src/cli/options.ts";

const table = {
  port: { kind: "number", env: "PORT", help: "The port", shownDefault: "8080" },
  host: { kind: "text", value: "<address>", help: "The address" },
  path: { kind: "text", multiple: true, env: "PATHS", help: "A path" },
  rpc: { kind: "flag", env: "RPC", help: "Serve RPC" },
} as const satisfies OptionTable;

const parse = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  parseOptions(table, { args, env });

describe("parseOptions", () => {
  it.each([
    ["a flag and its value", ["--port", "9000"], {}, { port: 9000 }],
    ["a flag with an equals sign", ["--port=9000"], {}, { port: 9000 }],
    ["the environment where no flag is", [], { PORT: "9000" }, { port: 9000 }],
    ["the flag rather than the environment", ["--port", "1"], { PORT: "2" }, { port: 1 }],
    ["nothing of an empty variable", [], { PORT: "" }, {}],
    ["a flag that is given twice", ["--path", "/a", "--path", "/b"], {}, { path: ["/a", "/b"] }],
    ["a variable with commas", [], { PATHS: "/a,/b" }, { path: ["/a", "/b"] }],
    ["a flag without a value", ["--rpc"], {}, { rpc: true }],
    ["its negation", ["--no-rpc"], {}, { rpc: false }],
    ["a variable that is true or false", [], { RPC: "0" }, { rpc: false }],
  ] as const)("takes %s", (_, args, env, values) => {
    expect(parse(args, env).values).toEqual(values);
  });

  it("gives what is no flag in its order", () => {
    expect(parse(["one", "--rpc", "two"]).positionals).toEqual(["one", "two"]);
  });

  it.each([
    [
      "an unknown flag, listing the known",
      ["--prot", "1"],
      {},
      /'--prot'.*--port, --host, --path, --rpc/,
    ],
    ["a missing value", ["--port"], {}, /argument missing/],
    ["text for a number", ["--port", "http"], {}, /--port takes a number, not "http"/],
    ["text for a number in the environment", [], { PORT: "http" }, /PORT takes a number/],
    [
      "text for a flag in the environment",
      [],
      { RPC: "maybe" },
      /RPC takes true or false, not "maybe"/,
    ],
  ] as const)("refuses %s", (_, args, env, message) => {
    expect(() => parse(args, env)).toThrow(UsageError);
    expect(() => parse(args, env)).toThrow(message);
  });
});

describe("describeOptions", () => {
  it("shows each option with its value, default and variable", () => {
    expect(describeOptions(table)).toBe(
      [
        "  --port <n>        The port [default: 8080] [env: PORT]",
        "  --host <address>  The address",
        "  --path <text>     A path (repeatable) [env: PATHS]",
        "  --rpc             Serve RPC [env: RPC]",
      ].join("\n"),
    );
  });
});

describe("options that make no sense to whoever takes them", () => {
  it("are the caller's mistake, told in the same words", () => {
    const make = (): never => {
      throw new TypeError("limits.maxPools takes an integer.");
    };
    expect(() => asUsage(make)).toThrow(new UsageError("limits.maxPools takes an integer."));
  });

  it("leave other errors, and what is made, as they are", () => {
    const broken = new Error("broken");
    const make = (): never => {
      throw broken;
    };
    expect(() => asUsage(make)).toThrow(broken);
    expect(asUsage(() => 3)).toBe(3);
  });
});

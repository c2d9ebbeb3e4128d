import { describe, expect, it } from "vitest";
import { parseJsonPluginOptions } from "../../../src/codegen/json/options.ts";

describe("the plugin's options", () => {
  it("have defaults for users of the package", () => {
    expect(parseJsonPluginOptions([])).toEqual({
      types: [],
      runtimeImport: "fulfillkit/codec",
      messagesImport: ".",
    });
  });

  it("take any number of types", () => {
    const types = [
      { key: "types", value: "a.B" },
      { key: "types", value: "a.C" },
    ];
    expect(parseJsonPluginOptions(types).types).toEqual(["a.B", "a.C"]);
  });

  it("take a folder with or without a slash", () => {
    expect(
      parseJsonPluginOptions([{ key: "messages_import", value: "../es/" }]).messagesImport,
    ).toBe("../es");
    expect(
      parseJsonPluginOptions([{ key: "runtime_import", value: "./run.js" }]).runtimeImport,
    ).toBe("./run.js");
  });
});

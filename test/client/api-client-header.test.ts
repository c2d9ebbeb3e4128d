import { describe, expect, it } from "vitest";
import { clientHeader, libraryVersion } from "../../src/client/api-client-header.ts";
import { textOf } from "../project/modules.ts";

describe("clientHeader", () => {
  it("names run-time, library and protocol, in tokens as Google's services read them", () => {
    expect(clientHeader("rest")).toBe(
      `gl-node/${process.versions.node} fulfillkit/${libraryVersion} rest/${libraryVersion}`,
    );
  });

  it("has the package's version", () => {
    expect(JSON.parse(textOf("package.json"))).toMatchObject({ version: libraryVersion });
  });
});

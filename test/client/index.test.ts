import { describe, expect, it } from "vitest";
import { loadedWith } from "../project/modules.ts";

describe("what a client loads", () => {
  it("is nothing but its own few files before the first call", () => {
    const loaded = [...loadedWith("src/client/index.ts").keys()];
    const own = /^src\/(client\/|errors\.ts$|clock\.ts$)/;
    expect(loaded.filter((target) => !own.test(target))).toEqual([]);
  });

  it.each(["src/client/runtime.ts", "src/client/rest-transport.ts"])(
    "is nothing of Node for REST: %s",
    (entry) => {
      const loaded = loadedWith(entry);
      expect(loaded.size).toBeGreaterThan(10);
      const nodes = [...loaded]
        .filter(([target]) => /^node:|connect-node/.test(target))
        .map(([, chain]) => chain.join(" → "));
      expect(nodes).toEqual([]);
    },
  );
});

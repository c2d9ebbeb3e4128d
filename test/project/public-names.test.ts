import { describe, expect, it } from "vitest";
import { exportedNames, textOf } from "./modules.ts";

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

const { exports } = JSON.parse(textOf("package.json")) as Manifest;

/** `./dist/src/server/index.js` → `src/server/index.ts`; nothing for patterns and data files. */
const entries = Object.entries(exports).flatMap(([name, target]) =>
  typeof target === "string" || name.includes("*")
    ? []
    : [[name, target.default.replace(/^\.\/dist\//, "").replace(/\.js$/, ".ts")] as const],
);

describe("the public names", () => {
  it("are those written down in public-names.txt", async () => {
    // A changed name is a changed promise: review it here, then accept it with `vitest -u`.
    const list = entries.map(([name, source]) =>
      [`fulfillkit${name.slice(1)}`, ...exportedNames(source).map((line) => `  ${line}`)].join(
        "\n",
      ),
    );
    await expect(`${list.join("\n\n")}\n`).toMatchFileSnapshot("public-names.txt");
  });
});

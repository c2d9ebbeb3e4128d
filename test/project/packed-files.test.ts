import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { root } from "./modules.ts";

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

/** `dist/src/errors.js`, `….js.map`, `….d.ts`, `….d.ts.map` → `dist/src/errors`, each ending once. */
function foldOutputs(paths: readonly string[]): readonly string[] {
  const endings = new Map<string, string[]>();
  for (const path of paths) {
    const [, stem = path, ending = ""] = /^(dist\/.+?)(\.d\.ts|\.js)(\.map)?$/.test(path)
      ? (/^(.+?)((?:\.d\.ts|\.js)(?:\.map)?)$/.exec(path) ?? [])
      : [];
    endings.set(stem, [...(endings.get(stem) ?? []), ending]);
  }
  return [...endings].map(([stem, list]) =>
    list.length > 1 ? `${stem}{${list.toSorted().join(",")}}` : `${stem}${list.join("")}`,
  );
}

describe("the package", () => {
  let paths: readonly string[] = [];

  beforeAll(() => {
    execFileSync("node", ["scripts/build.ts"], { cwd: root });
    const [packed] = JSON.parse(
      execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
        cwd: root,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }),
    ) as readonly Packed[];
    paths = packed?.files.map(({ path }) => path) ?? [];
  });

  it("holds the files written down in packed-files.txt", async () => {
    // Accept a change with `vitest -u`, after reading what it adds to everybody's node_modules.
    const lines = foldOutputs(paths).toSorted();
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("packed-files.txt");
  });

  it("holds no test, no secret and no leftover", () => {
    const unwanted = /(\.test\.|test-d|\.env|\.tsbuildinfo|\.tgz|\.binpb|node_modules|^test\/)/;
    expect(paths.filter((path) => unwanted.test(path))).toEqual([]);
  });
});

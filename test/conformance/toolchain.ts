/**
 * What a conformance run needs: the suite's program, built by Go, and its protos,
 * compiled by buf. Both go into a cache that git ignores.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const suite = "connectrpc.com/conformance";
const version = "v1.0.7";
const cache = join(root, ".build", `conformance-${version}`);

/** Files of a run. */
export interface Toolchain {
  /** The program of the suite. */
  readonly program: string;
  /** The image of its protos, for `loadSchema`. */
  readonly image: string;
  /** This project's folder. */
  readonly root: string;
}

/** Whether Go is installed. */
export function hasGo(): boolean {
  return spawnSync("go", ["version"], { stdio: "ignore" }).status === 0;
}

/** Installs what is missing, at a pinned version. Throws if Go cannot fetch or build it. */
export function installToolchain(): Toolchain {
  const program = join(
    cache,
    process.platform === "win32" ? "connectconformance.exe" : "connectconformance",
  );
  const image = join(cache, "protos.binpb");
  mkdirSync(cache, { recursive: true });
  if (!existsSync(program))
    execFileSync("go", ["install", `${suite}/cmd/connectconformance@${version}`], {
      env: { ...process.env, GOBIN: cache },
    });
  if (!existsSync(image)) {
    const module = execFileSync("go", ["mod", "download", "-json", `${suite}@${version}`], {
      encoding: "utf8",
    });
    const { Dir: folder } = JSON.parse(module) as { Dir: string };
    execFileSync(
      join(root, "node_modules/.bin/buf"),
      ["build", join(folder, "proto"), "-o", image],
      { cwd: cache },
    );
  }
  return { program, image, root };
}

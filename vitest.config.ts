import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** An absolute path in the repository, for aliases. */
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // The package by its own name, from source: what package.json's exports are for the built one.
    alias: [
      { find: /^fulfillkit$/, replacement: at("src/index.ts") },
      { find: /^fulfillkit\/config$/, replacement: at("src/cli/config.ts") },
      { find: /^fulfillkit\/fetch$/, replacement: at("src/server/adapters/fetch.ts") },
      { find: /^fulfillkit\/testing\/vitest$/, replacement: at("src/testing/vitest.ts") },
      { find: /^fulfillkit\/testing\/mock$/, replacement: at("src/mock/index.ts") },
      {
        find: /^fulfillkit\/(server|testing|codec|client|dispatch|transcoding)$/,
        replacement: at("src/$1/index.ts"),
      },
      { find: /^fulfillkit\/gen\/(.+)\.js$/, replacement: at("gen/es/$1.ts") },
      { find: /^fulfillkit\/ts-proto\/(.+)\.js$/, replacement: at("gen/ts-proto/$1.ts") },
    ],
  },
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: [["default", { summary: false }], at("test/reporter.ts")],
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
          exclude: ["**/node_modules/**", "test/**/*.all.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "heavy",
          include: ["test/**/*.all.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});

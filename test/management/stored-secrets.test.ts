import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { storedSecretsBehaviour } from "./stored-secrets-behaviour.ts";

const folder = mkdtempSync(join(tmpdir(), "fulfillkit-secrets-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("in memory", () => {
  storedSecretsBehaviour({ name: "SQLite in memory", freshUrl: async () => "memory:" });
});

describe("on SQLite", () => {
  let count = 0;
  const freshUrl = async (): Promise<string> => join(folder, `${(count += 1)}.db`);
  storedSecretsBehaviour({ name: "SQLite in a file", freshUrl });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { resealBehaviour } from "./reseal-behaviour.ts";

const folder = mkdtempSync(join(tmpdir(), "fulfillkit-reseal-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("on SQLite", () => {
  let count = 0;
  const freshUrl = async (): Promise<string> => join(folder, `${(count += 1)}.db`);
  resealBehaviour({ name: "SQLite in a file", freshUrl });
});

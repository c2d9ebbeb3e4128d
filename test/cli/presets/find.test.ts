import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findTemplates } from "../../../src/cli/presets/find.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-templates-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const template = (name: string): string =>
  JSON.stringify({ name, service: "Ours", summary: "Does it", webhook: { displayName: "x" } });

const shipped = ["salesforce-create", "salesforce-get", "salesforce-query", "salesforce-update"];

describe("findTemplates", () => {
  it("finds those of the package", async () => {
    expect([...(await findTemplates([], folder)).keys()]).toEqual(shipped);
  });

  it("adds those of folders, in YAML and JSON, and no other files", async () => {
    await writeFile(join(folder, "one.json"), template("one"));
    await writeFile(join(folder, "two.yml"), template("two"));
    await writeFile(join(folder, "README.md"), "no template");
    expect([...(await findTemplates(["."], folder)).keys()]).toEqual([...shipped, "one", "two"]);
  });

  it("takes a team's own in place of one of the package", async () => {
    await writeFile(join(folder, "one.json"), template("salesforce-get"));
    const found = await findTemplates([folder], "/");
    expect(found.get("salesforce-get")?.service).toBe("Ours");
    expect(found.size).toBe(shipped.length);
  });

  it("says which folder can't be read, and where a file is wrong", async () => {
    await expect(findTemplates(["missing"], folder)).rejects.toThrow(
      /missing can't be read: ENOENT/,
    );
    await writeFile(join(folder, "bad.yaml"), "name: Bad\n");
    await expect(findTemplates(["."], folder)).rejects.toThrow(/bad\.yaml:1:1: name: Should be/);
  });
});

import { describe, expect, it } from "vitest";
import { optionalPackage } from "../../../src/dispatch/functions/optional-package.ts";
import { FunctionError } from "../../../src/dispatch/functions/system-function.ts";

describe("optionalPackage", () => {
  it("loads once, whoever waits", async () => {
    let loads = 0;
    const load = optionalPackage("p", () => Promise.resolve(++loads));
    expect(await Promise.all([load(), load()])).toEqual([1, 1]);
    expect(await load()).toBe(1);
  });

  it("says what to install where the package is missing", async () => {
    const specifier = "fulfillkit-has-no-such-package";
    const load = optionalPackage(specifier, () => import(specifier) as Promise<unknown>);
    await expect(load()).rejects.toThrow(FunctionError);
    await expect(load()).rejects.toThrow(
      `The package ${specifier} is not installed: npm install ${specifier}`,
    );
  });

  it("tries again after a failure, which it hands on", async () => {
    const results = [Promise.reject(new Error("disk")), Promise.resolve("there")];
    const load = optionalPackage("p", () => results.shift() ?? Promise.reject(new Error("third")));
    await expect(load()).rejects.toThrow("disk");
    expect(await load()).toBe("there");
    expect(await load()).toBe("there");
  });
});

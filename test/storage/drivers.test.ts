import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const storage = new URL("../../src/storage/index.ts", import.meta.url).href;

/** Runs a module in a process of its own, and returns what it printed. */
async function runModule(source: string): Promise<{ stdout: string; stderr: string }> {
  const args = ["--input-type=module", "--eval", source];
  return promisify(execFile)(process.execPath, args);
}

describe("the drivers", () => {
  it("say nothing when an embedded store is opened", async () => {
    const printed = await runModule(`
      const { openStore } = await import(${JSON.stringify(storage)});
      await (await openStore()).close();
      console.log("closed");`);
    expect(printed).toEqual({ stdout: "closed\n", stderr: "" });
  });

  it("are loaded only for their own databases", async () => {
    const { stdout } = await runModule(`
      import { registerHooks } from "node:module";
      const loaded = [];
      registerHooks({
        resolve: (name, context, next) => {
          if (/^pg$|(postgres|sqlite)[.]ts$/.test(name)) loaded.push(name);
          return next(name, context);
        },
      });
      const { openStore } = await import(${JSON.stringify(storage)});
      loaded.push("opening");
      await (await openStore()).close();
      console.log(loaded.join(" "));`);
    expect(stdout).toBe("opening ./sqlite.ts\n");
  });

  it("say what to install where pg is missing", async () => {
    const { stdout } = await runModule(`
      import { registerHooks } from "node:module";
      registerHooks({
        resolve: (name, context, next) => {
          if (name === "pg") throw new Error("Cannot find package 'pg'");
          return next(name, context);
        },
      });
      const { openStore } = await import(${JSON.stringify(storage)});
      await openStore({ url: "postgres://localhost/d" }).catch(({ code, reason, message }) =>
        console.log([code, reason, message].join("; ")));`);
    expect(stdout).toBe(
      "FAILED_PRECONDITION; MISSING_DRIVER; A store on PostgreSQL needs the package pg: run npm install pg.\n",
    );
  });
});

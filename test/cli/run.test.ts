import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { startCommand } from "./process.ts";

describe("fulfillkit", () => {
  it("lists its commands for --help", async () => {
    const { code, output } = await startCommand(["--help"]).result;
    expect(code).toBe(0);
    expect(output).toMatch(/Usage: fulfillkit <command>/);
    expect(output).toMatch(/serve +Serve a router/);
  });

  it("lists its commands and fails where none is given", async () => {
    const { code, output } = await startCommand([]).result;
    expect(code).toBe(2);
    expect(output).toMatch(/Commands:/);
  });

  it("refuses a command that does not exist, and lists those that do", async () => {
    const { code, errors } = await startCommand(["server"]).result;
    expect(code).toBe(2);
    expect(errors).toMatch(/There is no command "server"[^]*serve/);
  });

  it("does not take a property of every object for a command", async () => {
    expect((await startCommand(["constructor"]).result).code).toBe(2);
  });

  it("lists the commands of a group for its --help, and fails where none is given", async () => {
    const { code, output } = await startCommand(["webhooks", "--help"]).result;
    expect(code).toBe(0);
    expect(output).toMatch(/^Usage: fulfillkit webhooks <command> \[options\]/);
    expect(output).toMatch(/export +Write all of them as a file\./);
    expect((await startCommand(["webhooks"]).result).code).toBe(2);
  });

  it("refuses a command that a group does not have", async () => {
    const { code, errors } = await startCommand(["webhooks", "lst"]).result;
    expect(code).toBe(2);
    expect(errors).toMatch(/There is no command "lst"[^]*fulfillkit webhooks <command>/);
  });

  const pages = Object.entries(commands).flatMap(([name, entry]) => [{ name, entry }]);
  it.each(pages)("has a page with examples for each command of $name", async ({ name, entry }) => {
    const found = await entry.load();
    const paths =
      "commands" in found ? Object.keys(found.commands).map((sub) => [name, sub]) : [[name]];
    for (const path of paths) {
      const { code, output } = await startCommand([...path, "--help"]).result;
      expect(code).toBe(0);
      expect(output).toContain(`Usage: fulfillkit ${path.join(" ")} `);
      expect(output).toMatch(/Options:\n[^]*Examples:\n {2}\S/);
    }
  });

  it("prints the package's version", async () => {
    const { version } = JSON.parse(await readFile("package.json", "utf8")) as { version: string };
    expect((await startCommand(["--version"]).result).output).toBe(`${version}\n`);
  });

  it("shows a command's options for its --help", async () => {
    const { code, output } = await startCommand(["serve", "--help"]).result;
    expect(code).toBe(0);
    expect(output).toMatch(/Usage: fulfillkit serve \[<module>\]/);
    expect(output).toMatch(/--port <n>.*\[default: 8080\] \[env: PORT\]/);
    expect(output).toMatch(/bodyBytes = 1048576/);
  });

  it("says what is wrong with a command line, and where to read on", async () => {
    const { code, errors } = await startCommand(["serve", "--prot", "1"]).result;
    expect(code).toBe(2);
    expect(errors).toMatch(/--prot[^]*See fulfillkit serve --help/);
  });
});

#!/usr/bin/env node
/** The executable: joins the process to the table of commands. */
import process from "node:process";
import { run } from "./run.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => stop.abort(new Error(`Received ${signal}.`)));

process.exitCode = await run({
  args: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  print: (text) => void process.stdout.write(text),
  printError: (text) => void process.stderr.write(text),
  stop: stop.signal,
  onHangUp: (callback) => void process.on("SIGHUP", callback),
});

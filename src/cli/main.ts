#!/usr/bin/env node
/** The executable: joins the process to the table of commands. */
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { run } from "./run.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => stop.abort(new Error(`Received ${signal}.`)));

// Who reads the output may have enough of it: `fulfillkit webhooks list | head -1`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await run({
  args: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  print: (text) => void process.stdout.write(text),
  printError: (text) => void process.stderr.write(text),
  terminal: {
    input: process.stdin.isTTY,
    output: process.stdout.isTTY,
    errors: process.stderr.isTTY,
  },
  readInput: () => text(process.stdin),
  ask: async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    // Ctrl-C and the end of the input are answers too: none.
    const answer = lines.question(question, { signal: stop.signal }).catch(() => "");
    const ended = once(lines, "close").then(() => "");
    try {
      return await Promise.race([answer, ended]);
    } finally {
      lines.close();
    }
  },
  stop: stop.signal,
  onHangUp: (callback) => void process.on("SIGHUP", callback),
});

/**
 * Writes docs/errors.md, the table of every reason in src/errors.ts. `npm run generate` runs it.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { codes, reasons } from "../src/errors.ts";
import { root } from "./run.ts";

/** Where the page is, from the repository's root. */
export const errorsPagePath = "docs/errors.md";

/** The page, in Markdown: a row for each reason, sorted by name. */
export function errorsPage(): string {
  const rows = Object.entries(reasons)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, rule]) => {
      const { grpc, http } = codes[rule.code];
      const status = "http" in rule ? rule.http : http;
      return `| \`${reason}\` | ${rule.code} (${grpc}) | ${status} | ${rule.remedy} |`;
    });
  return `# Errors

An error's reason is stable and machine-readable: branch on it, and show its message to people. It stands in the \`google.rpc.ErrorInfo\` among the details of the \`google.rpc.Status\`, over JSON and over RPC alike, with the domain \`fulfillkit.dev\`. Handlers may add reasons of their own.

| reason | code (gRPC) | HTTP | what to do |
|---|---|---|---|
${rows.join("\n")}

This page is generated from \`src/errors.ts\` by \`npm run generate\`.
`;
}

if (import.meta.main) writeFileSync(join(root, errorsPagePath), errorsPage());

/**
 * Writes pairs of resources, each pair in a transaction with a counter, and
 * prints the number of every pair that was acknowledged, until it is killed or
 * the database fails; then it prints the reason.
 *
 * Arguments: the store's URL, and the parent to write under.
 */
import { once } from "node:events";
import { writeSync } from "node:fs";
import { WebhookError } from "../../src/errors.ts";
import { openStore } from "../../src/storage/index.ts";

const [url = "", parent = ""] = process.argv.slice(2);
const print = (line: string): void => void writeSync(1, `${line}\n`);

const store = await openStore({ url, migrate: false });
print("ready");
await once(process.stdin, "data");
const kind = "pair";
const counter = { kind, name: `${parent}/counter`, parent };
try {
  await store.transaction((writer) => writer.insert({ ...counter, body: { n: 0 } }));
  for (let n = 1; ; n += 1) {
    await store.transaction(async (writer) => {
      const left = `${parent}/${n}/left`;
      // Long enough for several pages of the file.
      const body = { text: "x".repeat(5000) };
      await writer.insert({ kind, name: left, parent, body });
      await writer.update({ ...counter, body: { n } });
      await writer.insert({ kind, name: `${parent}/${n}/right`, parent, body, references: [left] });
    });
    print(String(n));
  }
} catch (error) {
  print(WebhookError.from(error).reason);
  process.exit(1);
}

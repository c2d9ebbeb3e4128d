/**
 * Runs against another process like itself: for names, for etags, and for the
 * members of one resource. Prints one line of JSON: what it won, and the code and
 * reason of every loss.
 *
 * Arguments: the store's URL, the process's own name, and the etag of the
 * resources `etag-0`, `etag-1`, …, which are there.
 */
import { once } from "node:events";
import { WebhookError } from "../../src/errors.ts";
import { openStore } from "../../src/storage/index.ts";

const [url = "", me = "", etag = ""] = process.argv.slice(2);
const rounds = 50;
const kind = "webhook";
const parent = "agent";

const store = await openStore({ url, migrate: false });
process.stdout.write("ready\n");
await once(process.stdin, "data");

const won: string[] = [];
const losses: string[] = [];
const race = async (what: string, attempt: () => Promise<unknown>): Promise<void> => {
  try {
    await attempt();
    won.push(what);
  } catch (error) {
    const { code, reason } = WebhookError.from(error);
    losses.push(`${what.replace(/\d+$/, "")} ${code} ${reason}`);
  }
};

for (let round = 0; round < rounds; round += 1) {
  await race(`name-${round}`, () =>
    store.transaction((writer) =>
      writer.insert({ kind, name: `name-${round}`, parent, body: { me } }),
    ),
  );
  await race(`display-${round}`, () =>
    store.transaction((writer) =>
      writer.insert({
        kind,
        name: `${me}-${round}`,
        parent,
        displayName: `display-${round}`,
        body: {},
      }),
    ),
  );
  await race(`etag-${round}`, () =>
    store.transaction((writer) =>
      writer.update({ kind, name: `etag-${round}`, body: { me }, etag }),
    ),
  );
  await store.transaction(async (writer) => {
    const merged = await writer.get({ kind, name: "merged" });
    const body = { ...merged?.body, [`${me}-${round}`]: round };
    await writer.update({ kind, name: "merged", body });
  });
}
await store.close();
process.stdout.write(`${JSON.stringify({ won, losses })}\n`);
process.exit(0);

/**
 * Seals everything in a store anew, and prints how many resources have been
 * looked at after every page, until it is done or killed.
 *
 * Arguments: the store's URL, and the key ring.
 */
import { once } from "node:events";
import { writeSync } from "node:fs";
import { parseKeyRing } from "../../src/management/key-ring.ts";
import { reseal } from "../../src/management/reseal.ts";
import { createSecretBox } from "../../src/management/secret-box.ts";
import { openStore } from "../../src/storage/index.ts";

const [url = "", ring = ""] = process.argv.slice(2);
const print = (line: string): void => void writeSync(1, `${line}\n`);

const store = await openStore({ url, migrate: false });
print("ready");
await once(process.stdin, "data");
const secrets = createSecretBox(parseKeyRing(ring));
await reseal({ store, secrets, progress: (resources) => print(String(resources)) });
await store.close();

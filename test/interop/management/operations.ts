/** Operations that a process has accepted and not ended, as it leaves them in the store. */
import {
  asBody,
  operationKey,
  workKey,
  workParent,
  type OperationBody,
  type OperationWork,
} from "../../../src/management/operations-record.ts";
import { openStore } from "../../../src/storage/index.ts";

const hourMs = 3_600_000;

/** Where operations are left. */
export interface LeftOptions {
  /** The store's address: another process's own. */
  readonly store: string;
  /** Locations, each of which gets the operations, with the version of the API that they were asked by. */
  readonly locations: Readonly<Record<string, OperationBody["version"]>>;
}

/** Operations by their IDs. One that is old is taken up when the server is asked for it; `pending` seems to be in work still. */
const ages = { succeeding: hourMs, failing: hourMs, pending: -hourMs };

/**
 * Leaves these operations in each location. They create environments: `failing`
 * one that overrides a webhook which is there no more.
 */
export async function leaveOperations({ store: url, locations }: LeftOptions): Promise<void> {
  for (const [id, ageMs] of Object.entries(ages)) {
    const store = await openStore({ url, clock: { now: () => Date.now() - ageMs } });
    await store.transaction(async (writer) => {
      for (const [parent, version] of Object.entries(locations)) {
        const name = `${parent}/operations/${id}`;
        const metadata = { type: "google.protobuf.Struct", value: {} };
        const body: OperationBody = { version, done: false, metadata };
        const work = workOf(parent, id);
        await writer.insert({ ...workKey(name), parent: workParent, body: asBody(work) });
        await writer.insert({ ...operationKey(name), parent, body: asBody(body) });
      }
    });
    await store.close();
  }
}

function workOf(location: string, id: string): OperationWork {
  const parent = `${location}/agents/a`;
  const genericWebService = { uri: "https://example.com" };
  const override = { name: `${parent}/webhooks/missing`, genericWebService };
  const environment = {
    displayName: id,
    versionConfigs: [{ version: `${parent}/flows/main/versions/1` }],
    webhookConfig: { webhookOverrides: id === "failing" ? [override] : [] },
  };
  return { method: "CreateEnvironment", id, request: { parent, environment } };
}

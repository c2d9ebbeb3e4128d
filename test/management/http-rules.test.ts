import { afterAll, describe, expect, it } from "vitest";
import { mixinRules } from "../../src/management/http-rules.ts";
import { registerManagement } from "../../src/management/register.ts";
import { openStore } from "../../src/storage/index.ts";
import { createTranscoder } from "../../src/transcoding/index.ts";
import { newSecretBox } from "./fixture.ts";

const store = await openStore();
const transcoder = createTranscoder({
  services: (router) => registerManagement(router, { store, secrets: newSecretBox() }),
  rules: mixinRules,
});

afterAll(async () => {
  await store.close();
});

describe("REST paths", () => {
  it.each([
    ["GET", "/v3/projects/p/locations/l/agents/a/webhooks", "ListWebhooks"],
    ["PATCH", "/v3beta1/projects/p/locations/l/agents/a/webhooks/w", "UpdateWebhook"],
    ["GET", "/v3/projects/p/operations/o", "GetOperation"],
    ["GET", "/v3/projects/p/locations/l/operations/o", "GetOperation"],
    ["GET", "/v3beta1/projects/p/locations/l/operations", "ListOperations"],
    ["GET", "/v3/projects/p/operations", "ListOperations"],
    ["POST", "/v3/projects/p/locations/l/operations/o:cancel", "CancelOperation"],
    ["POST", "/v3/projects/p/locations/l/operations/o:wait", "WaitOperation"],
    ["DELETE", "/v3/projects/p/locations/l/operations/o", "DeleteOperation"],
    ["GET", "/v1/projects/p/locations", "ListLocations"],
    ["GET", "/v3/projects/p/locations", "ListLocations"],
    ["GET", "/v3/projects/p/locations/l", "GetLocation"],
    ["GET", "/v2/projects/p/locations/l/operations/o", undefined],
    ["GET", "/v1/operations/o", undefined],
    ["GET", "/v3/projects/p/locations/l/operations/o/x", undefined],
  ])("%s %s calls %s", (method, path, name) => {
    expect(transcoder.match(method, path)?.name).toBe(name);
  });
});

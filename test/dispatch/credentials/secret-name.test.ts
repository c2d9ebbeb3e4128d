import { describe, expect, it } from "vitest";
import { parseSecretName } from "../../../src/dispatch/credentials/secret-name.ts";

describe("the name of a secret version", () => {
  it.each([
    ["projects/p/secrets/s/versions/1", { project: "p", secret: "s", version: "1" }],
    [
      "projects/example.com:p-1/secrets/My_secret-2/versions/latest",
      { project: "example.com:p-1", secret: "My_secret-2", version: "latest" },
    ],
  ])("%s has parts", (name, parts) => {
    expect(parseSecretName(name)).toEqual(parts);
  });

  it.each([
    ["", "empty"],
    ["projects/p/secrets/s", "no version"],
    ["projects/p/secrets/s/versions/", "an empty version"],
    ["projects/../secrets/s/versions/1", "leads out of a folder"],
    ["projects/p/secrets/../versions/1", "leads out of a folder"],
    ["projects/p/secrets/a/b/versions/1", "a slash"],
    ["projects/p/secrets/s/versions/1\n", "a line end"],
    ["projects/p/secrets/s/versions/1?x", "a query"],
    ["projects/p/locations/l/secrets/s/versions/1", "a regional one, which webhooks can't have"],
  ])("is none: %j, %s", (name) => {
    expect(parseSecretName(name)).toBeUndefined();
  });
});

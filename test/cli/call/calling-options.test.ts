import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CallValues } from "../../../src/cli/call/call-options.ts";
import {
  callingOptions,
  chosenBehaviours,
  isLoopback,
  requestHeaders,
} from "../../../src/cli/call/calling-options.ts";
import type { CommandContext } from "../../../src/cli/command.ts";
import type { DispatcherOptions } from "../../../src/dispatch/index.ts";

const secret = "projects/p/secrets/crm-key/versions/1";
const optionsOf = async (values: CallValues): Promise<DispatcherOptions> => {
  // The environment and the folder are all that it needs of its world.
  const world = { cwd: "/nowhere", env: { FULFILLKIT_SECRET_CRM_KEY: "hush" } };
  const { options, close } = await callingOptions(values, world as unknown as CommandContext);
  await close();
  return options;
};

describe("which addresses are called", () => {
  it.each<readonly [string, CallValues, unknown]>([
    ["public ones by default", { url: "https://example.com/" }, { allow: [] }],
    [
      "this machine, for a URL of it that a person typed",
      { url: "http://localhost:8080/webhook" },
      { allow: ["loopback"], http: "loopback" },
    ],
    ["not this machine, for a file", { file: "w.yaml" }, { allow: [] }],
    [
      "this machine, for a file with the flag",
      { file: "w.yaml", "allow-loopback-http": true },
      { allow: ["loopback"], http: "loopback" },
    ],
    [
      "what is allowed",
      { allow: ["private", "192.0.2.0/24"] },
      { allow: ["private", "192.0.2.0/24"] },
    ],
  ])("%s", async (_, values, addresses) => {
    expect((await optionsOf(values)).transport?.addresses).toEqual(addresses);
  });

  it.each([
    ["http://localhost", true],
    ["http://LOCALHOST:80/x", true],
    ["https://127.0.0.1:8443/x", true],
    ["http://[::1]:8080?x", true],
    ["http://agent.localhost/", true],
    ["http://localhost.example.com/", false],
    ["http://127.0.0.1.example.com/", false],
    ["http://localhost@example.com/", false],
    ["http://localhost:x@example.com/", false],
    ["http://example.com/localhost", false],
  ])("%s is of this machine: %s", (url, expected) => {
    expect(isLoopback(url)).toBe(expected);
  });
});

describe("what a call is made with", () => {
  it("finds secrets in variables, and in files first where there is a folder", async () => {
    for (const values of [{}, { secrets: "folder" }]) {
      const { secrets } = await optionsOf(values);
      expect(await secrets?.resolve(secret)).toBe("hush");
    }
  });

  it("has Google's tokens where they are asked for alone", async () => {
    expect(await optionsOf({})).not.toHaveProperty("google");
    expect(await optionsOf({ google: true })).toHaveProperty("google");
  });

  it("has the tokens of a local issuer where its key is given, but not Google's beside them", async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "fulfillkit-test-"));
    const values = {
      "issuer-key": join(folder.path, "key.json"),
      "issuer-url": "http://localhost:1",
      email: "service-7@example.com",
    };
    const token = await (await optionsOf(values)).google?.idToken("https://example.com/");
    const [, claims = ""] = token?.value.split(".") ?? [];
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      iss: "http://localhost:1",
      aud: "https://example.com/",
      email: "service-7@example.com",
    });
    await expect(optionsOf({ ...values, google: true })).rejects.toThrow("not both");
  });

  it("says that endpoints can't be read", async () => {
    await expect(optionsOf({ endpoints: "none.json" })).rejects.toThrow(
      "The endpoints of --endpoints can't be read: ENOENT",
    );
  });

  it("takes both parts of a client's certificate", async () => {
    await expect(optionsOf({ "client-cert": "c.pem" })).rejects.toThrow("both --client-cert");
    await expect(optionsOf({ "client-cert": "c.pem", "client-key": "k.pem" })).rejects.toThrow(
      "c.pem can't be read",
    );
  });

  it("takes behaviours by name, numbers as numbers", () => {
    const behaviour = ["overrideMerge=merge", "retryDelayMs=20"];
    expect(chosenBehaviours({ behaviour, retries: 3 })).toMatchObject({
      overrideMerge: "merge",
      retryDelayMs: 20,
      retryCount: 3,
    });
  });

  it.each<readonly [CallValues, string]>([
    [{ behaviour: ["nothing=1"] }, "There is no behaviour nothing"],
    [{ behaviour: ["overrideMerge=both"] }, "overrideMerge takes replace or merge"],
    [{ behaviour: ["retryCount=9"] }, "retryCount takes a number from 0 to 5"],
    [{ retries: 9 }, "--retries takes a number from 0 to 5"],
  ])("refuses %j", (values, text) => {
    expect(() => chosenBehaviours(values)).toThrow(text);
  });
});

describe("headers of the request", () => {
  it.each<readonly [string, CallValues, Readonly<Record<string, string>>]>([
    ["none", {}, {}],
    ["those given, for a webhook by name", { header: ["x-a: b:c"] }, { "x-a": "b:c" }],
    ["not those of a URL, which are its settings", { url: "https://x/", header: ["x-a: b"] }, {}],
    ["a bearer token", { bearer: "abc" }, { Authorization: "Bearer abc" }],
    ["a password", { basic: "u:pä" }, { Authorization: "Basic dTpww6Q=" }],
  ])("are %s", (_, values, headers) => {
    expect(requestHeaders(values)).toEqual(headers);
  });

  it.each<readonly [CallValues, string]>([
    [{ bearer: "a", basic: "b:c" }, "not both"],
    [{ basic: "b" }, "--basic takes user:password"],
    [{ header: ["x"] }, "--header takes name:value"],
  ])("refuse %j", (values, text) => {
    expect(() => requestHeaders(values)).toThrow(text);
  });
});

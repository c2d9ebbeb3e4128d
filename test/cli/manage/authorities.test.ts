import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAuthorities } from "../../../src/cli/manage/authorities.ts";
import { createRouter } from "../../../src/handler/router.ts";
import { serve, type Server } from "../../../src/server/index.ts";
import { createAuthority, type TestAuthority } from "../../server/certificates.ts";
import { startCommand } from "../process.ts";
import { agent } from "../server.ts";

let authority: TestAuthority;
let server: Server;
beforeAll(async () => {
  authority = await createAuthority();
  const { cert, key } = await authority.issue("server");
  server = await serve(createRouter(), {
    port: 0,
    host: "127.0.0.1",
    logger: false,
    tls: { cert, key },
    management: {},
  });
});
afterAll(async () => {
  await server.close({ graceMs: 0 });
  await authority[Symbol.asyncDispose]();
});

const list = (...options: string[]) => {
  const endpoint = `https://localhost:${server.port}`;
  const args = ["webhooks", "list", "--agent", agent, "--endpoint", endpoint, ...options];
  return startCommand(args, { cwd: authority.folder }).result;
};

describe("--ca", () => {
  it.each(["grpc", "connect", "rest"])(
    "makes a command trust an authority over %s",
    async (one) => {
      expect(await list("--protocol", one, "--ca", "ca.pem")).toMatchObject({
        code: 0,
        errors: "",
      });
      const wary = await list("--protocol", one);
      expect(wary.code).toBe(1);
      expect(wary.errors).toMatch(/certificate/);
    },
  );

  it("is told of a file that can't be read", async () => {
    const { code, errors } = await list("--ca", "missing.pem");
    expect(code).toBe(1);
    expect(errors).toMatch(/^The certificates of --ca can't be read: ENOENT/);
  });
});

describe("readAuthorities", () => {
  const damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

  it.each([
    ["nothing", "", /no certificate in it\.pem/],
    ["a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", /no certificate/],
    ["a damaged certificate", damaged, /certificate in it\.pem can't be read/],
  ])("refuses %s", async (_, text, message) => {
    await writeFile(join(authority.folder, "it.pem"), text);
    const reading = readAuthorities("it.pem", { cwd: authority.folder });
    await expect(reading).rejects.toThrow(message);
  });

  it("takes several certificates, with comments around them", async () => {
    const text = `# one\n${authority.caText}# the same again\n${authority.caText}`;
    await writeFile(join(authority.folder, "two.pem"), text);
    expect(await readAuthorities("two.pem", { cwd: authority.folder })).toBe(text);
  });
});

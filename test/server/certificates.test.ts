import { copyFile, writeFile } from "node:fs/promises";
import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Server } from "../../src/server/index.ts";
import { loadCertificates } from "../../src/server/certificates.ts";
import { createAuthority } from "./certificates.ts";
import type { TestAuthority } from "./certificates.ts";
import { keepingLogger, serveTest } from "./fixture.ts";

let authority: TestAuthority;
let first: { readonly cert: string; readonly key: string; readonly serial: string };
let second: typeof first;
beforeAll(async () => {
  authority = await createAuthority();
  first = await authority.issue("first");
  second = await authority.issue("second");
});
afterAll(async () => authority[Symbol.asyncDispose]());

/** Files that can be changed under a running server. */
async function createFiles(name: string): Promise<{
  readonly cert: string;
  readonly key: string;
  use(pair: typeof first): Promise<void>;
}> {
  const cert = `${authority.folder}/${name}.live.pem`;
  const key = `${authority.folder}/${name}.live.key`;
  const use = async (pair: typeof first): Promise<void> => {
    await copyFile(pair.cert, cert);
    await copyFile(pair.key, key);
  };
  await use(first);
  return { cert, key, use };
}

/** The serial number of the certificate that a new connection is shown. */
async function serialOf(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: server.port, host: "127.0.0.1", ca: authority.caText }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

describe("certificates from files", () => {
  it("are replaced for new connections, without a restart", async () => {
    const { use, ...files } = await createFiles("replaced");
    const logger = keepingLogger();
    await using server = await serveTest({ tls: files, logger });
    expect(await serialOf(server)).toBe(first.serial);
    await use(second);
    expect(await server.reloadCertificates()).toBe(true);
    expect(await serialOf(server)).toBe(second.serial);
    expect(logger.lines.map(({ message }) => message)).toEqual([
      "New TLS certificates are in use.",
    ]);
  });

  it("are looked at now and then", async () => {
    const { use, ...files } = await createFiles("watched");
    await using server = await serveTest({ tls: { ...files, reloadSeconds: 0.01 } });
    await use(second);
    while ((await serialOf(server)) !== second.serial);
  });

  it("are read again on SIGHUP", async () => {
    const { use, ...files } = await createFiles("signal");
    await using server = await serveTest({ tls: files, signals: true });
    await use(second);
    process.kill(process.pid, "SIGHUP");
    while ((await serialOf(server)) !== second.serial);
  });

  it("are left alone if they have not changed", async () => {
    const { use: _, ...files } = await createFiles("same");
    const logger = keepingLogger();
    await using server = await serveTest({ tls: files, logger });
    expect(await server.reloadCertificates()).toBe(false);
    expect(logger.lines).toEqual([]);
  });

  it.each([
    [
      "the key does not fit",
      async (files: { cert: string; key: string }) => copyFile(second.key, files.key),
    ],
    [
      "one is half written",
      async (files: { cert: string; key: string }) => writeFile(files.cert, "-----BEGIN CERT"),
    ],
  ])("stay the old ones if %s, and the log says so", async (name, spoil) => {
    const { use: _, ...files } = await createFiles(name.replaceAll(" ", "-"));
    const logger = keepingLogger();
    await using server = await serveTest({ tls: files, logger });
    await spoil(files);
    expect(await server.reloadCertificates()).toBe(false);
    expect(await serialOf(server)).toBe(first.serial);
    expect(logger.lines).toMatchObject([
      { level: "error", message: expect.stringContaining("the old ones stay in use") as string },
    ]);
  });

  it("are nothing to reload in clear text", async () => {
    await using server = await serveTest();
    expect(await server.reloadCertificates()).toBe(false);
  });

  it("that are bad from the start keep the server from starting", async () => {
    await expect(loadCertificates({ cert: first.cert, key: second.key })).rejects.toThrow(
      /key values mismatch/,
    );
    await expect(loadCertificates({ cert: "/nowhere.pem", key: first.key })).rejects.toThrow(
      /ENOENT.*nowhere\.pem/,
    );
    await expect(
      loadCertificates({ cert: first.cert, key: first.key, reloadSeconds: -1 }),
    ).rejects.toThrow("tls.reloadSeconds is -1");
  });
});

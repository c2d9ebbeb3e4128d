import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createManagementClient } from "../../src/client/index.ts";
import { createAuthority } from "../server/certificates.ts";
import { agent, Backend, serveBackend } from "./fixture.ts";

describe.each(["grpc", "connect", "rest"] as const)("%s over TLS", (protocol) => {
  it("trusts the authority that it is told, and no other", async () => {
    await using authority = await createAuthority();
    const paths = await authority.issue("server");
    const [key, cert] = await Promise.all([
      readFile(paths.key, "utf8"),
      readFile(paths.cert, "utf8"),
    ]);
    await using server = await serveBackend(new Backend(), { protocol, tls: { key, cert } });
    const options = { endpoint: server.url, protocol, retry: false } as const;
    const name = `${agent}/webhooks/one`;
    await using trusting = createManagementClient({
      ...options,
      tls: { ca: new TextEncoder().encode(authority.caText) },
    });
    expect((await trusting.webhooks.get({ name })).displayName).toBe("one");
    await using wary = createManagementClient(options);
    await expect(wary.webhooks.get({ name })).rejects.toThrow(/certificate/);
  });
});

describe("a client that was closed", () => {
  it("connects anew", async () => {
    const protocol = "grpc";
    await using server = await serveBackend(new Backend(), { protocol });
    await using client = createManagementClient({ endpoint: server.url, protocol });
    const name = `${agent}/webhooks/one`;
    await client.webhooks.get({ name });
    await client.close();
    expect((await client.webhooks.get({ name })).displayName).toBe("one");
  });
});

import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { TLSSocket } from "node:tls";
import { describe, expect, it } from "vitest";
import { createTlsFetch } from "../../src/client/tls-fetch.ts";
import { createAuthority } from "../server/certificates.ts";
import { listen } from "./fixture.ts";

describe("createTlsFetch", () => {
  it("trusts the authority, shows its own certificate, and can be closed", async () => {
    await using authority = await createAuthority();
    const [own, theirs] = await Promise.all([
      readPair(authority.issue("client")),
      readPair(authority.issue("server")),
    ]);
    const server = createServer(
      { ...theirs, ca: authority.caText, requestCert: true, rejectUnauthorized: false },
      (request, response) => {
        const { authorized } = request.socket as TLSSocket;
        response.end(authorized ? "known" : "unknown");
      },
    );
    await using running = await listen(server, "https");
    const knowing = createTlsFetch({ ca: authority.caText, ...own });
    expect(await (await knowing.fetch(running.url)).text()).toBe("known");
    knowing.close();
    await expect(knowing.fetch(running.url)).rejects.toThrow(TypeError);
    const unnamed = createTlsFetch({ ca: authority.caText });
    expect(await (await unnamed.fetch(running.url)).text()).toBe("unknown");
    unnamed.close();
  });
});

async function readPair(
  issued: Promise<{ readonly cert: string; readonly key: string }>,
): Promise<{ cert: string; key: string }> {
  const paths = await issued;
  const [cert, key] = await Promise.all([
    readFile(paths.cert, "utf8"),
    readFile(paths.key, "utf8"),
  ]);
  return { cert, key };
}

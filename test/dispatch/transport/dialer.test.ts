import { createServer } from "node:https";
import type { TlsOptions } from "node:tls";
import { describe, expect, it } from "vitest";
import { askedOnce } from "../../../src/dispatch/transport/dialer.ts";
import { failureOf, listen, listenHttp, openTransport, requestTo, textOf } from "./fixture.ts";
import { createAuthority } from "./certificates.ts";

const loopback = { allow: ["loopback"], http: "loopback" } as const;

describe("which address a connection goes to", () => {
  it("is the one that was checked, though DNS says another at the next question", async () => {
    await using server = await listenHttp((_, response) => response.end("private"));
    const answers = [["192.0.2.1"], ["127.0.0.1"]];
    let questions = 0;
    await using transport = openTransport({
      addresses: { allow: ["192.0.2.0/24"], http: "always" },
      resolveAddresses: async () => answers[questions++] ?? [],
    });
    const request = requestTo(`http://rebind.example:${server.port}/`, { timeoutMs: 300 });
    // The first address is public and does not answer; the second never gets a connection.
    expect((await failureOf(transport.send(request))).kind).not.toBe("address");
    expect(questions).toBe(1);
    const second = await failureOf(transport.send(request));
    expect(second).toMatchObject({ kind: "address" });
    expect(second.message).toContain(
      "127.0.0.1, an address of rebind.example, is a loopback address",
    );
    expect(server.connections).toBe(0);
  });

  it("is none if one of several is refused", async () => {
    await using server = await listenHttp((_, response) => response.end());
    await using transport = openTransport({
      addresses: loopback,
      resolveAddresses: async () => ["127.0.0.1", "10.0.0.1"],
    });
    const failure = await failureOf(
      transport.send(requestTo(`http://two.example:${server.port}/`)),
    );
    expect(failure).toMatchObject({ kind: "address" });
    expect(failure.message).toContain("10.0.0.1, an address of two.example, is ");
    expect(server.connections).toBe(0);
  });

  it("is the next one where the first takes no connection", async () => {
    await using server = await listenHttp((_, response) => response.end("here"));
    await using transport = openTransport({
      addresses: loopback,
      resolveAddresses: async () => ["::1", "127.0.0.1"],
    });
    const answer = await transport.send(requestTo(`http://two.example:${server.port}/`));
    expect(textOf(answer)).toBe("here");
    expect(answer.address).toBe(`127.0.0.1:${server.port}`);
  });

  it.each(["https://127.0.0.1/", "https://[::ffff:127.0.0.1]/", "https://2130706433/"])(
    "is refused as a literal, %s",
    async (url) => {
      await using transport = openTransport({ addresses: {} });
      expect(await failureOf(transport.send(requestTo(url)))).toMatchObject({ kind: "address" });
    },
  );

  it("is any for a request that its operator vouches for", async () => {
    await using server = await listenHttp((_, response) => response.end("token"));
    await using transport = openTransport({ addresses: {} });
    const url = `http://127.0.0.1:${server.port}/`;
    const answer = await transport.send(requestTo(url, { checkAddress: false }));
    expect(textOf(answer)).toBe("token");
    // A connection that was not checked is not for those that are to be.
    expect(await failureOf(transport.send(requestTo(url)))).toMatchObject({ kind: "address" });
  });

  it.each([
    [
      "that DNS does not know",
      async () => Promise.reject(Object.assign(new Error("x"), { code: "ENOTFOUND" })),
    ],
    ["without addresses", async () => []],
  ] as const)("is none for a host %s", async (_, resolveAddresses) => {
    await using transport = openTransport({ resolveAddresses });
    const failure = await failureOf(transport.send(requestTo("https://none.example/")));
    expect(failure).toMatchObject({ kind: "dns" });
    expect(failure.message).toContain("none.example");
  });

  it("is none any more once the only call is given up, whatever DNS says then", async () => {
    await using server = await listenHttp((_, response) => response.end());
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<readonly string[]>();
    const hosts: string[] = [];
    await using transport = openTransport({
      resolveAddresses: async (host) => {
        hosts.push(host);
        asked.resolve();
        return answer.promise;
      },
    });
    const caller = new AbortController();
    const endpoints = ["a.example", "b.example"].map((address) => ({ address, port: server.port }));
    const { signal } = caller;
    const call = transport.send(requestTo("http://hook.example/", { endpoints, signal }));
    await asked.promise;
    caller.abort();
    expect(await failureOf(call)).toMatchObject({ kind: "cancelled" });
    answer.resolve(["127.0.0.1"]);
    // A call that comes later is served, by a connection of its own.
    await transport.send(requestTo(`http://127.0.0.1:${server.port}/`));
    expect(server.connections).toBe(1);
    expect(hosts).toEqual(["a.example"]);
  });

  it("is none where nothing listens", async () => {
    const closed = await listenHttp(() => undefined);
    await closed[Symbol.asyncDispose]();
    await using transport = openTransport();
    const failure = await failureOf(transport.send(requestTo(`http://127.0.0.1:${closed.port}/`)));
    expect(failure).toMatchObject({ kind: "connect" });
  });
});

describe("askedOnce", () => {
  it("asks once for all who want a host at the same time, and anew for those who come later", async () => {
    const hosts: string[] = [];
    const answers = [1, 2].map(() => Promise.withResolvers<readonly string[]>());
    const resolve = askedOnce((host) => {
      hosts.push(host);
      return answers.shift()?.promise ?? Promise.resolve(["192.0.2.3"]);
    });
    const [first, second] = answers;
    const asking = [resolve("a.example"), resolve("a.example")];
    first?.resolve(["192.0.2.1"]);
    expect(await Promise.all(asking)).toEqual([["192.0.2.1"], ["192.0.2.1"]]);
    const failing = [resolve("a.example"), resolve("a.example")];
    second?.reject(new Error("ENOTFOUND"));
    for (const { status } of await Promise.allSettled(failing)) expect(status).toBe("rejected");
    expect(await resolve("a.example")).toEqual(["192.0.2.3"]);
    expect(hosts).toHaveLength(3);
  });
});

describe("endpoints of Service Directory", () => {
  it("are connected to, while Host, SNI and certificate are those of the URL", async () => {
    await using authority = await createAuthority();
    const issued = await authority.issue("directory", { names: "DNS:hook.example" });
    let servername: unknown;
    await using server = await listen(
      createServer(
        {
          ...issued,
          SNICallback: (name, done) => {
            servername = name;
            done(null);
          },
        },
        (request, response) => response.end(request.headers.host),
      ),
    );
    await using transport = openTransport();
    const tls = { ca: [authority.der] };
    const endpoints = [{ address: "127.0.0.1", port: server.port }];
    const answer = await transport.send(requestTo("https://hook.example/", { tls, endpoints }));
    expect(textOf(answer)).toBe("hook.example");
    expect(answer.address).toBe(`127.0.0.1:${server.port}`);
    expect(servername).toBe("hook.example");
    // The certificate is not for the URL's host.
    const wrong = requestTo("https://other.example/", { tls, endpoints });
    expect(await failureOf(transport.send(wrong))).toMatchObject({ kind: "tls" });
  });

  it("are told a name without the dot that a URL may have at its end (RFC 6066, section 3)", async () => {
    await using authority = await createAuthority();
    const issued = await authority.issue("directory", { names: "DNS:hook.example" });
    let servername: unknown;
    const SNICallback: TlsOptions["SNICallback"] = (name, done) => {
      servername = name;
      done(null);
    };
    await using server = await listen(
      createServer({ ...issued, SNICallback }, (_, response) => response.end()),
    );
    await using transport = openTransport();
    const tls = { ca: [authority.der] };
    const endpoints = [{ address: "127.0.0.1", port: server.port }];
    await transport.send(requestTo("https://hook.example./", { tls, endpoints }));
    expect(servername).toBe("hook.example");
  });

  it("follow one another where one can't be reached", async () => {
    const closed = await listenHttp(() => undefined);
    await closed[Symbol.asyncDispose]();
    await using server = await listenHttp((_, response) => response.end("second"));
    await using transport = openTransport();
    const endpoints = [closed, server].map(({ port }) => ({ address: "127.0.0.1", port }));
    const answer = await transport.send(requestTo("http://hook.example/", { endpoints }));
    expect(textOf(answer)).toBe("second");
  });

  it("are held against the address policy, too", async () => {
    await using transport = openTransport();
    const endpoints = [{ address: "10.0.0.1", port: 443 }];
    const request = requestTo("https://hook.example/", { endpoints });
    expect(await failureOf(transport.send(request))).toMatchObject({ kind: "address" });
  });
});

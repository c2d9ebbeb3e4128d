import { createServer } from "node:https";
import { createSecureServer } from "node:http2";
import { createServer as createTlsServer } from "node:tls";
import type { TLSSocket, TlsOptions } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tlsFingerprint, tlsOptions } from "../../../src/dispatch/transport/tls.ts";
import type { TlsSettings } from "../../../src/dispatch/transport/transport.ts";
import { createAuthority } from "./certificates.ts";
import type { Authority, Issued } from "./certificates.ts";
import { failureOf, listen, listenHttp, openTransport, requestTo, textOf } from "./fixture.ts";
import type { Listening } from "./fixture.ts";

let authority: Authority;
let other: Authority;
let good: Issued;
beforeAll(async () => {
  authority = await createAuthority();
  other = await createAuthority();
  good = await authority.issue("good");
});
afterAll(async () => {
  await authority[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

/** A TLS server that answers with the protocol and the name that the client appeared with. */
async function listenTls(options: TlsOptions): Promise<Listening> {
  return listen(
    createServer(options, (request, response) => {
      const { socket } = request;
      const shown =
        "getPeerCertificate" in socket
          ? (socket as TLSSocket).getPeerCertificate().subject?.CN
          : "";
      response.end(`${request.httpVersion} ${request.headers.host} ${String(shown)}`);
    }),
  );
}

/** Calls a TLS server by the name localhost. */
async function call(server: Listening, tls?: TlsSettings): Promise<string> {
  await using transport = openTransport();
  const request = requestTo(`https://localhost:${server.port}/`, tls && { tls });
  return textOf(await transport.send(request));
}

describe("whom a connection trusts", () => {
  it("are the CAs in DER that the settings have", async () => {
    await using server = await listenTls(good);
    await expect(call(server, { ca: [authority.der] })).resolves.toMatch(/^1\.1 localhost:\d+ /);
  });

  it("are several at once, so that one can take the other's place", async () => {
    await using server = await listenTls(good);
    await expect(call(server, { ca: [other.der, authority.der] })).resolves.toMatch(/^1\.1/);
  });

  it("is a certificate that has signed itself, if it is in the settings", async () => {
    const own = await authority.issue("own", { selfSigned: true });
    await using server = await listenTls(own);
    await expect(call(server, { ca: [own.der] })).resolves.toMatch(/^1\.1/);
  });

  it("is asked of an address by the addresses in the certificate", async () => {
    await using server = await listenTls(good);
    await using transport = openTransport();
    const url = `https://127.0.0.1:${server.port}/`;
    const answer = await transport.send(requestTo(url, { tls: { ca: [authority.der] } }));
    expect(answer.statusCode).toBe(200);
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)(
    "is asked again at the next call: no session of %s is kept that was not trusted",
    async (maxVersion) => {
      const issued = await authority.issue("elsewhere", { names: "DNS:other.example" });
      await using server = await listenTls({ ...issued, maxVersion });
      await using transport = openTransport();
      const request = requestTo(`https://localhost:${server.port}/`, {
        tls: { ca: [authority.der] },
      });
      for (let call = 0; call < 3; call++)
        expect(await failureOf(transport.send(request))).toMatchObject({ kind: "tls" });
    },
  );

  it.each([
    ["by a CA that is not trusted", {}, "default", /by no CA that is trusted/],
    ["by a CA other than those of the settings", {}, "other", /by no CA that is trusted/],
    ["by itself", { selfSigned: true }, "default", /self-signed and not trusted/],
    ["without subject alternative names", { names: "" }, "own", /no subject alternative name/],
    ["for another host", { names: "DNS:other.example" }, "own", /is for other names/],
    ["for another address", { names: "IP:192.0.2.1" }, "own", /is for other names/],
    ["of yesterday", { days: -1 }, "own", /has expired or is not valid yet/],
    ["for encipherment alone", { keyUsage: "keyEncipherment" }, "own", /without digitalSignature/],
  ] as const)("refuses a certificate that is %s", async (reason, options, trust, message) => {
    const name = reason.includes("subject") ? "localhost" : reason.replaceAll(" ", "-");
    await using server = await listenTls(await authority.issue(name, options));
    const ca = { own: [authority.der], other: [other.der], default: undefined }[trust];
    const failure = await failureOf(call(server, ca && { ca }));
    expect(failure).toMatchObject({
      kind: "tls",
      message: expect.stringMatching(message) as string,
    });
    expect(failure.cause).toBeUndefined();
  });

  it("takes a key for signatures", async () => {
    const signing = await authority.issue("signing", { keyUsage: "digitalSignature" });
    await using server = await listenTls(signing);
    await expect(call(server, { ca: [authority.der] })).resolves.toMatch(/^1\.1/);
  });

  it("refuses a server that knows no TLS newer than 1.1", async () => {
    await using server = await listenTls({
      ...good,
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    const failure = await failureOf(call(server, { ca: [authority.der] }));
    expect(failure).toMatchObject({
      kind: "tls",
      message: expect.stringContaining("TLS 1.2 or newer") as string,
    });
  });

  it("speaks TLS 1.2 with a server that knows no newer one", async () => {
    await using server = await listenTls({ ...good, maxVersion: "TLSv1.2" });
    await expect(call(server, { ca: [authority.der] })).resolves.toMatch(/^1\.1/);
  });

  it("says that a port speaks no TLS", async () => {
    await using server = await listenHttp((_, response) => response.end());
    const failure = await failureOf(call(server));
    expect(failure).toMatchObject({
      kind: "tls",
      message: expect.stringContaining("does not speak TLS") as string,
    });
  });

  it("calls a server that hangs up in the handshake no connection, since nothing was sent", async () => {
    await using server = await listen(
      createTlsServer(good)
        .removeAllListeners("connection")
        .on("connection", (socket) => {
          (socket as { destroy(): void }).destroy();
        }),
    );
    expect(await failureOf(call(server))).toMatchObject({ kind: "connect" });
  });
});

describe("as whom a connection appears", () => {
  it("shows a certificate to a server that asks for one", async () => {
    const { cert, key } = await authority.issue("caller");
    await using server = await listenTls({ ...good, ca: authority.pem, requestCert: true });
    const tls = { ca: [authority.der], clientCertificate: { cert, key } };
    await expect(call(server, tls)).resolves.toMatch(/ caller$/);
  });

  // With TLS 1.3 the client is done before the server judges; the alert comes when the request is sent already.
  it.each(["TLSv1.2", "TLSv1.3"] as const)(
    "fails without one where the server insists, with %s",
    async (maxVersion) => {
      await using server = await listenTls({
        ...good,
        ca: authority.pem,
        requestCert: true,
        rejectUnauthorized: true,
        maxVersion,
      });
      const failure = await failureOf(call(server, { ca: [authority.der] }));
      expect(failure).toMatchObject({ kind: "tls" });
    },
  );

  it("fails before it connects if key and certificate don't fit, and quotes neither", async () => {
    await using server = await listenTls(good);
    const { key } = await authority.issue("stranger");
    const clientCertificate = { cert: good.cert, key };
    const failure = await failureOf(call(server, { clientCertificate }));
    expect(failure.kind).toBe("tls");
    expect(failure.message).not.toContain("KEY-----");
    expect(server.connections).toBe(0);
  });
});

describe("the protocol", () => {
  async function listenHttp2(): Promise<Listening> {
    return listen(
      createSecureServer({ ...good, allowHTTP1: true }, (request, response) => {
        response.end(`${request.httpVersion} ${request.authority || request.headers.host}`);
      }),
    );
  }

  it("is HTTP/2 where the server offers it", async () => {
    await using server = await listenHttp2();
    const text = await call(server, { ca: [authority.der] });
    expect(text).toBe(`2.0 localhost:${server.port}`);
  });

  it("is HTTP/1.1 if HTTP/2 is turned off", async () => {
    await using server = await listenHttp2();
    await using transport = openTransport({ http2: false });
    const url = `https://localhost:${server.port}/`;
    const answer = await transport.send(requestTo(url, { tls: { ca: [authority.der] } }));
    expect(textOf(answer)).toBe(`1.1 localhost:${server.port}`);
  });
});

describe("tlsOptions", () => {
  it("names the host to the server, but no address", () => {
    const base = { settings: undefined, http2: true };
    expect(tlsOptions({ host: "example.com", ...base }).servername).toBe("example.com");
    expect(tlsOptions({ host: "192.0.2.1", ...base }).servername).toBe("");
    expect(tlsOptions({ host: "2001:db8::1", ...base }).servername).toBe("");
  });
});

describe("tlsFingerprint", () => {
  const ca = [Uint8Array.of(1, 2), Uint8Array.of(3)];

  it("is the same for the same content, and empty for the default", () => {
    expect(tlsFingerprint(undefined)).toBe("");
    expect(tlsFingerprint({ ca })).toBe(tlsFingerprint({ ca: ca.map((der) => der.slice()) }));
  });

  it("differs with every part, and holds no key", () => {
    const settings: TlsSettings[] = [
      {},
      { ca: [] },
      { ca },
      { ca: [Uint8Array.of(1), Uint8Array.of(2, 3)] },
      { ca, clientCertificate: { cert: "cert", key: "a-key" } },
      { ca, clientCertificate: { cert: "cert", key: "b-key" } },
      { ca, clientCertificate: { cert: "certa", key: "-key" } },
    ];
    const prints = settings.map((one) => tlsFingerprint(one));
    expect(new Set(prints).size).toBe(settings.length);
    expect(prints.join()).not.toContain("key");
  });
});

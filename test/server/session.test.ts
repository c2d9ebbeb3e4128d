import { describe, expect, it } from "vitest";
import { http2Client, http2Request, rawConnection, serveTest } from "./fixture.ts";

const hello = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/** HEADERS of stream 1 without its end: POST http / for the authority `a`, in HPACK. */
const openStream = "\0\0\x06\x01\x04\0\0\0\x01\x83\x86\x84\x41\x01a";
/** The start of a GOAWAY: length, type, flags, stream. */
const goaway = "\0\0\x08\x07\0\0\0\0\0";

describe("an HTTP/2 session", () => {
  it("without streams ends when it has been idle", async () => {
    await using server = await serveTest({ limits: { keepAliveMs: 20 } });
    const client = http2Client(server.url);
    const closed = new Promise<void>((resolve) => client.once("close", resolve));
    expect((await http2Request(client)).headers[":status"]).toBe(200);
    await closed;
  });

  it("with a silent stream is told to end, and cut when the silence goes on", async () => {
    await using server = await serveTest({ limits: { keepAliveMs: 20 } });
    const raw = await rawConnection(server.port);
    raw.write(hello + openStream);
    await raw.until(goaway);
    await raw.all;
  });

  it("lets the stream end that is open when it is told to end", async () => {
    await using server = await serveTest({ limits: { keepAliveMs: 100 } });
    const client = http2Client(server.url);
    const stream = client.request({
      ":method": "POST",
      ":path": "/webhook",
      "content-type": "application/json",
    });
    const status = new Promise((resolve) =>
      stream.once("response", (headers) => resolve(headers[":status"])),
    );
    client.once("goaway", () => stream.end("{}"));
    expect(await status).toBe(400);
    client.destroy();
  });
});

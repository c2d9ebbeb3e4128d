import fc from "fast-check";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSniffer } from "../../src/server/sniffer.ts";

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/** What was handed over, and to whom. */
interface HandedOver {
  readonly to: "http1" | "http2";
  readonly bytes: string;
  readonly halfOpen: boolean;
}

let take: (handedOver: HandedOver) => void = () => {};
const collect = (to: HandedOver["to"]) => (socket: Socket) => {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("end", () => {
    take({ to, bytes: Buffer.concat(chunks).toString("latin1"), halfOpen: socket.allowHalfOpen });
    socket.destroy();
  });
  // As node:http2 does by reading, and the listener does for node:http.
  socket.resume();
};

const sniffer = createSniffer({
  http1: collect("http1"),
  http2: collect("http2"),
  firstBytesMs: 5_000,
  waitingConnections: 100,
});
const server = createServer({ allowHalfOpen: true }, (socket) => sniffer.take(socket));
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  sniffer.close();
  server.close();
});

/** Sends the pieces one by one, ends, and tells what was handed over. */
async function send(pieces: readonly string[]): Promise<HandedOver> {
  const handedOver = new Promise<HandedOver>((resolve) => {
    take = resolve;
  });
  const socket = connect({
    port: (server.address() as AddressInfo).port,
    host: "127.0.0.1",
    noDelay: true,
  });
  for (const piece of pieces)
    await new Promise<void>((resolve) =>
      socket.write(piece, "latin1", () => setImmediate(resolve)),
    );
  socket.end();
  return handedOver;
}

/** A text, cut at some places. */
const cut = (text: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> =>
  text.chain((whole) =>
    fc.array(fc.nat(whole.length), { maxLength: 6 }).map((places) => {
      const ends = [...places, 0, whole.length].toSorted((a, b) => a - b);
      return ends
        .slice(1)
        .map((end, index) => whole.slice(ends[index], end))
        .filter((piece) => piece !== "");
    }),
  );
const rest = fc.string({ maxLength: 40 }).filter((text) => /^[\x20-\x7e]*$/.test(text));

describe("the sniffer", () => {
  it("hands every byte of an HTTP/2 connection to HTTP/2, however they come", async () => {
    await fc.assert(
      fc.asyncProperty(cut(rest.map((text) => preface + text)), async (pieces) => {
        expect(await send(pieces)).toEqual({
          to: "http2",
          bytes: pieces.join(""),
          halfOpen: false,
        });
      }),
      { numRuns: 50 },
    );
  });

  it("hands every byte of anything else to HTTP/1.1, however they come", async () => {
    const different = fc
      .tuple(fc.nat(preface.length - 1), rest)
      .map(
        ([same, text]) => `${preface.slice(0, same)}${preface[same] === "x" ? "y" : "x"}${text}`,
      );
    await fc.assert(
      fc.asyncProperty(cut(different), async (pieces) => {
        expect(await send(pieces)).toEqual({ to: "http1", bytes: pieces.join(""), halfOpen: true });
      }),
      { numRuns: 50 },
    );
  });

  it("forgets connections that end or break before they show their protocol", async () => {
    const { port } = server.address() as AddressInfo;
    for (const leave of ["end", "resetAndDestroy"] as const) {
      const socket = connect({ port, host: "127.0.0.1" }).on("error", () => {});
      await once(socket, "connect");
      socket.write("PRI");
      while (sniffer.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
      socket[leave]();
      while (sniffer.waiting > 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(sniffer.waiting).toBe(0);
  });
});

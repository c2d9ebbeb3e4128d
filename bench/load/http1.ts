/**
 * A load for HTTP/1.1: keep-alive connections, one request after the other on
 * each, written and read as bytes so that the load costs far less than what it measures.
 *
 * Usage: node http1.js <port> <connections> <warm-up ms> <measured ms> <call> [<name>]; prints `{"rate": n}`.
 */
import { connect } from "node:net";
import { callOf } from "./calls.ts";
import { reportRate } from "./rate.ts";

const [port = 0, connections = 16, warmUp = 1000, measured = 2000] = process.argv
  .slice(2, 6)
  .map(Number);
const { rest } = callOf(process.argv[6], process.argv[7]);

function bytesOf(body: Uint8Array): Buffer {
  const head =
    `${rest.method} ${rest.path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: Google-Dialogflow\r\n` +
    `Content-Type: application/json\r\nAccept: */*\r\n` +
    `${rest.method === "GET" ? "" : `Content-Length: ${body.length}\r\n`}\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

// Most loads send the same bytes again and again: they are made once.
let made = { of: rest.body(0), bytes: bytesOf(rest.body(0)) };
let sent = 0;
function next(): Buffer {
  const body = rest.body(sent++);
  if (body !== made.of) made = { of: body, bytes: bytesOf(body) };
  return made.bytes;
}

const headEnd = Buffer.from("\r\n\r\n");

let answered = 0;

/** The length of the first whole answer in the bytes, or 0; anything but a 200 is fatal. */
function answerLength(buffer: Buffer): number {
  const end = buffer.indexOf(headEnd);
  if (end < 0) return 0;
  const head = buffer.toString("latin1", 0, end);
  if (!head.startsWith("HTTP/1.1 200")) throw new Error(`Not a 200: ${buffer.toString()}`);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`No content-length: ${head}`);
  const total = end + 4 + Number(length);
  return buffer.length >= total ? total : 0;
}

for (let i = 0; i < connections; i++) {
  const socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  let rest: Buffer = Buffer.alloc(0);
  socket.on("connect", () => socket.write(next()));
  socket.on("data", (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const length = answerLength(rest);
    if (length === 0) return;
    rest = rest.subarray(length);
    answered++;
    socket.write(next());
  });
  socket.on("close", () => {
    throw new Error("The server closed a connection under load.");
  });
}

reportRate(() => answered, { warmUpMs: warmUp, measuredMs: measured });

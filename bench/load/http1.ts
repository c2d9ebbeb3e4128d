/**
 * A load for HTTP/1.1: keep-alive connections, one request after the other on
 * each, written and read as bytes so that the load costs far less than what it measures.
 *
 * Usage: node http1.js <port> <connections> <warm-up ms> <measured ms>; prints `{"rate": n}`.
 */
import { connect } from "node:net";
import { requestBody } from "../fixture.ts";

const [port = 0, connections = 16, warmUp = 1000, measured = 2000] = process.argv
  .slice(2)
  .map(Number);

const bytes = Buffer.concat([
  Buffer.from(
    `POST /webhook HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: Google-Dialogflow\r\n` +
      `Content-Type: application/json\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br\r\n` +
      `Content-Length: ${requestBody.length}\r\n\r\n`,
  ),
  requestBody,
]);
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
  socket.on("connect", () => socket.write(bytes));
  socket.on("data", (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const length = answerLength(rest);
    if (length === 0) return;
    rest = rest.subarray(length);
    answered++;
    socket.write(bytes);
  });
  socket.on("close", () => {
    throw new Error("The server closed a connection under load.");
  });
}

setTimeout(() => {
  const before = answered;
  const start = process.hrtime.bigint();
  setTimeout(() => {
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    process.stdout.write(`${JSON.stringify({ rate: (answered - before) / seconds })}\n`);
    process.exit(0);
  }, measured);
}, warmUp);

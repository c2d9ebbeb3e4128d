/**
 * A load for unary gRPC over clear-text HTTP/2: one connection, a fixed number
 * of calls in flight. Frames are written and read by hand (RFC 9113), so that
 * the load costs far less than what it measures; headers go out as HPACK
 * literals without indexing (RFC 7541 §6.2.2) and are the same for every call of a load.
 *
 * Usage: node http2.js <port> <in flight> <warm-up ms> <measured ms> <call> [<name>]; prints `{"rate": n}`.
 */
import { connect } from "node:net";
import { callOf } from "./calls.ts";
import { reportRate } from "./rate.ts";

const [port = 0, inFlight = 16, warmUp = 1000, measured = 2000] = process.argv
  .slice(2, 6)
  .map(Number);
const { rpc } = callOf(process.argv[6], process.argv[7]);

const frameTypes = {
  data: 0,
  headers: 1,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
};
const flags = { endStream: 1, ack: 1, endHeaders: 4 };

function frame(type: number, at: { flags?: number; stream?: number }, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = at.flags ?? 0;
  head.writeUInt32BE(at.stream ?? 0, 5);
  return Buffer.concat([head, payload]);
}

function literal(text: string): Buffer {
  if (text.length > 126) throw new Error("HPACK lengths over 126 take more than one byte.");
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
}

const headerBlock = Buffer.concat(
  Object.entries({
    ":method": "POST",
    ":scheme": "http",
    ":path": rpc.path,
    ":authority": `127.0.0.1:${port}`,
    "content-type": "application/grpc",
    te: "trailers",
    "user-agent": "bench",
  }).map(([name, value]) => Buffer.concat([Buffer.from([0]), literal(name), literal(value)])),
);
function callBytes(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([
    frame(frameTypes.headers, { flags: flags.endHeaders }, headerBlock),
    frame(frameTypes.data, { flags: flags.endStream }, Buffer.concat([prefix, message])),
  ]);
}
const dataAt = 9 + headerBlock.length;

// Most loads send the same message again and again: it is framed once.
let made = { of: rpc.message(0), bytes: callBytes(rpc.message(0)) };
let sent = 0;
function next(): Buffer {
  const message = rpc.message(sent++);
  if (message !== made.of) made = { of: message, bytes: callBytes(message) };
  return made.bytes;
}

const settingId = { initialWindowSize: 4 };
const largestWindow = 2 ** 31 - 1;
const settings = Buffer.alloc(6);
settings.writeUInt16BE(settingId.initialWindowSize, 0);
settings.writeUInt32BE(largestWindow, 2);

function windowUpdate(increment: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(increment);
  return frame(frameTypes.windowUpdate, {}, payload);
}

const socket = connect(port, "127.0.0.1");
socket.setNoDelay(true);
let answered = 0;
let nextStream = 1;
let sendWindow = 65_535;
/** No call sends more; with less of the window left, calls wait. */
const largestCall = 4096;
let waiting = 0;
let received = 0;
let dataSeen = 0;

/** Starts as many calls as are waiting and as the connection's window allows. */
function send(): void {
  while (waiting > 0 && sendWindow >= largestCall) {
    const bytes = Buffer.from(next());
    bytes.writeUInt32BE(nextStream, 5);
    bytes.writeUInt32BE(nextStream, dataAt + 5);
    socket.write(bytes);
    nextStream += 2;
    sendWindow -= bytes.length - dataAt - 9;
    waiting--;
  }
}

function onFrame(type: number, flag: number, payload: Buffer): void {
  switch (type) {
    case frameTypes.data:
      dataSeen++;
      received += payload.length;
      if (received > 2 ** 28) {
        socket.write(windowUpdate(received));
        received = 0;
      }
      break;
    case frameTypes.headers:
      if ((flag & flags.endStream) === 0) break;
      answered++;
      if (dataSeen < answered) throw new Error("A call ended without a message.");
      waiting++;
      break;
    case frameTypes.settings:
      if ((flag & flags.ack) === 0)
        socket.write(frame(frameTypes.settings, { flags: flags.ack }, Buffer.alloc(0)));
      break;
    case frameTypes.ping:
      if ((flag & flags.ack) === 0)
        socket.write(frame(frameTypes.ping, { flags: flags.ack }, payload));
      break;
    case frameTypes.windowUpdate:
      sendWindow += payload.readUInt32BE(0);
      break;
    case frameTypes.rstStream:
    case frameTypes.goAway:
      throw new Error(
        `The server ended a stream or the connection: frame ${type}, ${payload.toString("hex")}.`,
      );
  }
}

let rest: Buffer = Buffer.alloc(0);
socket.on("connect", () => {
  socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  socket.write(frame(frameTypes.settings, {}, settings));
  socket.write(windowUpdate(largestWindow - 65_535));
  waiting = inFlight;
  send();
});
socket.on("data", (chunk) => {
  const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
  let at = 0;
  while (bytes.length - at >= 9) {
    const length = bytes.readUIntBE(at, 3);
    if (bytes.length - at - 9 < length) break;
    const stream = bytes.readUInt32BE(at + 5);
    const payload = bytes.subarray(at + 9, at + 9 + length);
    // Windows of single streams never fill: a call is far smaller than one.
    if (stream === 0 || bytes[at + 3] !== frameTypes.windowUpdate)
      onFrame(bytes[at + 3] ?? 0, bytes[at + 4] ?? 0, payload);
    at += 9 + length;
  }
  rest = bytes.subarray(at);
  send();
});
socket.on("close", () => {
  throw new Error("The server closed the connection under load.");
});

reportRate(() => answered, { warmUpMs: warmUp, measuredMs: measured });

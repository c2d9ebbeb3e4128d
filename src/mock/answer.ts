/** Sends an answer, with what is wrong about it. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Clock } from "../clock.ts";
import { durationMs } from "./duration.ts";
import type { MockAnswer } from "./rules.ts";

/** Where an answer goes. */
export interface AnswerTarget {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly clock: Clock;
}

/** Into how many pieces a slow body is cut. */
const pieces = 10;

/** Sends an answer. Resolves when nothing more of it will be sent, also when the caller has gone. */
export async function sendAnswer(answer: MockAnswer, target: AnswerTarget): Promise<void> {
  const { request, response } = target;
  if (!(await pause(durationMs(answer.latency) ?? 0, target))) return;
  if (answer.drop === "before-headers") {
    request.socket.destroy();
    return;
  }
  const status = statusOf(answer);
  const body = bodyOf(answer);
  const hasBody = request.method !== "HEAD" && status !== 204 && status !== 304;
  const length = body.length + (answer.missingBytes ?? 0);
  const sized = status === 204 || status === 304 ? {} : { "content-length": String(length) };
  response.writeHead(status, headersOf(answer, sized));
  if (!hasBody) response.end();
  else if (answer.drop === "in-body") {
    if (await sendBody(body.subarray(0, Math.ceil(body.length / 2)), answer, target))
      request.socket.destroy();
  } else if (await sendBody(body, answer, target)) {
    if (answer.missingBytes === undefined) response.end();
    else request.socket.end();
  }
}

/** The status line's code. */
export function statusOf({ status, redirect }: MockAnswer): number {
  return status ?? (redirect === undefined ? 200 : 302);
}

/** What is wrong about an answer, and what is slow, in a few words each. */
export function describeFaults(answer: MockAnswer): readonly string[] {
  const { latency, bodyTime, brokenJson, oversize, missingBytes, drop, redirect } = answer;
  return [
    ...(latency === undefined ? [] : [`after ${latency}`]),
    ...(bodyTime === undefined ? [] : [`body over ${bodyTime}`]),
    ...(brokenJson === true ? ["broken JSON"] : []),
    ...(oversize === undefined ? [] : [`padded to ${oversize} bytes`]),
    ...(missingBytes === undefined ? [] : [`${missingBytes} bytes missing`]),
    ...(drop === undefined ? [] : [`dropped ${drop}`]),
    ...(redirect === undefined ? [] : [`redirect to ${redirect}`]),
  ];
}

/** The body of an answer, as it would be sent whole. */
export function bodyOf({ body, response, brokenJson, oversize }: MockAnswer): Buffer {
  const text = body ?? JSON.stringify(response ?? {});
  const bytes = Buffer.from(brokenJson === true ? broken(text.trim()) : text);
  if (oversize === undefined || bytes.length >= oversize) return bytes;
  return Buffer.concat([bytes, Buffer.alloc(oversize - bytes.length, " ")]);
}

/** The first half. Of an object, a list or a text that is never JSON; of anything else it may be, without the comma. */
function broken(text: string): string {
  const half = text.slice(0, Math.floor(text.length / 2));
  return /^[{["]/.test(half) ? half : `${half},`;
}

function headersOf(
  { headers = {}, redirect }: MockAnswer,
  sized: OutgoingHttpHeaders,
): OutgoingHttpHeaders {
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const own = {
    "content-type": "application/json",
    ...(redirect !== undefined && { location: redirect }),
    ...sized,
  };
  return {
    ...Object.fromEntries(Object.entries(own).filter(([name]) => !given.has(name))),
    ...headers,
  };
}

/** Writes a body, in pieces where it takes time. False: the caller has gone. */
async function sendBody(body: Buffer, answer: MockAnswer, target: AnswerTarget): Promise<boolean> {
  const time = durationMs(answer.bodyTime);
  if (time === undefined) return write(body, target);
  target.response.flushHeaders();
  const size = Math.max(1, Math.ceil(body.length / pieces));
  for (let piece = 0; piece < pieces; piece += 1) {
    const part = body.subarray(piece * size, (piece + 1) * size);
    if (!(await pause(time / pieces, target)) || !(await write(part, target))) return false;
  }
  return true;
}

function write(bytes: Buffer, { response }: AnswerTarget): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const gone = (): void => resolve(false);
    response.once("close", gone);
    response.write(bytes, (error) => {
      response.off("close", gone);
      resolve(error === null || error === undefined);
    });
  });
}

/** Waits, or until the caller has gone: false then. */
function pause(milliseconds: number, { response, clock }: AnswerTarget): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  if (milliseconds === 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = clock.setTimeout(() => {
      response.off("close", gone);
      resolve(true);
    }, milliseconds);
    const gone = (): void => {
      clock.clearTimeout(timer);
      resolve(false);
    };
    response.once("close", gone);
  });
}

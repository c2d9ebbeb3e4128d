/** Calls of Google's own REST APIs, for tokens and secrets. */
import { DispatchFailure } from "../failure.ts";
import type { Transport, TransportResponse } from "../transport/transport.ts";
import { asCredentialFailure, credentialFailure } from "./credential-failure.ts";
import { jsonObject } from "./json-object.ts";

/** One call. */
export interface GoogleCall {
  readonly url: string;
  /** Sent as JSON by POST; absent: GET. */
  readonly body?: unknown;
  /** The access token. */
  readonly token: string;
  /** What it is for, as the beginning of a sentence: `The secret … can't be read`. */
  readonly failure: string;
  /** What to do about 403. */
  readonly ifForbidden: string;
  readonly signal?: AbortSignal;
}

const timeoutMs = 30_000;
// A secret of 64 KiB in base64, and what stands around it.
const maxResponseBytes = 131_072;

/**
 * Calls, and returns the fields of the answer; undefined for 404.
 *
 * @throws DispatchFailure `credentials`, `timeout` or `cancelled`
 */
export async function callGoogle(
  transport: Transport,
  call: GoogleCall,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { statusCode, body } = await send(transport, call);
  if (statusCode === 404) return undefined;
  const { failure, ifForbidden } = call;
  if (statusCode === 403) throw credentialFailure(`${failure}: it is not allowed. ${ifForbidden}`);
  if (statusCode !== 200)
    throw credentialFailure(`${failure}: Google answered HTTP ${statusCode}.`);
  const fields = jsonObject(body);
  if (fields === undefined) throw credentialFailure(`${failure}: Google did not answer JSON.`);
  return fields;
}

async function send(transport: Transport, call: GoogleCall): Promise<TransportResponse> {
  const { url, body, token, failure, signal } = call;
  try {
    return await transport.send({
      method: body === undefined ? "GET" : "POST",
      url,
      headers: [
        ["Authorization", `Bearer ${token}`],
        ["Accept", "application/json"],
        ...(body === undefined ? [] : [["Content-Type", "application/json"] as const]),
      ],
      ...(body !== undefined && { body: JSON.stringify(body) }),
      timeoutMs,
      maxResponseBytes,
      ...(signal && { signal }),
    });
  } catch (thrown) {
    if (DispatchFailure.is(thrown) && thrown.kind === "timeout")
      throw new DispatchFailure("timeout", `${failure}: Google did not answer in ${timeoutMs} ms.`);
    throw asCredentialFailure(thrown, failure);
  }
}

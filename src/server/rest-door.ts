/**
 * The REST door: the services of an API by their google.api.http rules, and the
 * OpenAPI document of all of them. Loaded with the API.
 */
import { createTranscoder, openApi, type Transcoder } from "../transcoding/index.ts";
import { WebhookError } from "../errors.ts";
import type { Api } from "./api.ts";
import { goneSignal, isGone } from "./client-gone.ts";
import type { Limits } from "./limits.ts";
import type { RequestHandler, ServerAnswer, ServerRequest } from "./listener.ts";
import type { Reporter } from "./log.ts";
import { pathOf, requestFacts } from "./request-facts.ts";

/** What the door is made of. */
export interface RestDoorOptions {
  readonly api: Api;
  readonly limits: Limits;
  readonly reporter: Reporter;
}

/** Serves REST. */
export interface RestDoor {
  /** Whether this path is served, whatever the HTTP method. */
  has(path: string): boolean;
  readonly handle: RequestHandler;
}

/** Where the OpenAPI document is. */
const openApiPath = "/openapi.json";

/** Makes the door. Rules are compiled here, once. */
export function createRestDoor({ api, limits, reporter }: RestDoorOptions): RestDoor {
  const transcoder = createTranscoder({
    services: api.register,
    interceptors: api.restInterceptors,
    rules: api.rules,
    registry: api.registry,
    maxBodyBytes: limits.bodyBytes,
    onFault: (thrown, rpc) => reporter.notice("error", { message: `${rpc} failed`, cause: thrown }),
  });
  let document: Promise<Uint8Array> | undefined;
  const handle = async (request: ServerRequest, response: ServerAnswer): Promise<void> => {
    if (pathOf(request) === openApiPath) {
      document ??= writeDocument(api, transcoder);
      const body = await document;
      const headers = { "content-type": "application/json", "content-length": String(body.length) };
      return send(response, { status: 200, headers, body });
    }
    if (request.headers.expect !== undefined) response.writeContinue();
    const answer = await transcoder.handle({
      method: request.method ?? "GET",
      url: request.url ?? "/",
      headers: request.headers,
      body: request,
      signal: goneSignal(response),
    });
    if (WebhookError.is(answer.error)) reporter.failure(answer.error, requestFacts(request));
    send(response, answer);
  };
  return {
    has: (path) => path === openApiPath || transcoder.has(path),
    handle: (request, response) => {
      handle(request, response).catch((cause: unknown) => {
        reporter.notice("error", { message: `${pathOf(request)} failed`, cause });
        response.destroy();
      });
    },
  };
}

async function writeDocument(api: Api, { bindings }: Transcoder): Promise<Uint8Array> {
  const { title, version } = api;
  const describe = await api.describe();
  return Buffer.from(JSON.stringify(openApi({ bindings, title, version, describe })));
}

type RestAnswer = Pick<Awaited<ReturnType<Transcoder["handle"]>>, "status" | "headers" | "body">;

function send(response: ServerAnswer, { status, headers, body }: RestAnswer): void {
  if (isGone(response)) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}

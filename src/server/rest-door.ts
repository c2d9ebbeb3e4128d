/**
 * The REST door: the services of an API by their google.api.http rules, and the
 * OpenAPI document of all of them. Loaded with the API.
 */
import { createContextValues } from "@connectrpc/connect";
import { WebhookError } from "../errors.ts";
import { createCors } from "../transcoding/cors.ts";
import {
  createTranscoder,
  openApi,
  type CorsOptions,
  type Transcoder,
} from "../transcoding/index.ts";
import type { Api } from "./api.ts";
import { goneSignal, isGone } from "./client-gone.ts";
import type { Limits } from "./limits.ts";
import type { RequestHandler, ServerAnswer, ServerRequest } from "./listener.ts";
import type { Reporter } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { callBegun } from "./observe-api.ts";
import { pathOf, requestFacts } from "./request-facts.ts";

/** What the door is made of. */
export interface RestDoorOptions {
  /** Observed: calls that reach a method are told of from there. */
  readonly api: Api;
  readonly limits: Limits;
  readonly reporter: Reporter;
  readonly metrics: Metrics;
  /** Browsers of other origins that may call; undefined for none. */
  readonly cors: CorsOptions | undefined;
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
export function createRestDoor(options: RestDoorOptions): RestDoor {
  const { api, limits, reporter, metrics, cors } = options;
  const documentCors = createCors(cors);
  const transcoder = createTranscoder({
    services: api.register,
    interceptors: api.restInterceptors,
    rules: api.rules,
    registry: api.registry,
    maxBodyBytes: limits.bodyBytes,
    ...(cors && { cors }),
    onFault: (thrown, rpc) => reporter.notice("error", { message: `${rpc} failed`, cause: thrown }),
  });
  let document: Promise<Uint8Array> | undefined;
  const handle = async (request: ServerRequest, response: ServerAnswer): Promise<void> => {
    if (pathOf(request) === openApiPath) {
      document ??= writeDocument(api, transcoder);
      const body = await document;
      const headers = {
        ...documentCors.simple(request.headers),
        "content-type": "application/json",
        "content-length": String(body.length),
      };
      return send(response, { status: 200, headers, body });
    }
    if (request.headers.expect !== undefined) response.writeContinue();
    const contextValues = createContextValues();
    const answer = await transcoder.handle({
      method: request.method ?? "GET",
      url: request.url ?? "/",
      headers: request.headers,
      body: request,
      signal: goneSignal(response),
      contextValues,
    });
    if (WebhookError.is(answer.error) && !contextValues.get(callBegun)) {
      metrics.refuse(answer.error.reason);
      reporter.failure(answer.error, requestFacts(request));
    }
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

/**
 * fulfillkit.v1.DispatchService as a part of the server. Loaded when a server is to serve it.
 */
import { create, createRegistry } from "@bufbuild/protobuf";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import {
  DispatchRequestSchema,
  DispatchService,
  type DispatchRequest,
  type StreamAttemptsResponse,
} from "../../gen/es/fulfillkit/v1/dispatch_pb.ts";
import type { DispatchCall } from "../dispatch/dispatcher.ts";
import {
  chainedSecrets,
  createDispatcher,
  type Outcome,
  type SecretResolver,
  type WebhookSource,
} from "../dispatch/index.ts";
import { callOfRequest } from "../dispatch/service-request.ts";
import {
  messageOfEnd,
  messageOfEvent,
  responseOfOutcome,
  type ResponseOptions,
} from "../dispatch/service-response.ts";
import { describeByName } from "../transcoding/index.ts";
import type { Api } from "./api.ts";
import type { DispatchServeOptions } from "./dispatch-options.ts";

/** What a management API has for whoever calls webhooks. */
export interface DispatchSources {
  /** Its webhooks and environments, with their secrets. */
  readonly webhooks: WebhookSource;
  /** The secrets in its store, by name. */
  readonly storedSecrets: SecretResolver;
}

/**
 * Makes the service.
 *
 * @param found where webhooks, environments and secrets are found by name; undefined for a server
 *   without a management API
 * @throws TypeError for an option that makes no sense
 */
export function openDispatch(
  options: DispatchServeOptions,
  found: DispatchSources | undefined,
): Api {
  const { secrets, google: _google, clientCertificate: _own, ...bare } = options;
  const stored = createDispatcher({
    ...options,
    ...(found && {
      webhooks: found.webhooks,
      secrets: secrets ? chainedSecrets([secrets, found.storedSecrets]) : found.storedSecrets,
    }),
  });
  const given = createDispatcher(bare);
  const call = (asked: DispatchCall): Promise<Outcome> =>
    (typeof asked.webhook === "string" ? stored : given).call(asked);
  return {
    register: (router) => void router.service(DispatchService, methodsOver(call)),
    names: [DispatchService.typeName],
    rules: [],
    restInterceptors: [],
    registry: createRegistry(DispatchService.file),
    title: "Calls of webhooks",
    version: "v3",
    describe: async () => {
      const { descriptions } = await import("../../gen/openapi/descriptions.ts");
      return describeByName(descriptions);
    },
    async close() {
      await Promise.all([stored.close(), given.close()]);
    },
  };
}

type Call = (call: DispatchCall) => Promise<Outcome>;

function methodsOver(call: Call): ServiceImpl<typeof DispatchService> {
  return {
    async dispatch(request, context) {
      const outcome = await call({ ...callOfRequest(request), signal: context.signal });
      // Whoever has gone, or is too late, is told so and not how the call ended for it.
      context.signal.throwIfAborted();
      return responseOfOutcome(outcome, seenBy(request));
    },
    async *streamAttempts({ call: request }, context) {
      // Without a call the same is missing as in an empty one.
      yield* watch(call, { request: request ?? create(DispatchRequestSchema), context });
      context.signal.throwIfAborted();
    },
  };
}

/** Headers of stored webhooks are secrets; what the request brings, its caller knows. */
function seenBy({ target, headers }: DispatchRequest): ResponseOptions {
  return target.case === "webhook" ? { shownHeaders: Object.keys(headers) } : {};
}

interface Watched {
  readonly request: DispatchRequest;
  readonly context: HandlerContext;
}

/** What happens during a call, and how it ends. */
function watch(call: Call, { request, context }: Watched): ReadableStream<StreamAttemptsResponse> {
  const options = seenBy(request);
  const asked = callOfRequest(request);
  return new ReadableStream({
    start(controller) {
      const { signal } = context;
      call({
        ...asked,
        signal,
        observe: (event) => controller.enqueue(messageOfEvent(event, options)),
      })
        .then((outcome) => {
          controller.enqueue(messageOfEnd(outcome, options));
          controller.close();
        })
        .catch((error: unknown) => controller.error(error));
    },
  });
}

/** What the server takes by its shape alone: the real libraries must fit. */
import type * as api from "@opentelemetry/api";
import type { RequestHandler } from "express";
import type { RouteHandlerMethod } from "fastify";
import type { HttpFunction } from "@google-cloud/functions-framework";
import type { RequestListener } from "node:http";
import type { Logger as PinoLogger } from "pino";
import { expectTypeOf } from "vitest";
import type { DispatcherOptions } from "../../src/dispatch/index.ts";
import type {
  DispatchServeOptions,
  Logger,
  NodeHandler,
  OpenTelemetryApi,
  Routers,
  Server,
} from "../../src/server/index.ts";
import { createRouter, reply } from "../../src/index.ts";

expectTypeOf<PinoLogger>().toExtend<Logger>();
expectTypeOf<typeof api>().toExtend<OpenTelemetryApi>();

expectTypeOf<NodeHandler>().toExtend<RequestListener>();
expectTypeOf<NodeHandler>().toExtend<RequestHandler>();
expectTypeOf<NodeHandler>().toExtend<RouteHandlerMethod>();
expectTypeOf<NodeHandler>().toExtend<HttpFunction>();

const router = createRouter()
  .use(async (_, next) => next({ user: "u" }))
  .tag("a", ({ context }) => reply().text(context.user));
expectTypeOf(router).toExtend<Routers>();
expectTypeOf({ "/a": router, "/b": createRouter() }).toExtend<Routers>();

expectTypeOf<Server>().toExtend<AsyncDisposable>();

// Whatever a dispatcher takes, but for where webhooks are found: the server's own API.
expectTypeOf<DispatcherOptions>().toExtend<DispatchServeOptions>();
expectTypeOf<DispatchServeOptions>().not.toHaveProperty("webhooks");

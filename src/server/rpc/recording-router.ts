/**
 * A ConnectRouter that also tells which implementations were registered.
 */
import {
  createConnectRouter,
  type ConnectRouter,
  type ConnectRouterOptions,
} from "@connectrpc/connect";
import { createMethodUrl } from "@connectrpc/connect/protocol";
import { createMethodImplSpec, createServiceImplSpec } from "@connectrpc/connect";
import type { UnaryMethod } from "./unary.ts";

/** Connect's router, and beside it the unary methods by path. */
export interface RecordingRouter {
  readonly router: ConnectRouter;
  /**
   * Unary methods that were registered without options of their own. With
   * options, such as interceptors, a method is for Connect alone.
   */
  readonly unary: ReadonlyMap<string, UnaryMethod>;
}

/** A router whose registrations are recorded. */
export function createRecordingRouter(options: ConnectRouterOptions): RecordingRouter {
  const inner = createConnectRouter(options);
  const unary = new Map<string, UnaryMethod>();
  const record = (spec: ReturnType<typeof createMethodImplSpec>): void => {
    if (spec.kind === "unary") unary.set(createMethodUrl("/", spec.method), spec);
  };
  const router: ConnectRouter = {
    handlers: inner.handlers,
    service(service, implementation, own) {
      inner.service(service, implementation, own);
      if (own === undefined)
        Object.values(createServiceImplSpec(service, implementation).methods).forEach(record);
      return router;
    },
    rpc(method, implementation, own) {
      inner.rpc(method, implementation, own);
      if (own === undefined) record(createMethodImplSpec(method, implementation));
      return router;
    },
  };
  return { router, unary };
}

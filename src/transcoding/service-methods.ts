/**
 * The implementations that are registered on a ConnectRouter.
 */
import {
  createConnectRouter,
  createMethodImplSpec,
  createServiceImplSpec,
  type ConnectRouter,
  type ConnectRouterOptions,
  type HandlerContext,
  type Interceptor,
  type MethodImplSpec,
} from "@connectrpc/connect";

/** What runs before a request's body is read; throws a ConnectError or a WebhookError to refuse it. */
export type RequestGate = (context: HandlerContext) => void | Promise<void>;

/** One registered method, with what runs around it. */
export interface ServiceMethod {
  readonly spec: MethodImplSpec;
  readonly interceptors: Interceptor[];
  readonly requestGate: RequestGate | undefined;
}

/** Options of the registration; those of a single service or method take their place, as in Connect. */
export type MethodOptions = Pick<ConnectRouterOptions, "interceptors" | "requestGate">;

/**
 * Every method that a registration function registers, in its order.
 *
 * @param register the function that also registers the services for RPC
 */
export function registeredMethods(
  register: (router: ConnectRouter) => void,
  options: MethodOptions,
): ServiceMethod[] {
  const methods: ServiceMethod[] = [];
  const inner = createConnectRouter();
  const record = (spec: MethodImplSpec, own: MethodOptions | undefined): void => {
    const { interceptors = [], requestGate } = { ...options, ...own };
    methods.push({ spec, interceptors, requestGate });
  };
  const router: ConnectRouter = {
    handlers: inner.handlers,
    service(service, implementation, own) {
      inner.service(service, implementation, own);
      for (const spec of Object.values(createServiceImplSpec(service, implementation).methods))
        record(spec, own);
      return router;
    },
    rpc(method, implementation, own) {
      inner.rpc(method, implementation, own);
      record(createMethodImplSpec(method, implementation), own);
      return router;
    },
  };
  register(router);
  return methods;
}

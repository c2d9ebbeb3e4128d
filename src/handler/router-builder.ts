/**
 * What routers are at run time. The types of the methods, and what they
 * promise, stand on the Router interface.
 */
import type { Budget } from "./budget.ts";
import type { HandlerOptions } from "./handler.ts";
import { createParamsReader, type ParamsSchema } from "./params.ts";
import {
  type AnyErrorHandler,
  type AnyHandler,
  type AnyInterceptor,
  labelOf,
  type Route,
  type RouteKind,
} from "./route.ts";
import { createRouteTable, type RouteTable } from "./route-table.ts";
import { routerBrand, type RouterCore } from "./router-core.ts";

type AnyOptions = HandlerOptions<ParamsSchema, never>;

interface BuilderState {
  readonly routes: readonly Route[];
  readonly interceptors: readonly AnyInterceptor[];
  readonly errorHandler: AnyErrorHandler | undefined;
  readonly budget: Budget | undefined;
}

/** The methods of a router, over what it has gathered. */
export class RouterBuilder {
  readonly #state: BuilderState;
  readonly [routerBrand]: RouterCore;

  private constructor(state: BuilderState) {
    this.#state = state;
    this[routerBrand] = new Core(state);
  }

  static create(budget: Budget | undefined): RouterBuilder {
    return new RouterBuilder({ routes: [], interceptors: [], errorHandler: undefined, budget });
  }

  tag(name: string, ...rest: HandlerArguments): RouterBuilder {
    return this.#register(["tag", name], rest);
  }

  intent(displayName: string, ...rest: HandlerArguments): RouterBuilder {
    return this.#register(["intent", displayName], rest);
  }

  action(name: string, ...rest: HandlerArguments): RouterBuilder {
    return this.#register(["action", name], rest);
  }

  fallback(handler: AnyHandler): RouterBuilder {
    return this.#register(["fallback", ""], [handler]);
  }

  use(interceptor: AnyInterceptor): RouterBuilder {
    requireFunction(interceptor, "use() takes an interceptor");
    return this.#with({ interceptors: [...this.#state.interceptors, interceptor] });
  }

  mount(
    ...[first, second]: readonly [string, RouterBuilder] | readonly [RouterBuilder]
  ): RouterBuilder {
    const [prefix, router] = typeof first === "string" ? [first, second] : ["", first];
    if (typeof router !== "object" || !(routerBrand in router))
      throw new TypeError("mount() takes a router, or a prefix for its tags and a router.");
    return this.#add(
      router[routerBrand].routes.map((route) => {
        const name = route.kind === "tag" ? `${prefix}${route.name}` : route.name;
        const interceptors = [...this.#state.interceptors, ...route.interceptors];
        return { ...route, name, label: labelOf(route.kind, name), interceptors };
      }),
    );
  }

  onError(handler: AnyErrorHandler): RouterBuilder {
    requireFunction(handler, "onError() takes a function");
    if (this.#state.errorHandler !== undefined)
      throw new TypeError("onError() is set on this router already: a router has one.");
    return this.#with({ errorHandler: handler });
  }

  #register([kind, name]: readonly [RouteKind, string], rest: HandlerArguments): RouterBuilder {
    const [options, handler] = rest.length === 1 ? [undefined, rest[0]] : rest;
    if (kind !== "fallback" && (typeof name !== "string" || name === ""))
      throw new TypeError(`${kind}() takes a name that is not empty.`);
    const label = labelOf(kind, name);
    requireFunction(handler, `${label} needs a handler`);
    const params = options && {
      read: createParamsReader(options.params),
      onInvalid: options.onInvalidParams ?? "error",
    };
    const { interceptors } = this.#state;
    return this.#add([{ kind, name, label, handler, params, interceptors, errorHandlers: [] }]);
  }

  #add(added: readonly Route[]): RouterBuilder {
    const { routes } = this.#state;
    for (const route of added) {
      const taken = routes.find(({ label }) => label === route.label);
      if (taken !== undefined) throw registeredTwice(taken, route);
    }
    return this.#with({ routes: [...routes, ...added] });
  }

  #with(change: Partial<BuilderState>): RouterBuilder {
    return new RouterBuilder({ ...this.#state, ...change });
  }
}

class Core implements RouterCore {
  readonly #state: BuilderState;
  #table: RouteTable | undefined;

  constructor(state: BuilderState) {
    this.#state = state;
  }

  get routes(): readonly Route[] {
    const { routes, errorHandler } = this.#state;
    if (errorHandler === undefined) return routes;
    return routes.map((route) => ({
      ...route,
      errorHandlers: [...route.errorHandlers, errorHandler],
    }));
  }

  get table(): RouteTable {
    const { errorHandler } = this.#state;
    return (this.#table ??= createRouteTable(
      this.routes,
      errorHandler === undefined ? [] : [errorHandler],
    ));
  }

  get budget(): Budget | undefined {
    return this.#state.budget;
  }
}

type HandlerArguments = readonly [AnyHandler] | readonly [AnyOptions, AnyHandler];

function requireFunction(
  value: unknown,
  otherwise: string,
): asserts value is (...args: never) => unknown {
  if (typeof value !== "function")
    throw new TypeError(`${otherwise}: a function, not ${value === null ? "null" : typeof value}.`);
}

function registeredTwice(first: Route, second: Route): TypeError {
  const called = ({ handler }: Route): string => handler.name || "a function without a name";
  return new TypeError(
    `The ${first.label} is registered twice: with ${called(first)}, and now with ${called(second)}. It can have one handler.`,
  );
}

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
  nameOf,
  type Route,
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
    return this.#register({ kind: "tag", name }, rest);
  }

  intent(displayName: string, ...rest: HandlerArguments): RouterBuilder {
    return this.#register({ kind: "intent", name: displayName }, rest);
  }

  action(name: string, ...rest: HandlerArguments): RouterBuilder {
    return this.#register({ kind: "action", name }, rest);
  }

  fallback(handler: AnyHandler): RouterBuilder {
    return this.#register({ kind: "fallback", name: "" }, [handler]);
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
      router[routerBrand].routes.map((route) => ({
        ...route,
        name: route.kind === "tag" ? `${prefix}${route.name}` : route.name,
        interceptors: [...this.#state.interceptors, ...route.interceptors],
      })),
    );
  }

  onError(handler: AnyErrorHandler): RouterBuilder {
    requireFunction(handler, "onError() takes a function");
    if (this.#state.errorHandler !== undefined)
      throw new TypeError("onError() is set on this router already: a router has one.");
    return this.#with({ errorHandler: handler });
  }

  #register(subject: Pick<Route, "kind" | "name">, rest: HandlerArguments): RouterBuilder {
    const [options, handler] = rest.length === 1 ? [undefined, rest[0]] : rest;
    if (subject.kind !== "fallback" && (typeof subject.name !== "string" || subject.name === ""))
      throw new TypeError(`${subject.kind}() takes a name that is not empty.`);
    requireFunction(handler, `${nameOf(subject)} needs a handler`);
    const params = options && {
      read: createParamsReader(options.params),
      onInvalid: options.onInvalidParams ?? "error",
    };
    const { interceptors } = this.#state;
    return this.#add([{ ...subject, handler, params, interceptors, errorHandlers: [] }]);
  }

  #add(added: readonly Route[]): RouterBuilder {
    const { routes } = this.#state;
    for (const route of added)
      if (routes.some(({ kind, name }) => kind === route.kind && name === route.name))
        throw new TypeError(
          `${taken(route)} is registered on this router already. Each may have one handler.`,
        );
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

function taken({ kind, name }: Route): string {
  return kind === "fallback" ? "A fallback" : `The ${nameOf({ kind, name })}`;
}

/**
 * The router: which handler answers which call. An immutable builder: every
 * method leaves the router as it is and gives another.
 */
import { type BudgetOptions, resolveBudget } from "./budget.ts";
import type { PlainParameters } from "./call.ts";
import type { ActionHandler, ErrorHandler, Handler, HandlerOptions } from "./handler.ts";
import type { Interceptor } from "./interceptor.ts";
import type { InferParams } from "./params.ts";
import { RouterBuilder } from "./router-builder.ts";
import { routerBrand, type RouterCore } from "./router-core.ts";
import type { TypeProblem } from "./type-problem.ts";

/** The kinds of names that a router tells apart. */
type NameKind = "tag" | "intent" | "action";

/**
 * A name that may be registered: itself, or a sentence if it is taken. Taken
 * names are kept as `tag check-balance`; names that are only known at run time
 * are checked then.
 */
type NewName<
  Kind extends NameKind,
  Name extends string,
  Taken extends string,
> = string extends Taken
  ? Name
  : `${Kind} ${Name}` extends Taken
    ? TypeProblem<`The ${Kind} "${Name}" is registered on this router already.`>
    : Name;

type Taking<Kind extends NameKind, Name extends string> = string extends Name
  ? never
  : `${Kind} ${Name}`;

/** The names of a router after it was mounted with a prefix. */
type Prefixed<Prefix extends string, Names extends string> = Names extends `tag ${infer Tag}`
  ? `tag ${Prefix}${Tag}`
  : Names;

/** Names that both routers have, as far as types know them. */
type Overlap<Names extends string, Others extends string> = string extends Names
  ? never
  : string extends Others
    ? never
    : Extract<Names, Others>;

/** What `mount` asks of a router besides being one: nothing, or a sentence if it does not fit. */
type Mountable<
  Child extends { readonly names: string; readonly needs: object },
  Parent extends { readonly names: string; readonly context: object },
> = [Overlap<Child["names"], Parent["names"]>] extends [never]
  ? Parent["context"] extends Child["needs"]
    ? unknown
    : TypeProblem<"The mounted router needs context that no interceptor of this router adds before it.">
  : TypeProblem<`The mounted router registers again: ${Overlap<Child["names"], Parent["names"]>}.`>;

/** A context with what an interceptor added; the newer wins. */
export type Extended<Context extends object, Added extends object> = {
  readonly [Key in keyof Context | keyof Added]: Key extends keyof Added
    ? Added[Key]
    : Key extends keyof Context
      ? Context[Key]
      : never;
};

/**
 * Which handler answers which call.
 *
 * A CX call goes to the handler of its tag, else of the intent that was matched
 * last, else to the fallback. An ES call goes to the handler of its action, else
 * of the tag by the action's name, else of its intent, else to the fallback.
 * Without any of these the caller gets NOT_FOUND, reason NO_HANDLER.
 *
 * `Context` is what interceptors have added so far, `Names` what is registered,
 * `Needs` the context that has to be there before the first interceptor.
 *
 * @example
 * const router = createRouter()
 *   .tag("check-balance", { params: z.object({ accountType: z.enum(["checking", "savings"]) }) },
 *     ({ params }) => reply().text(`Your ${params.accountType} balance is $12.50`))
 *   .fallback(() => reply().text("I can't help with that yet."));
 */
export interface Router<
  Context extends object = object,
  Names extends string = string,
  Needs extends object = object,
> {
  /** @internal */
  readonly [routerBrand]: RouterCore<Needs>;

  /**
   * Registers the handler of a tag: the string that a CX fulfillment names when it
   * calls the webhook. It also answers ES calls whose action has this name.
   *
   * @throws TypeError where the router has this tag already, or the tag is empty
   */
  tag<Name extends string>(
    name: NewName<"tag", Name, Names>,
    handler: Handler<PlainParameters, Context>,
  ): Router<Context, Names | Taking<"tag", Name>, Needs>;
  /** Registers the handler of a tag, with typed parameters. */
  tag<Name extends string, Schema>(
    name: NewName<"tag", Name, Names>,
    options: HandlerOptions<Schema, Context>,
    handler: Handler<InferParams<Schema>, Context>,
  ): Router<Context, Names | Taking<"tag", Name>, Needs>;

  /**
   * Registers the handler of an intent, by its display name, for calls whose tag
   * (CX) or action (ES) has none. The intent's resource name will do as well; the
   * display name wins.
   *
   * @throws TypeError where the router has this intent already, or the name is empty
   */
  intent<Name extends string>(
    displayName: NewName<"intent", Name, Names>,
    handler: Handler<PlainParameters, Context>,
  ): Router<Context, Names | Taking<"intent", Name>, Needs>;
  /** Registers the handler of an intent, with typed parameters. */
  intent<Name extends string, Schema>(
    displayName: NewName<"intent", Name, Names>,
    options: HandlerOptions<Schema, Context>,
    handler: Handler<InferParams<Schema>, Context>,
  ): Router<Context, Names | Taking<"intent", Name>, Needs>;

  /**
   * Registers the handler of an ES action. Only ES calls reach it, so its init
   * shapes are those of ES.
   *
   * @throws TypeError where the router has this action already, or the name is empty
   */
  action<Name extends string>(
    name: NewName<"action", Name, Names>,
    handler: ActionHandler<PlainParameters, Context>,
  ): Router<Context, Names | Taking<"action", Name>, Needs>;
  /** Registers the handler of an ES action, with typed parameters. */
  action<Name extends string, Schema>(
    name: NewName<"action", Name, Names>,
    options: HandlerOptions<Schema, Context>,
    handler: ActionHandler<InferParams<Schema>, Context>,
  ): Router<Context, Names | Taking<"action", Name>, Needs>;

  /**
   * Registers the handler of all calls that no other handler answers.
   *
   * @throws TypeError where the router has a fallback already
   */
  fallback(handler: Handler<PlainParameters, Context>): Router<Context, Names, Needs>;

  /**
   * Puts an interceptor around every handler that is registered after it. The
   * first is the outermost. Parameters are read before the interceptors run.
   *
   * @example
   * createRouter()
   *   .use(async ({ session }, next) => next({ user: await findUser(session.id) }))
   *   .tag("greet", ({ context }) => reply().text(`Hello ${context.user.name}`));
   */
  use<Adds extends object = object>(
    interceptor: Interceptor<Context, Adds>,
  ): Router<Extended<Context, Adds>, Names, Needs>;

  /**
   * Adds the handlers of another router. They keep its interceptors and its
   * `onError`, and get those of this router outside of them. Options of the
   * mounted router do not count.
   *
   * @throws TypeError where both answer to the same, or both have a fallback
   */
  mount<ChildContext extends object, ChildNames extends string, ChildNeeds extends object>(
    router: Router<ChildContext, ChildNames, ChildNeeds> &
      Mountable<{ names: ChildNames; needs: ChildNeeds }, { names: Names; context: Context }>,
  ): Router<Context, Names | ChildNames, Needs>;
  /** Adds the handlers of another router, its tags with a prefix: `mount("billing/", router)`. */
  mount<
    Prefix extends string,
    ChildContext extends object,
    ChildNames extends string,
    ChildNeeds extends object,
  >(
    tagPrefix: Prefix,
    router: Router<ChildContext, ChildNames, ChildNeeds> &
      Mountable<
        { names: Prefixed<Prefix, ChildNames>; needs: ChildNeeds },
        { names: Names; context: Context }
      >,
  ): Router<Context, Names | Prefixed<Prefix, ChildNames>, Needs>;

  /**
   * Sets what becomes of errors of this router's handlers, whether they are
   * registered before or after it: the reply that it returns, or the error, if it
   * returns nothing. It is asked about the deadline too, and then has half of the
   * margin to answer; not about callers who went away. If it fails itself, that
   * is logged, and the first error goes on.
   *
   * @throws TypeError where the router has one already
   */
  onError(handler: ErrorHandler<Context>): Router<Context, Names, Needs>;
}

/**
 * A router without handlers.
 *
 * `Needs` is for routers that are to be mounted: the context that the router
 * they are mounted on provides.
 *
 * @example
 * const billing = createRouter<{ user: User }>().tag("pay", ({ context }) => pay(context.user));
 * const router = createRouter().use(withUser).mount("billing/", billing);
 * @throws RangeError where an option is out of range
 */
export function createRouter<Needs extends object = object>(
  options?: BudgetOptions,
): Router<Needs, never, Needs> {
  // The builder has the methods without their types: this is where it gets them.
  const router: object = RouterBuilder.create(options && resolveBudget(options));
  return router as Router<Needs, never, Needs>;
}

/** Whether a value is a router, of this copy of the library or of another. */
export function isRouter(value: unknown): value is Router {
  return typeof value === "object" && value !== null && routerBrand in value;
}

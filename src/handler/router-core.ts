/**
 * What `invoke` and `mount` find in a router.
 */
import type { Budget } from "./budget.ts";
import type { Route } from "./route.ts";
import type { RouteTable } from "./route-table.ts";

/** The brand of routers, the same in every copy of the library; the core is kept under it. */
export const routerBrand = Symbol.for("fulfillkit.Router");

/** What a router has gathered. */
export interface RouterCore<Needs extends object = object> {
  /** For a router that this one is mounted on: each route with this router's error handler. */
  readonly routes: readonly Route[];
  /** The same routes, looked up by name. Made when first asked for. */
  readonly table: RouteTable;
  /** Undefined where the router was made without options. */
  readonly budget: Budget | undefined;
  /** For the types alone: the context that has to be there already. */
  readonly needs?: (context: Needs) => void;
}

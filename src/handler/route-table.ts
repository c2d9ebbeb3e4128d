/**
 * The routes of a router by what a request names, made once.
 */
import { WebhookError } from "../errors.ts";
import { nearest } from "./nearest.ts";
import type { AnyErrorHandler, Route } from "./route.ts";
import type { RequestView } from "./view.ts";

/** Everything that a router answers to. */
export interface RouteTable {
  readonly tags: ReadonlyMap<string, Route>;
  readonly intents: ReadonlyMap<string, Route>;
  readonly actions: ReadonlyMap<string, Route>;
  readonly fallback: Route | undefined;
  /** For calls that no route answers. */
  readonly errorHandlers: readonly AnyErrorHandler[];
}

/** The table of routes of which no two answer to the same. */
export function createRouteTable(
  routes: readonly Route[],
  errorHandlers: readonly AnyErrorHandler[],
): RouteTable {
  const named = (kind: Route["kind"]): ReadonlyMap<string, Route> =>
    new Map(routes.filter((route) => route.kind === kind).map((route) => [route.name, route]));
  return {
    tags: named("tag"),
    intents: named("intent"),
    actions: named("action"),
    fallback: routes.find(({ kind }) => kind === "fallback"),
    errorHandlers,
  };
}

/**
 * The route for a request. CX: its tag, else its intent. ES: its action, else
 * the tag of the action's name, else its intent. An intent goes by its display
 * name, else by its resource name. At last the fallback.
 */
export function selectRoute(table: RouteTable, view: RequestView): Route | undefined {
  const { tag, action } = view;
  return (
    (tag === "" ? undefined : table.tags.get(tag)) ??
    (action === "" ? undefined : (table.actions.get(action) ?? table.tags.get(action))) ??
    (table.intents.size === 0 ? undefined : intentRoute(table, view)) ??
    table.fallback
  );
}

function intentRoute(table: RouteTable, view: RequestView): Route | undefined {
  return table.intents.get(view.intentDisplayName) ?? table.intents.get(view.intentName);
}

/** Names longer than this are cut in a public text. */
const longestName = 100;

/** The error for a request that no route answers: NOT_FOUND, naming what the request asked for. */
export function noHandler(view: RequestView): WebhookError {
  const { wanted, name } = wantedBy(view);
  return new WebhookError("NOT_FOUND", {
    reason: "NO_HANDLER",
    message:
      name === ""
        ? "There is no handler for a request without a tag, an action and an intent."
        : `There is no handler for the ${wanted} ${JSON.stringify(name.length > longestName ? `${name.slice(0, longestName)}…` : name)}.`,
  });
}

/** What the request's author perhaps meant, for the log. */
export function hintFor(table: RouteTable, view: RequestView): string | undefined {
  const { wanted, name } = wantedBy(view);
  const known = {
    tag: table.tags.keys(),
    action: [...table.actions.keys(), ...table.tags.keys()],
    intent: table.intents.keys(),
  }[wanted];
  const meant = nearest(name, known);
  return meant === undefined ? undefined : `Did you mean ${JSON.stringify(meant)}?`;
}

interface Wanted {
  readonly wanted: "tag" | "action" | "intent";
  readonly name: string;
}

function wantedBy({ tag, action, intentDisplayName, intentName }: RequestView): Wanted {
  if (tag !== "") return { wanted: "tag", name: tag };
  if (action !== "") return { wanted: "action", name: action };
  return { wanted: "intent", name: intentDisplayName || intentName };
}

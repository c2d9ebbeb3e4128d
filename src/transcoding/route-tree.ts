/**
 * Finds what is registered for a path and an HTTP method.
 *
 * Segment by segment, from the left, a literal is tried before `*`, and `*`
 * before `**`: the most literal template wins, whatever order they came in. A
 * verb is tried before a last segment that merely holds a colon.
 */
import { decodeSegment } from "./percent.ts";
import type { PathTemplate } from "./path-template.ts";

/** What a look-up found. */
export type Found<T> =
  | {
      readonly kind: "route";
      readonly value: T;
      /** Raw segments of the path, without the verb. */
      readonly segments: readonly string[];
    }
  | { readonly kind: "other-methods"; readonly allowed: readonly string[] }
  | { readonly kind: "nothing" };

/** Stands for every HTTP method in a custom rule. */
const anyMethod = "*";

interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  one: Node<T> | undefined;
  rest: Leaf<T> | undefined;
  readonly here: Leaf<T>;
}

/** By verb ("" for none), then by HTTP method. */
type Leaf<T> = Map<string, Map<string, T>>;

interface Search<T> {
  readonly segments: readonly string[];
  readonly verb: string;
  readonly httpMethod: string;
  readonly allowed: Set<string>;
  readonly result: T[];
}

/** Templates with a value each. */
export class RouteTree<T> {
  readonly #root: Node<T> = makeNode();
  readonly #verbs = new Set<string>();

  /** Adds a value. The value that stands there already, which cannot be told from it, is returned instead. */
  add(
    { template, httpMethod }: { template: PathTemplate; httpMethod: string },
    value: T,
  ): T | undefined {
    let node = this.#root;
    let leaf = node.here;
    for (const segment of template.segments) {
      if (segment.kind === "rest") {
        leaf = node.rest ??= new Map();
        break;
      }
      node = segment.kind === "one" ? (node.one ??= makeNode()) : child(node, segment.text);
      leaf = node.here;
    }
    const verb = template.verb ?? "";
    let methods = leaf.get(verb);
    if (methods === undefined) leaf.set(verb, (methods = new Map<string, T>()));
    const other = methods.get(httpMethod);
    if (other !== undefined) return other;
    methods.set(httpMethod, value);
    if (verb !== "") this.#verbs.add(verb);
    return undefined;
  }

  /**
   * @param path starting with a slash, as it came, without the query
   * @throws WebhookError INVALID_ARGUMENT for malformed percent-encoding
   */
  find(path: string, httpMethod: string): Found<T> {
    if (!path.startsWith("/")) return { kind: "nothing" };
    const segments = path.slice(1).split("/");
    const allowed = new Set<string>();
    const found =
      this.#findWithVerb({ segments, httpMethod, allowed }) ??
      search(this.#root, { segments, verb: "", httpMethod, allowed });
    if (found !== undefined) return found;
    if (allowed.size === 0) return { kind: "nothing" };
    if (allowed.has("GET")) allowed.add("HEAD");
    return { kind: "other-methods", allowed: [...allowed, "OPTIONS"].toSorted() };
  }

  /**
   * HTTP methods for which something is found under a path, with OPTIONS and, where
   * there is GET, HEAD; none if there is nothing. `*` where every one is.
   *
   * @throws WebhookError INVALID_ARGUMENT for malformed percent-encoding
   */
  methodsOf(path: string): readonly string[] {
    const found = this.find(path, "");
    if (found.kind === "route") return [anyMethod];
    return found.kind === "nothing" ? [] : found.allowed;
  }

  #findWithVerb(query: Omit<Search<T>, "verb" | "result">): Found<T> | undefined {
    const last = query.segments.at(-1) ?? "";
    const colon = last.lastIndexOf(":");
    if (colon < 0) return undefined;
    const verb = decodeSegment(last.slice(colon + 1));
    if (!this.#verbs.has(verb)) return undefined;
    const segments = [...query.segments.slice(0, -1), last.slice(0, colon)];
    return search(this.#root, { ...query, segments, verb });
  }
}

function search<T>(root: Node<T>, query: Omit<Search<T>, "result">): Found<T> | undefined {
  const result: T[] = [];
  walk(root, { depth: 0, query: { ...query, result } });
  const [value] = result;
  return value === undefined ? undefined : { kind: "route", value, segments: query.segments };
}

/** Whether the search is over, with its result. */
function walk<T>(node: Node<T>, { depth, query }: { depth: number; query: Search<T> }): boolean {
  const segment = query.segments[depth];
  if (segment === undefined) return take(node.here, query) || take(node.rest, query);
  const next = node.literals.get(segment) ?? decodedChild(node, segment);
  if (next !== undefined && walk(next, { depth: depth + 1, query })) return true;
  if (node.one !== undefined && segment !== "" && walk(node.one, { depth: depth + 1, query }))
    return true;
  return take(node.rest, query);
}

/** `%7Euser` is `~user` (https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2.2). */
function decodedChild<T>(node: Node<T>, segment: string): Node<T> | undefined {
  return segment.includes("%") ? node.literals.get(decodeSegment(segment)) : undefined;
}

function take<T>(
  leaf: Leaf<T> | undefined,
  { verb, httpMethod, allowed, result }: Search<T>,
): boolean {
  const methods = leaf?.get(verb);
  if (methods === undefined) return false;
  const value = methods.get(httpMethod) ?? methods.get(anyMethod);
  if (value !== undefined) {
    result.push(value);
    return true;
  }
  for (const method of methods.keys()) allowed.add(method);
  return false;
}

function makeNode<T>(): Node<T> {
  return { literals: new Map(), one: undefined, rest: undefined, here: new Map() };
}

function child<T>(node: Node<T>, text: string): Node<T> {
  let next = node.literals.get(text);
  if (next === undefined) node.literals.set(text, (next = makeNode()));
  return next;
}

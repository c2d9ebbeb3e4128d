/**
 * JSONPath (RFC 9535) through json-p3. What a path may look at is counted, and
 * its `match` and `search` run on the regular expressions whose steps are
 * counted, so that no path runs long.
 */
import type { JsonValue } from "@bufbuild/protobuf";
import type { FilterFunction } from "json-p3";
import { setOwn } from "../../codec/json.ts";
import { patternArgument } from "./arguments.ts";
import { compileJavaRegex, type StepCount } from "./java-regex.ts";
import { optionalPackage } from "./optional-package.ts";
import { FunctionError, functionLimits } from "./system-function.ts";

type JsonP3 = typeof import("json-p3");
type Environment = InstanceType<JsonP3["JSONPathEnvironment"]>;

const load = optionalPackage("json-p3", () => import("json-p3"));
let environment: Environment | undefined;
/** The steps of all regular expressions in the query under way. */
let taken: StepCount = { steps: 0 };

/** Loads json-p3, which `queryJsonPath` needs. Throws FunctionError where it is not installed. */
export async function loadJsonPath(): Promise<void> {
  environment ??= createEnvironment(await load());
}

/**
 * What a path finds in a value. A path of names and indexes alone can lead to
 * one value, and gives it, or null; every other gives a list (assumed: so do
 * the JSONPath libraries of Java). Throws FunctionError for a path that is none.
 */
export function queryJsonPath(value: JsonValue, path: string): JsonValue {
  if (environment === undefined) throw new FunctionError("FILTER: json-p3 is not loaded yet.");
  const query = parsed(environment, path);
  const { root, original } = counted(value);
  taken = { steps: 0 };
  const found: JsonValue[] = [];
  try {
    for (const node of query.lazyQuery(root)) found.push(original(node.value as JsonValue));
  } catch (error) {
    throw asFunctionError(error);
  }
  return query.singularQuery() ? (found[0] ?? null) : found;
}

function parsed(within: Environment, path: string): ReturnType<Environment["compile"]> {
  try {
    return within.compile(path.trim());
  } catch (error) {
    throw asFunctionError(error);
  }
}

function asFunctionError(error: unknown): FunctionError {
  if (error instanceof FunctionError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new FunctionError(`FILTER: the path can't be followed: ${why}.`);
}

function createEnvironment(library: JsonP3): Environment {
  const { ValueType, LogicalType } = library.FunctionExpressionType;
  const created = new library.JSONPathEnvironment({ maxRecursionDepth: functionLimits.depth });
  const matcher = (pattern: (text: string) => string): FilterFunction => ({
    argTypes: [ValueType, ValueType],
    returnType: LogicalType,
    call: (text: unknown, regex: unknown) => {
      if (typeof text !== "string" || typeof regex !== "string") return false;
      const source = patternArgument(regex, { of: "FILTER", what: "a regex" });
      // Reading an expression takes time, too.
      taken.steps += source.length;
      return compileJavaRegex(pattern(source), "FILTER").search(text, taken)() !== undefined;
    },
  });
  created.functionRegister.set(
    "search",
    matcher((regex) => regex),
  );
  created.functionRegister.set(
    "match",
    matcher((regex) => String.raw`\A(?:${regex})\z`),
  );
  return created;
}

/**
 * A copy of a value in which every access counts, and what leads from its parts
 * to the same parts without counting. It is a copy because a frozen value can't
 * be looked at through a proxy.
 */
function counted(value: JsonValue): {
  readonly root: JsonValue;
  readonly original: (part: JsonValue) => JsonValue;
} {
  let steps = 0;
  const step = (): void => {
    if (++steps > functionLimits.pathSteps)
      throw new FunctionError("FILTER: the path looks at too many values.");
  };
  const originals = new WeakMap<object, JsonValue>();
  const wrapped = new WeakMap<object, JsonValue>();
  const wrap = (part: JsonValue): JsonValue => {
    if (typeof part !== "object" || part === null) return part;
    const known = wrapped.get(part);
    if (known !== undefined) return known;
    const proxy = new Proxy(part, {
      get(target, key): unknown {
        step();
        return wrap(Reflect.get(target, key) as JsonValue);
      },
    });
    wrapped.set(part, proxy);
    originals.set(proxy, part);
    return proxy;
  };
  return {
    root: wrap(copied(value, { step, depth: 1 })),
    original: (part) =>
      typeof part === "object" && part !== null ? (originals.get(part) ?? part) : part,
  };
}

function copied(
  value: JsonValue,
  { step, depth }: { readonly step: () => void; readonly depth: number },
): JsonValue {
  step();
  if (typeof value !== "object" || value === null) return value;
  if (depth > functionLimits.depth)
    throw new FunctionError(`FILTER: the value is nested deeper than ${functionLimits.depth}.`);
  const inner = { step, depth: depth + 1 };
  if (Array.isArray(value)) return value.map((item) => copied(item, inner));
  const copy: Record<string, JsonValue> = {};
  for (const [key, item] of Object.entries(value))
    setOwn(copy, { key, value: copied(item, inner) });
  return copy;
}

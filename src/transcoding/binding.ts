/**
 * Bindings: what an HTTP rule says, made ready once for every request.
 */
import type { DescField, DescMessage, DescMethod } from "@bufbuild/protobuf";
import { findField, findFieldPath, canonicalName, leafOf, type FieldPath } from "./field-path.ts";
import { fullName, methodPatterns, type MethodPattern, type ServiceHttpRule } from "./http-rule.ts";
import { parsePathTemplate, type PathTemplate, type PathVariable } from "./path-template.ts";
import { RouteTree } from "./route-tree.ts";
import { textReader, type TextReader } from "./text-value.ts";

/** Where a message's fields come from. */
export type BodyBinding =
  | { readonly kind: "none" }
  | { readonly kind: "message" }
  | { readonly kind: "field"; readonly field: DescField };

/** A variable of the template and the field that it fills. */
export interface VariableBinding {
  readonly variable: PathVariable;
  readonly path: FieldPath;
  readonly read: TextReader;
}

/** One way to call a method over HTTP. */
export interface HttpBinding {
  /** The RPC. */
  readonly method: DescMethod;
  /** `GET`, `POST` and so on; `*` for every one. */
  readonly httpMethod: string;
  readonly template: PathTemplate;
  readonly variables: readonly VariableBinding[];
  /** Canonical names of the fields that the path fills. */
  readonly pathFields: ReadonlySet<string>;
  readonly body: BodyBinding;
  /** The field that is the response's body; undefined for the whole message. */
  readonly responseField: DescField | undefined;
  /** The message that update masks in the request speak of, if the body is one (https://google.aip.dev/134). */
  readonly maskRoot: DescMessage | undefined;
}

/**
 * The bindings of the methods that have an HTTP rule.
 *
 * @param rules more rules, which take the place of annotations
 * @throws Error naming the method, if a rule does not fit its messages, or is no
 *   rule; PathTemplateError is the cause where a template is malformed
 */
export function httpBindings(
  methods: readonly DescMethod[],
  rules: readonly ServiceHttpRule[] = [],
): HttpBinding[] {
  return methodPatterns(methods, rules).map(compileBinding);
}

/**
 * The bindings as a tree to look them up in.
 *
 * @throws Error naming both methods, if two bindings match the same requests
 */
export function routeBindings(bindings: readonly HttpBinding[]): RouteTree<HttpBinding> {
  const tree = new RouteTree<HttpBinding>();
  for (const binding of bindings) {
    const other = tree.add(binding, binding);
    if (other !== undefined)
      throw new Error(
        `${describe(binding)} cannot be told apart from ${describe(other)}. Change one of the paths.`,
      );
  }
  return tree;
}

function describe({ method, httpMethod, template }: HttpBinding): string {
  return `${fullName(method)} (${httpMethod} ${template.text})`;
}

function compileBinding(pattern: MethodPattern): HttpBinding {
  const { method, httpMethod } = pattern;
  const fail: Fail = (problem, cause) => {
    const place = `${fullName(method)}, ${httpMethod} ${pattern.template}`;
    throw new Error(`${place}: ${problem}`, cause === undefined ? undefined : { cause });
  };
  const template = readTemplate(pattern.template, fail);
  const variables = template.variables.map((variable) =>
    bindVariable(variable, { input: method.input, fail }),
  );
  const body = bindBody(pattern.body, { input: method.input, fail });
  return {
    method,
    httpMethod,
    template,
    variables,
    pathFields: new Set(variables.map(({ path }) => canonicalName(path))),
    body,
    responseField:
      pattern.responseBody === ""
        ? undefined
        : (findField(method.output, pattern.responseBody) ??
          fail(`${method.output.typeName} has no field ${pattern.responseBody}.`)),
    maskRoot:
      body.kind === "field" && body.field.fieldKind === "message" ? body.field.message : undefined,
  };
}

type Fail = (problem: string, cause?: unknown) => never;

interface Context {
  readonly input: DescMessage;
  readonly fail: Fail;
}

function readTemplate(text: string, fail: Fail): PathTemplate {
  try {
    return parsePathTemplate(text);
  } catch (cause) {
    return fail(cause instanceof Error ? cause.message : "The path is malformed.", cause);
  }
}

function bindVariable(variable: PathVariable, { input, fail }: Context): VariableBinding {
  const name = variable.fieldPath.join(".");
  const found = findFieldPath(input, variable.fieldPath);
  if ("unknown" in found) return fail(`${input.typeName} has no field ${name}.`);
  const leaf = leafOf(found.path);
  const read = leaf.fieldKind === "list" ? undefined : textReader(leaf);
  if (read === undefined) return fail(`The path cannot fill ${name}: it is no single value.`);
  return { variable, path: found.path, read };
}

function bindBody(body: string, { input, fail }: Context): BodyBinding {
  if (body === "") return { kind: "none" };
  if (body === "*") return { kind: "message" };
  const field = findField(input, body);
  return field === undefined
    ? fail(`${input.typeName} has no field ${body}, which the body would fill.`)
    : { kind: "field", field };
}

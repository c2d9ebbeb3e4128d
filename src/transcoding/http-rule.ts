/**
 * HTTP rules: of the annotation google.api.http, and given beside it.
 */
import {
  fromJson,
  getOption,
  hasOption,
  type DescMethod,
  type JsonValue,
} from "@bufbuild/protobuf";
import { http } from "../../gen/es/google/api/annotations_pb.ts";
import { HttpRuleSchema, type HttpRule } from "../../gen/es/google/api/http_pb.ts";

/** One pattern of a rule: google.api.HttpRule without its selector. Exactly one of the methods is given. */
export interface HttpRulePattern {
  readonly get?: string;
  readonly put?: string;
  readonly post?: string;
  readonly delete?: string;
  readonly patch?: string;
  /** Another method than these; `*` stands for every one. */
  readonly custom?: { readonly kind: string; readonly path: string };
  /** `*` for the whole message, a field's name, or nothing: then the method takes no body. */
  readonly body?: string;
  /** The field that is the response's body. Default: the whole message. */
  readonly responseBody?: string;
}

/**
 * A rule that no proto carries, as under `http: rules:` in a service
 * configuration. It takes the place of the method's annotation; of two with one
 * selector, the last counts.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/api/http.proto
 */
export interface ServiceHttpRule extends HttpRulePattern {
  /** Full name of the method, such as `google.longrunning.Operations.GetOperation`. */
  readonly selector: string;
  readonly additionalBindings?: readonly HttpRulePattern[];
}

/** A rule of one method, its additional bindings laid out beside it. */
export interface MethodPattern {
  readonly method: DescMethod;
  /** `GET`, `POST` and so on, or `*`. */
  readonly httpMethod: string;
  readonly template: string;
  readonly body: string;
  readonly responseBody: string;
}

/** Every pattern of the methods that have a rule, in the order of the methods. */
export function methodPatterns(
  methods: readonly DescMethod[],
  rules: readonly ServiceHttpRule[],
): MethodPattern[] {
  const bySelector = new Map(rules.map((rule) => [rule.selector, readRule(rule)]));
  const patterns = methods.flatMap((method) => {
    const selector = fullName(method);
    const rule = bySelector.get(selector) ?? annotation(method);
    bySelector.delete(selector);
    return rule === undefined ? [] : rulePatterns(method, rule);
  });
  const [unused] = bySelector.keys();
  if (unused !== undefined)
    throw new Error(`The HTTP rule for ${unused} selects a method that no registered service has.`);
  return patterns;
}

/** `package.Service.Method`. */
export function fullName(method: DescMethod): string {
  return `${method.parent.typeName}.${method.name}`;
}

function annotation(method: DescMethod): HttpRule | undefined {
  return hasOption(method, http) ? getOption(method, http) : undefined;
}

function readRule(rule: ServiceHttpRule): HttpRule {
  try {
    return fromJson(HttpRuleSchema, rule as unknown as JsonValue);
  } catch (cause) {
    throw new Error(`The HTTP rule for ${rule.selector} is no google.api.HttpRule.`, { cause });
  }
}

function rulePatterns(method: DescMethod, rule: HttpRule): MethodPattern[] {
  return [rule, ...rule.additionalBindings].map((one) => {
    if (one !== rule && one.additionalBindings.length > 0)
      throw new Error(`${fullName(method)}: additional bindings have no additional bindings.`);
    const { httpMethod, template } = patternOf(method, one);
    return { method, httpMethod, template, body: one.body, responseBody: one.responseBody };
  });
}

function patternOf(method: DescMethod, rule: HttpRule): { httpMethod: string; template: string } {
  const { pattern } = rule;
  switch (pattern.case) {
    case undefined:
      throw new Error(`${fullName(method)}: an HTTP rule needs a method and a path.`);
    case "custom":
      return { httpMethod: pattern.value.kind.toUpperCase(), template: pattern.value.path };
    default:
      return { httpMethod: pattern.case.toUpperCase(), template: pattern.value };
  }
}

/** Templates of webhooks: predefined configurations in files, read and checked. */
import type { DataFile } from "../data-file.ts";
import { CommandError } from "../failure.ts";

/** How a value of a parameter is read and put in. */
export type ParameterType =
  /** A text, as it is. */
  | "text"
  /** A text within a URL: what is no reference or function call is percent-encoded. */
  | "query"
  /** A JSON object, as its text. */
  | "json"
  /** A map of texts, as it is; stands alone. */
  | "map";

/** What is filled into a template. */
export interface TemplateParameter {
  readonly name: string;
  readonly description: string;
  readonly type: ParameterType;
  /** Whether it has to be given. */
  readonly required: boolean;
  readonly default?: unknown;
  /** What a text has to match. */
  readonly pattern?: RegExp;
  /** What would be right, in words: `a host such as …`. */
  readonly expects?: string;
}

/** A predefined configuration. */
export interface WebhookTemplate {
  readonly name: string;
  /** The service that it calls. */
  readonly service: string;
  /** What it does, in a sentence without a full stop. */
  readonly summary: string;
  readonly parameters: readonly TemplateParameter[];
  /** A webhook in proto3 JSON, with `${parameter}` in its texts. */
  readonly webhook: Readonly<Record<string, unknown>>;
}

/** `${name}` in a text. `${env:NAME}` is none: that stands for itself until the webhook's file is read. */
export const placeholder = /\$\{([A-Za-z]\w*)\}/g;

const members = new Set(["name", "service", "summary", "parameters", "webhook"]);
const types: readonly ParameterType[] = ["text", "query", "json", "map"];

type Problem = (path: readonly (string | number)[], message: string) => void;

/**
 * Reads a template.
 *
 * @throws CommandError with the places of everything that is wrong
 */
export function readTemplate(file: DataFile): WebhookTemplate {
  const problems: string[] = [];
  const problem: Problem = (path, message) => problems.push(file.problemAt(path, message));
  const template = templateOf(file.value, problem);
  if (problems.length > 0 || template === undefined) throw new CommandError(problems.join("\n"));
  return template;
}

function templateOf(value: unknown, problem: Problem): WebhookTemplate | undefined {
  if (!isMap(value)) {
    problem([], `A template should be a map with ${[...members].join(", ")}.`);
    return undefined;
  }
  for (const key of Object.keys(value))
    if (!members.has(key)) problem([key], `There is none; there are ${[...members].join(", ")}.`);
  const { name, service, summary, parameters = {}, webhook } = value;
  if (!isText(name) || !/^[a-z][a-z0-9-]*$/.test(name))
    problem(["name"], "Should be a name of small letters, digits and dashes.");
  if (!isText(service)) problem(["service"], "Should be text: whose service it calls.");
  if (!isText(summary)) problem(["summary"], "Should be text: what it does.");
  if (!isMap(parameters)) problem(["parameters"], "Should be a map of parameters by name.");
  if (!isMap(webhook))
    problem(["webhook"], "Should be a map: a webhook, as in a file of resources.");
  const read = isMap(parameters) ? readParameters(parameters, problem) : [];
  if (isMap(webhook)) checkPlaceholders(webhook, { parameters: read, problem });
  return isText(name) && isText(service) && isText(summary) && isMap(webhook)
    ? { name, service, summary, parameters: read, webhook }
    : undefined;
}

function readParameters(
  given: Readonly<Record<string, unknown>>,
  problem: Problem,
): readonly TemplateParameter[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const path = ["parameters", name];
    if (!/^[A-Za-z]\w*$/.test(name))
      problem(path, "Is no name of a parameter: letters and digits.");
    if (isMap(value))
      return [readParameter(name, value, (at, text) => problem([...path, ...at], text))];
    problem(path, "Should be a map with a description.");
    return [];
  });
}

function readParameter(
  name: string,
  value: Readonly<Record<string, unknown>>,
  problem: Problem,
): TemplateParameter {
  const { description, type = "text", required = false, pattern, expects, ...rest } = value;
  const { default: usual, ...unknown } = rest;
  for (const key of Object.keys(unknown))
    problem(
      [key],
      "There is none; there are description, type, required, default, pattern, expects.",
    );
  if (!isText(description)) problem(["description"], "Should be text: what it is for.");
  const known = types.find((one) => one === type);
  if (known === undefined) problem(["type"], `Should be one of ${types.join(", ")}.`);
  if (typeof required !== "boolean") problem(["required"], "Should be true or false.");
  if (required === true && usual !== undefined)
    problem(["default"], "Is never used, since the parameter is required.");
  if (expects !== undefined && !isText(expects)) problem(["expects"], "Should be text.");
  const expression = pattern === undefined ? undefined : regexOf(pattern);
  if (expression === null) problem(["pattern"], "Is no regular expression.");
  return {
    name,
    description: isText(description) ? description : "",
    type: known ?? "text",
    required: required === true,
    ...(usual !== undefined && { default: usual }),
    ...(expression && { pattern: expression }),
    ...(isText(expects) && { expects }),
  };
}

function regexOf(pattern: unknown): RegExp | null {
  try {
    return isText(pattern) ? new RegExp(pattern, "u") : null;
  } catch {
    return null;
  }
}

function checkPlaceholders(
  webhook: unknown,
  {
    parameters,
    problem,
  }: { readonly parameters: readonly TemplateParameter[]; readonly problem: Problem },
): void {
  const used = new Set<string>();
  const visit = (value: unknown, path: readonly (string | number)[]): void => {
    if (typeof value === "string")
      for (const [whole, name = ""] of value.matchAll(placeholder)) {
        used.add(name);
        const parameter = parameters.find((one) => one.name === name);
        if (parameter === undefined) problem(path, `There is no parameter ${name}.`);
        else if (parameter.type === "map" && value !== whole)
          problem(path, `${name} is a map, so it has to stand alone.`);
      }
    else if (Array.isArray(value))
      value.forEach((item: unknown, index) => visit(item, [...path, index]));
    else if (isMap(value))
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
  };
  visit(webhook, ["webhook"]);
  for (const { name } of parameters)
    if (!used.has(name)) problem(["parameters", name], "Is not used in the webhook.");
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** Whether a value is a map, no list and not null. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

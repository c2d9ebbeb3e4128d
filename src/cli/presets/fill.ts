/** Fills a template's parameters in. */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { placeholdersIn } from "../../dispatch/template/parse-text.ts";
import { TemplateError } from "../../dispatch/template/template-error.ts";
import { CommandError } from "../failure.ts";
import { isMap, placeholder, type TemplateParameter, type WebhookTemplate } from "./template.ts";

/** A value as it is put in. */
type Filled = string | Readonly<Record<string, string>>;

/**
 * A template as a webhook in proto3 JSON. What stands alone for a parameter
 * without a value is left out.
 *
 * @param given values by the names of parameters, as texts of a command line
 * @throws CommandError with a sentence for each value that is missing, wrong, or for no parameter
 */
export function fillTemplate(
  template: WebhookTemplate,
  given: ReadonlyMap<string, string>,
): JsonObject {
  const problems: string[] = [];
  const values = new Map<string, Filled>();
  const names = template.parameters.map(({ name }) => name);
  for (const name of given.keys())
    if (!names.includes(name))
      problems.push(`${template.name} has no parameter ${name}; it has ${names.join(", ")}.`);
  for (const parameter of template.parameters) {
    const value = given.get(parameter.name) ?? parameter.default;
    const filled = value === undefined ? missing(parameter) : read(parameter, value);
    if (filled instanceof Problem) problems.push(filled.sentence);
    else if (filled !== undefined) values.set(parameter.name, filled);
  }
  if (problems.length > 0) throw new CommandError(problems.join("\n"));
  return fill(template.webhook, values) as JsonObject;
}

/** What is wrong with a value. */
class Problem {
  readonly sentence: string;

  constructor({ name }: TemplateParameter, text: string) {
    this.sentence = `${name}: ${text}`;
  }
}

function missing(parameter: TemplateParameter): Problem | undefined {
  if (!parameter.required) return undefined;
  return new Problem(parameter, `Give it by --set ${parameter.name}=…: ${parameter.description}.`);
}

function read(parameter: TemplateParameter, value: unknown): Filled | Problem {
  const { type, pattern, expects } = parameter;
  const wrong = (kind: string): Problem => new Problem(parameter, `Should be ${expects ?? kind}.`);
  if (type === "json" || type === "map") {
    const parsed = typeof value === "string" ? parse(value) : value;
    if (!isMap(parsed)) return wrong("a JSON object");
    if (type === "json") return JSON.stringify(parsed);
    const texts = Object.values(parsed).every((one) => typeof one === "string");
    return texts ? (parsed as Readonly<Record<string, string>>) : wrong("a map of texts");
  }
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
    return wrong("text");
  const text = String(value);
  if (text === "" || (pattern !== undefined && !pattern.test(text)))
    return wrong("a text of another form");
  if (type === "text") return text;
  try {
    return encodeAround(text);
  } catch (error) {
    if (error instanceof TemplateError) return new Problem(parameter, error.message);
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Percent-encodes a text but for its references and calls, whose values are encoded at each call.
 *
 * @throws TemplateError for a malformed one
 */
function encodeAround(text: string): string {
  let encoded = "";
  let from = 0;
  for (const { index, end } of placeholdersIn(text)) {
    encoded += encodeURIComponent(text.slice(from, index).toWellFormed()) + text.slice(index, end);
    from = end;
  }
  return encoded + encodeURIComponent(text.slice(from).toWellFormed());
}

function fill(value: unknown, values: ReadonlyMap<string, Filled>): JsonValue | undefined {
  if (typeof value === "string") return fillText(value, values);
  if (Array.isArray(value))
    return value.map((item) => fill(item, values)).filter((item) => item !== undefined);
  if (!isMap(value)) return value as JsonValue;
  const entries = Object.entries(value).map(([key, item]) => [key, fill(item, values)] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}

function fillText(text: string, values: ReadonlyMap<string, Filled>): JsonValue | undefined {
  const [alone] = text.matchAll(placeholder);
  if (alone?.[0] === text) {
    const value = values.get(alone[1] ?? "");
    return typeof value === "object" ? { ...value } : value;
  }
  return text.replaceAll(placeholder, (_, name: string) => {
    const value = values.get(name) ?? "";
    return typeof value === "string" ? value : JSON.stringify(value);
  });
}

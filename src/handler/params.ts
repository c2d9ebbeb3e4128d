/**
 * Typed parameters: what a `params` schema is, and what it makes of a call.
 */
import type { DescMessage, JsonObject, MessageShape } from "@bufbuild/protobuf";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { WebhookError } from "../errors.ts";
import { type Awaitable, isPromise } from "./awaitable.ts";
import { readMessageParams } from "./message-params.ts";
import type { RequestView } from "./view.ts";

/**
 * What `params` takes: a protobuf message schema (`BalanceQuerySchema`, as
 * protoc-gen-es generates it) or a schema of any validator that follows
 * Standard Schema (https://standardschema.dev), such as zod, valibot and arktype.
 *
 * The platform compares names of parameters without their case. A message's fields
 * find their parameters in any; a Standard Schema does not tell its keys, so there
 * write the names as the agent sends them (`call.sessionParameters` shows them).
 */
export type ParamsSchema = StandardSchemaV1 | DescMessage;

/** The type of the parameters that a schema yields. */
export type InferParams<Schema> = Schema extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Schema>
  : Schema extends DescMessage
    ? MessageShape<Schema>
    : never;

/** One thing that is wrong with the parameters. */
export interface ParamIssue {
  /** The parameter's name; undefined if the issue is with all of them together. */
  readonly parameter: string | undefined;
  /** Where it stands in the request: `sessionInfo.parameters["amount"]`, or further inside. */
  readonly path: string;
  /** What is wrong, in the words of the validator. */
  readonly message: string;
  /** Whether it is a parameter of the page's form, so that the platform can ask for it again. */
  readonly inForm: boolean;
}

/** An issue before it is set into its request. */
export interface RawIssue {
  readonly message: string;
  readonly path: readonly PropertyKey[];
}

/** What reading gives: the parameters, or what is wrong with them. */
export type ParamsOutcome =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly RawIssue[] };

/** Reads plain parameters; at once where the validator can. */
export type ParamsReader = (parameters: JsonObject) => Awaitable<ParamsOutcome>;

/**
 * The reader for a schema.
 *
 * @throws TypeError where the value is no schema
 */
export function createParamsReader(schema: ParamsSchema): ParamsReader {
  if (isStandardSchema(schema)) return (parameters) => readStandard(schema, parameters);
  if (isMessageSchema(schema)) return (parameters) => readMessageParams(schema, parameters);
  throw new TypeError(
    "params takes a protobuf message schema, or a Standard Schema as zod, valibot and arktype make them.",
  );
}

// ArkType's schemas are functions.
function isStandardSchema(schema: unknown): schema is StandardSchemaV1 {
  return (
    ((typeof schema === "object" && schema !== null) || typeof schema === "function") &&
    "~standard" in schema
  );
}

function isMessageSchema(schema: unknown): schema is DescMessage {
  return (
    typeof schema === "object" && schema !== null && "kind" in schema && schema.kind === "message"
  );
}

function readStandard(schema: StandardSchemaV1, parameters: JsonObject): Awaitable<ParamsOutcome> {
  const result = schema["~standard"].validate(parameters);
  return isPromise(result) ? result.then(outcomeOf) : outcomeOf(result);
}

function outcomeOf(result: StandardSchemaV1.Result<unknown>): ParamsOutcome {
  if (result.issues === undefined) return { value: result.value };
  return {
    issues: result.issues.map(({ message, path = [] }) => ({
      message,
      path: path.map((segment) => (typeof segment === "object" ? segment.key : segment)),
    })),
  };
}

/** Sets issues into their request. */
export function locateIssues(
  issues: readonly RawIssue[],
  view: RequestView,
): readonly ParamIssue[] {
  return issues.map(({ message, path: [first, ...rest] }) => {
    const parameter = first === undefined ? undefined : String(first);
    return {
      parameter,
      path: pathOf(parameter, { rest, view }),
      message,
      inForm: parameter !== undefined && view.form.some(({ name }) => name === parameter),
    };
  });
}

function pathOf(
  parameter: string | undefined,
  { rest, view }: { readonly rest: readonly PropertyKey[]; readonly view: RequestView },
): string {
  if (parameter === undefined) return view.parametersPath;
  const inside = rest.map((key) =>
    typeof key === "number" ? `[${key}]` : `[${JSON.stringify(String(key))}]`,
  );
  return `${view.parameterPath(parameter)}${inside.join("")}`;
}

/** The error for parameters that a handler can't take: INVALID_ARGUMENT, one violation for each issue. */
export function invalidParameters(issues: readonly ParamIssue[]): WebhookError {
  const wrong = [
    ...new Set(issues.flatMap(({ parameter }) => (parameter === undefined ? [] : [parameter]))),
  ];
  return new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_PARAMETERS",
    message:
      wrong.length === 0
        ? "The parameters do not fit together."
        : `The handler can't take ${wrong.length === 1 ? "the parameter" : "the parameters"} ${wrong.map((name) => JSON.stringify(name)).join(", ")}.`,
    violations: issues.map(({ path, message }) => ({ field: path, description: message })),
  });
}

/** Why JSON was refused: it is wrong; it names what the schema does not know; it is nested too deeply. */
export type FaultKind = "INVALID" | "UNKNOWN_FIELD" | "TOO_DEEP";

/**
 * JSON that is not a message of the schema.
 */
export class JsonReadError extends Error {
  override readonly name = "JsonReadError";
  /** Where: `sessionInfo.parameters["amount"]`, `messages[0]`; empty for the whole. */
  readonly path: string;
  /** What is wrong there, without the path. */
  readonly problem: string;
  /** The kind of the problem. */
  readonly kind: FaultKind;

  constructor(fault: Fault) {
    super(fault.path === "" ? fault.problem : `${fault.path}: ${fault.problem}`);
    this.path = fault.path;
    this.problem = fault.problem;
    this.kind = fault.kind;
  }
}

/**
 * A message that cannot be written as JSON.
 */
export class JsonWriteError extends Error {
  override readonly name = "JsonWriteError";
  /** Where, in names of the JSON: `sessionInfo.parameters["amount"]`; empty for the whole. */
  readonly path: string;
  /** What is wrong there, without the path. */
  readonly problem: string;

  constructor(fault: Fault) {
    super(fault.path === "" ? fault.problem : `${fault.path}: ${fault.problem}`);
    this.path = fault.path;
    this.problem = fault.problem;
  }
}

/**
 * What travels from the place of a problem to the caller and gathers the path
 * on its way. Not an Error, so that no stack is taken twice.
 */
export class Fault {
  readonly problem: string;
  readonly kind: FaultKind;
  path: string;

  constructor(
    problem: string,
    options: { readonly kind?: FaultKind; readonly path?: string } = {},
  ) {
    this.problem = problem;
    this.kind = options.kind ?? "INVALID";
    this.path = options.path ?? "";
  }
}

/** One step of a path into a list, a map or a Struct: `[0]`, `["amount"]`. */
export function step(at: number | string): string {
  return `[${typeof at === "number" ? at : JSON.stringify(at)}]`;
}

/** Puts an index or a key in front of a fault's path. Anything else that was thrown stays as it is. */
export function below(at: number | string, thrown: unknown): unknown {
  if (thrown instanceof Fault) thrown.path = step(at) + separated(thrown.path);
  return thrown;
}

function separated(path: string): string {
  return path === "" || path.startsWith("[") ? path : `.${path}`;
}

/** Where in a message: the field, and in it the index of a list (-1: none) or the key of a map. */
export interface Place {
  readonly field: string;
  readonly at: number | string;
}

/**
 * Puts the place in front of a fault's path. Anything else that was thrown
 * stays as it is.
 *
 * @returns what is to be thrown on
 */
export function within(thrown: unknown, place: Place): unknown {
  if (!(thrown instanceof Fault)) return thrown;
  const { field, at } = place;
  const here = at === -1 ? field : field + step(at);
  thrown.path = here === "" ? thrown.path : here + separated(thrown.path);
  return thrown;
}

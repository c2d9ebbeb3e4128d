/** The errors that methods on resources share. */
import { WebhookError, type ErrorResource, type FieldViolation } from "../errors.ts";
import { parentOf, resourceKinds, type ResourceKind } from "./resource-name.ts";

/** A resource as errors give it (google.rpc.ResourceInfo). */
export function errorResource(kind: ResourceKind, name: string): ErrorResource {
  return { type: resourceKinds[kind].type, name, owner: parentOf(name) };
}

/** NOT_FOUND, reason RESOURCE_NOT_FOUND: there is no resource of that name. */
export function resourceNotFound(kind: ResourceKind, name: string): WebhookError {
  return new WebhookError("NOT_FOUND", {
    reason: "RESOURCE_NOT_FOUND",
    message: `${name} does not exist.`,
    resource: errorResource(kind, name),
  });
}

/**
 * Throws if there is anything wrong with a request.
 *
 * @throws WebhookError INVALID_ARGUMENT, by default reason INVALID_RESOURCE, with all the violations
 */
export function refuseViolations(
  violations: readonly FieldViolation[],
  reason: "INVALID_RESOURCE" | "INVALID_PAGE_SIZE" = "INVALID_RESOURCE",
): void {
  if (violations.length === 0) return;
  throw new WebhookError("INVALID_ARGUMENT", {
    reason,
    message: violations.map(({ field, description }) => `${field}: ${description}`).join(" "),
    violations,
  });
}

/** Violations with more of them, as far as those are at other fields: one reason to look there is enough. */
export function besides(
  violations: readonly FieldViolation[],
  more: readonly FieldViolation[],
): FieldViolation[] {
  const told = new Set(violations.map(({ field }) => field));
  return [...violations, ...more.filter(({ field }) => !told.has(field))];
}

/** What was to be written. */
export interface Written {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly displayName: string;
  /**
   * It was to be created, so nothing has that name: the error gives the display
   * name in its place. Default: false.
   */
  readonly isNew?: boolean;
}

/**
 * What a failed write means for the caller: an error of the store about the
 * written resource gets the resource it is about; others stay as they are.
 */
export function explainWrite(thrown: unknown, written: Written): unknown {
  if (!WebhookError.is(thrown)) return thrown;
  const { kind, name, displayName, isNew = false } = written;
  const { code, reason, cause } = thrown;
  const known = errorResource(kind, name);
  const resource = isNew ? { ...known, name: displayName } : known;
  if (reason === "DISPLAY_NAME_TAKEN")
    return new WebhookError("ALREADY_EXISTS", {
      reason,
      message: `${known.owner} already has a ${kind} with the display name ${JSON.stringify(displayName)}.`,
      violations: [{ field: `${kind}.display_name`, description: "Already taken." }],
      resource,
      cause,
    });
  if (reason === "RESOURCE_NOT_FOUND") return resourceNotFound(kind, name);
  if (code === "ABORTED")
    return new WebhookError(code, { reason, message: thrown.message, resource, cause });
  return thrown;
}

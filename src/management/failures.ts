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
 * @throws WebhookError INVALID_ARGUMENT, reason INVALID_RESOURCE, with all the violations
 */
export function refuseViolations(violations: readonly FieldViolation[]): void {
  if (violations.length === 0) return;
  throw new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_RESOURCE",
    message: violations.map(({ field, description }) => `${field}: ${description}`).join(" "),
    violations,
  });
}

/**
 * What a failed write means for the caller: an error of the store about the
 * written resource gets the resource it is about; others stay as they are.
 */
export function explainWrite(
  thrown: unknown,
  written: { readonly kind: ResourceKind; readonly name: string; readonly displayName: string },
): unknown {
  if (!WebhookError.is(thrown)) return thrown;
  const { code, reason, cause } = thrown;
  const resource = errorResource(written.kind, written.name);
  if (reason === "DISPLAY_NAME_TAKEN")
    return new WebhookError("ALREADY_EXISTS", {
      reason,
      message: `${resource.owner} already has a ${written.kind} with the display name ${JSON.stringify(written.displayName)}.`,
      violations: [{ field: `${written.kind}.display_name`, description: "Already taken." }],
      resource,
      cause,
    });
  if (reason === "RESOURCE_NOT_FOUND") return resourceNotFound(written.kind, written.name);
  if (code === "ABORTED")
    return new WebhookError(code, { reason, message: thrown.message, resource, cause });
  return thrown;
}

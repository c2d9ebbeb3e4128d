/**
 * Update masks (https://google.aip.dev/134), for any message by its descriptor.
 */
import {
  clone,
  create,
  equals,
  type DescField,
  type DescMessage,
  type MessageShape,
} from "@bufbuild/protobuf";
import { reflect, type ReflectMap, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import type { FieldMask } from "@bufbuild/protobuf/wkt";
import { WebhookError, type FieldViolation } from "../errors.ts";
import { isImmutable, isOutputOnly } from "./field-behavior.ts";
import { MaskPathError, resolvePath, type MaskPath, type MaskStep } from "./mask-path.ts";

/** The paths that an update writes. */
export interface UpdateMask {
  readonly paths: readonly MaskPath[];
}

/** How a mask is read. */
export interface MaskOptions {
  /** Where the mask stands in the request, for errors. Default: `update_mask`. */
  readonly field?: string;
}

/**
 * Reads a mask. Without one, with an empty one and with `*` every field is
 * written, so that what the request leaves out is cleared. Fields that the server
 * alone writes are passed over, named or not (https://google.aip.dev/203#output-only).
 *
 * @param schema the resource, not the request
 * @throws WebhookError INVALID_ARGUMENT, reason INVALID_UPDATE_MASK, naming every wrong path
 */
export function parseUpdateMask(
  schema: DescMessage,
  mask: FieldMask | undefined,
  options: MaskOptions = {},
): UpdateMask {
  const paths = mask?.paths ?? [];
  if (paths.length === 0 || (paths.length === 1 && paths[0] === "*"))
    return { paths: schema.fields.filter((one) => !isOutputOnly(one)).map((field) => [{ field }]) };
  const resolved: MaskPath[] = [];
  const violations: FieldViolation[] = [];
  for (const path of paths) {
    const steps = resolveOrExplain(schema, path);
    if (typeof steps === "string")
      violations.push({ field: options.field ?? "update_mask", description: steps });
    else if (!steps.some(({ field }) => isOutputOnly(field))) resolved.push(steps);
  }
  if (violations.length === 0) return { paths: resolved };
  throw new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_UPDATE_MASK",
    message: violations.map(({ description }) => description).join(" "),
    violations,
  });
}

function resolveOrExplain(schema: DescMessage, path: string): MaskPath | string {
  if (path === "*") return 'The mask names "*", which stands for every field, beside other paths.';
  try {
    return resolvePath(schema, path);
  } catch (error) {
    if (error instanceof MaskPathError) return error.message;
    throw error;
  }
}

/** What an update starts from and what it brings. */
export interface Update<Desc extends DescMessage> {
  /** The resource as it is. Not changed. */
  readonly current: MessageShape<Desc>;
  /** The resource as the request has it. Not changed. */
  readonly wanted: MessageShape<Desc>;
  /** The resource's field in the request, for errors. Default: none. */
  readonly field?: string;
}

/**
 * The resource after an update: at the paths of the mask as it is wanted, and
 * elsewhere as it was. What is wanted unset is cleared.
 *
 * @throws WebhookError INVALID_ARGUMENT, reason INVALID_RESOURCE, if it would change an immutable field
 */
export function applyUpdateMask<Desc extends DescMessage>(
  schema: Desc,
  mask: UpdateMask,
  update: Update<Desc>,
): MessageShape<Desc> {
  const result = clone(schema, update.current);
  const target = reflect(schema, result);
  const source = reflect(schema, clone(schema, update.wanted));
  const violations: FieldViolation[] = [];
  for (const path of mask.paths) {
    const frozen = frozenField({ target, source }, path);
    if (frozen === undefined) applyPath(target, source, path);
    else if (frozen !== "same")
      violations.push({
        field: [...(update.field === undefined ? [] : [update.field]), frozen].join("."),
        description: "Cannot be changed.",
      });
  }
  if (violations.length === 0) return result;
  throw new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_RESOURCE",
    message: `${violations.map(({ field }) => field).join(", ")} cannot be changed.`,
    violations,
  });
}

/** A message and what is wanted in its place. */
interface Pair {
  readonly target: ReflectMessage;
  readonly source: ReflectMessage | undefined;
}

/**
 * The path of the immutable field that a mask's path leads to, or "same" if it is
 * wanted as it is or not given; undefined if the path leads to none.
 */
function frozenField(pair: Pair, path: MaskPath): string | undefined {
  let { target, source }: Pair = pair;
  for (const [index, { field, key }] of path.entries()) {
    if (isImmutable(field)) {
      if (!source?.isSet(field) || sameField(field, target, source)) return "same";
      return path
        .slice(0, index + 1)
        .map((step) => step.field.name)
        .join(".");
    }
    if (field.fieldKind !== "message" || key !== undefined) return undefined;
    source = childOf(source, field);
    target = target.get(field);
  }
  return undefined;
}

/** Whether a field has the same value in two messages. */
function sameField(field: DescField, left: ReflectMessage, right: ReflectMessage): boolean {
  const [a, b] = [left, right].map((message) => {
    const only = create(field.parent);
    if (message.isSet(field)) reflect(field.parent, only).set(field, message.get(field));
    return only;
  });
  return a !== undefined && b !== undefined && equals(field.parent, a, b);
}

function childOf(
  message: ReflectMessage | undefined,
  field: DescField & { fieldKind: "message" },
): ReflectMessage | undefined {
  return message?.isSet(field) ? message.get(field) : undefined;
}

function applyPath(
  target: ReflectMessage,
  source: ReflectMessage | undefined,
  path: MaskPath,
): void {
  const [step, ...rest] = path;
  if (step === undefined) return;
  const { field } = step;
  if (step.key !== undefined && field.fieldKind === "map") {
    const entries: ReflectMap = target.get(field);
    applyEntry(entries, source?.get(field), [step, ...rest]);
  } else if (rest.length === 0 || field.fieldKind !== "message") {
    if (source?.isSet(field)) target.set(field, source.get(field));
    else target.clear(field);
  } else {
    const wanted = childOf(source, field);
    // Nothing is there and nothing is wanted: clearing a part does not create the whole.
    if (wanted === undefined && !target.isSet(field)) return;
    const child = target.get(field);
    applyPath(child, wanted, rest);
    target.set(field, child);
  }
}

function applyEntry(
  target: ReflectMap,
  source: ReflectMap | undefined,
  path: readonly [MaskStep, ...MaskStep[]],
): void {
  const [{ key, field }, ...rest] = path;
  const wanted = source?.get(key);
  if (rest.length === 0) {
    if (wanted === undefined) target.delete(key);
    else target.set(key, wanted);
    return;
  }
  const present = target.get(key) as ReflectMessage | undefined;
  if (field.message === undefined || (wanted === undefined && present === undefined)) return;
  const child = present ?? reflect(field.message);
  applyPath(child, wanted as ReflectMessage | undefined, rest);
  target.set(key, child);
}

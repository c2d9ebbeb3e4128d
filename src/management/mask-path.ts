/**
 * Paths of update masks (https://google.aip.dev/161), resolved against the
 * descriptor of the message that they speak of.
 */
import { ScalarType, type DescField, type DescMessage } from "@bufbuild/protobuf";

/** One step of a path: a field, or one entry of a map field. */
export interface MaskStep {
  readonly field: DescField;
  /** The entry of the map that the step leads to. Absent: the whole field. */
  readonly key?: string | number | bigint | boolean;
}

/** A path in a message: at least one step. */
export type MaskPath = readonly MaskStep[];

/** A path that leads nowhere. The message is a sentence for the caller. */
export class MaskPathError extends Error {
  override readonly name = "MaskPathError";
}

/**
 * Resolves a path such as `generic_web_service.uri`, `genericWebService.uri` or
 * ``request_headers.`X-Trace` ``.
 *
 * Fields may be spelled as in the proto or as in JSON. An entry of a map is named
 * by its key, in backquotes if it is not a plain word. A list is taken or left as
 * a whole.
 *
 * @throws MaskPathError that names the part which is wrong, and what would be right
 */
export function resolvePath(schema: DescMessage, path: string): MaskPath {
  const segments = splitPath(path);
  const steps: MaskStep[] = [];
  let message: DescMessage | undefined = schema;
  for (let index = 0; index < segments.length; index++) {
    const before: DescField | undefined = steps.at(-1)?.field;
    if (message === undefined) throw new MaskPathError(endOfPath(path, before));
    const field = findField(message, segments[index] ?? "", path);
    const next = segments[index + 1];
    if (field.fieldKind === "map" && next !== undefined) {
      steps.push({ field, key: keyOf(field, next, path) });
      index++;
    } else steps.push({ field });
    message = field.fieldKind === "list" ? undefined : field.message;
  }
  return steps;
}

/** The segments of a path; backquotes keep a segment together, and stand for themselves when doubled. */
function splitPath(path: string): string[] {
  const segments: string[] = [];
  const segment = /(?:`(?<quoted>(?:[^`]|``)*)`|(?<plain>[^.`]+))(?:\.(?!$)|$)/y;
  while (segment.lastIndex < path.length) {
    const groups = segment.exec(path)?.groups;
    if (groups === undefined)
      throw new MaskPathError(
        `${JSON.stringify(path)} is no path of names with dots between them.`,
      );
    segments.push(groups["plain"] ?? (groups["quoted"] ?? "").replaceAll("``", "`"));
  }
  if (segments.length === 0) throw new MaskPathError("A path of the mask is empty.");
  return segments;
}

function findField(message: DescMessage, name: string, path: string): DescField {
  const field = message.fields.find((one) => one.name === name || one.jsonName === name);
  if (field !== undefined) return field;
  const known = message.fields.map((one) => one.name).join(", ");
  throw new MaskPathError(
    `${JSON.stringify(path)}: ${message.name} has no field ${JSON.stringify(name)}. It has ${known}.`,
  );
}

function endOfPath(path: string, field: DescField | undefined): string {
  const name = field?.name ?? "";
  const reason =
    field?.fieldKind === "list" ? "is a list, which is replaced as a whole" : "has no fields";
  return `${JSON.stringify(path)}: ${name} ${reason}. End the path with ${name}.`;
}

function keyOf(
  field: DescField & { fieldKind: "map" },
  text: string,
  path: string,
): string | number | bigint | boolean {
  if (field.mapKey === ScalarType.STRING) return text;
  if (field.mapKey === ScalarType.BOOL && (text === "true" || text === "false"))
    return text === "true";
  if (field.mapKey !== ScalarType.BOOL && /^-?\d{1,20}$/.test(text))
    return isLong(field.mapKey) ? BigInt(text) : Number(text);
  throw new MaskPathError(
    `${JSON.stringify(path)}: ${JSON.stringify(text)} is no key of ${field.name}.`,
  );
}

function isLong(type: ScalarType): boolean {
  return (
    type === ScalarType.INT64 ||
    type === ScalarType.UINT64 ||
    type === ScalarType.SINT64 ||
    type === ScalarType.FIXED64 ||
    type === ScalarType.SFIXED64
  );
}

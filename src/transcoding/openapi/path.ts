/**
 * Path templates of google.api.http as those of OpenAPI, whose variables are
 * single segments: `/v1/{name=shelves/*}` becomes `/v1/shelves/{shelvesId}`.
 */
import type { DescField } from "@bufbuild/protobuf";
import type { HttpBinding } from "../binding.ts";
import { leafOf } from "../field-path.ts";

/** One variable of an OpenAPI path. */
export interface PathParameter {
  readonly name: string;
  /** The field that it fills; undefined if it is only a part of one. */
  readonly field: DescField | undefined;
  readonly description?: string;
}

/** An OpenAPI path. */
export interface OpenApiPath {
  readonly path: string;
  readonly parameters: readonly PathParameter[];
}

/**
 * Turns bindings into paths. Paths that differ in the names of their variables
 * alone get the names of the first: OpenAPI takes them for the same.
 */
export class PathNames {
  readonly #known = new Map<string, readonly string[]>();

  /** The path of a binding. */
  pathOf(binding: HttpBinding): OpenApiPath {
    const { template } = binding;
    const shape = template.segments.map((segment) =>
      segment.kind === "literal" ? segment.text : "{}",
    );
    const key = [...shape, template.verb].join("/");
    const parameters = parametersOf(binding);
    const names = this.#known.get(key) ?? parameters.map(({ name }) => name);
    this.#known.set(key, names);
    let next = 0;
    const parts = template.segments.map((segment) =>
      segment.kind === "literal" ? encodeURIComponent(segment.text) : `{${names[next++] ?? ""}}`,
    );
    return {
      path: `/${parts.join("/")}${template.verb === undefined ? "" : `:${template.verb}`}`,
      parameters: parameters.map((parameter, index) => ({
        ...parameter,
        name: names[index] ?? parameter.name,
      })),
    };
  }
}

function parametersOf({ template, variables }: HttpBinding): PathParameter[] {
  const taken = new Set<string>();
  return template.segments.flatMap((segment, index): PathParameter[] => {
    if (segment.kind === "literal") return [];
    const owner = variables.find(
      ({ variable }) => index >= variable.start && index < (variable.end ?? index + 1),
    );
    const alone =
      owner !== undefined &&
      owner.variable.start === index &&
      (owner.variable.end ?? template.segments.length) === index + 1;
    // Named after its collection, if that belongs to the same name.
    const before = index > (owner?.variable.start ?? 0) ? template.segments[index - 1] : undefined;
    const collection =
      before?.kind === "literal" && /^[\w.~-]+$/.test(before.text) ? before.text : undefined;
    const wanted =
      alone || collection === undefined
        ? (owner?.variable.fieldPath.join(".") ?? "segment")
        : `${collection}Id`;
    const name = unused(wanted, taken);
    taken.add(name);
    const field = alone ? leafOf(owner.path) : undefined;
    return [
      {
        name,
        field,
        ...(segment.kind === "rest" && {
          description: "Any number of segments, whose slashes are not percent-encoded.",
        }),
        ...(segment.kind === "one" &&
          owner !== undefined &&
          !alone && { description: `Part of ${owner.variable.fieldPath.join(".")}.` }),
      },
    ];
  });
}

function unused(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let ordinal = 2; taken.has(name); ordinal++) name = `${wanted}${ordinal}`;
  return name;
}

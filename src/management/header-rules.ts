/** Which headers a webhook may add to its calls, beyond the patterns that the proto has for them. */
import { parseHeaderTemplate } from "../dispatch/template/header-template.ts";
import { problemOf } from "../dispatch/template/template-error.ts";
import { connectionHeaders } from "../dispatch/transport/header-names.ts";
import type { FieldViolation } from "../errors.ts";

/** Headers that belong to the caller's HTTP. */
const reserved: ReadonlySet<string> = new Set([
  ...connectionHeaders,
  "proxy-authenticate",
  "proxy-authorization",
]);

/** Violations in the names of a header map: reserved, or the same but for case. */
export function headerNameViolations(names: readonly string[], field: string): FieldViolation[] {
  const seen = new Set<string>();
  return names.flatMap((name) => {
    const lower = name.toLowerCase();
    const problem = nameProblem(lower, seen);
    seen.add(lower);
    return problem === undefined ? [] : [at(field, name, problem)];
  });
}

function nameProblem(lower: string, seen: ReadonlySet<string>): string | undefined {
  if (reserved.has(lower)) return "Is set by the caller itself, so it cannot be chosen.";
  return seen.has(lower) ? "Stands here twice: names of headers know no case." : undefined;
}

/**
 * Violations in the values of a header map, which may hold references. The values themselves, which
 * are secret, are not told.
 */
export function headerTemplateViolations(
  headers: Readonly<Record<string, string>>,
  field: string,
): FieldViolation[] {
  return Object.entries(headers).flatMap(([name, text]) => {
    const problem = problemOf(() => parseHeaderTemplate(text));
    return problem === undefined ? [] : [at(field, name, problem)];
  });
}

function at(field: string, name: string, description: string): FieldViolation {
  return { field: `${field}[${JSON.stringify(name)}]`, description };
}

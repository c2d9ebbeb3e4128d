/**
 * Path templates of google.api.http
 * (https://github.com/googleapis/googleapis/blob/master/google/api/http.proto).
 *
 *     Template  = "/" Segments [ Verb ] ;
 *     Segments  = Segment { "/" Segment } ;
 *     Segment   = "*" | "**" | LITERAL | Variable ;
 *     Variable  = "{" FieldPath [ "=" Segments ] "}" ;
 *     FieldPath = IDENT { "." IDENT } ;
 *     Verb      = ":" LITERAL ;
 *     IDENT     = ( ALPHA | "_" ) { ALPHA | DIGIT | "_" } ;
 *     LITERAL   = character of a path segment in RFC 3986 but "*" and ":", one or more ;
 *
 * `*` stands for one segment that is not empty; `**` for any number of
 * segments, none and empty ones included, and only at the end, before the verb.
 * A variable without segments is `*`; variables do not nest, and none is there twice.
 */

/** What one position of a path must be. */
export type PathSegment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "one" }
  | { readonly kind: "rest" };

/** A part of the path that becomes the value of a field. */
export interface PathVariable {
  /** Names of fields, outermost first, as the template spells them. */
  readonly fieldPath: readonly string[];
  /** Index of its first segment. */
  readonly start: number;
  /** Index after its last segment; undefined if it reaches to the end of the path. */
  readonly end: number | undefined;
  /** Whether it spans segments, so that `%2F` stays encoded in its value. */
  readonly multiple: boolean;
}

/** A template, parsed. */
export interface PathTemplate {
  /** As it was written. */
  readonly text: string;
  readonly segments: readonly PathSegment[];
  /** The custom verb, without its colon. */
  readonly verb: string | undefined;
  readonly variables: readonly PathVariable[];
}

/** A template that does not follow the grammar. */
export class PathTemplateError extends Error {
  override readonly name = "PathTemplateError";
  /** Where, counted from 1. */
  readonly column: number;

  constructor(problem: string, { template, column }: { template: string; column: number }) {
    super(`${problem}, at column ${column} of the path template "${template}".`);
    this.column = column;
  }
}

/**
 * Reads a template.
 *
 * @throws PathTemplateError
 */
export function parsePathTemplate(text: string): PathTemplate {
  return new TemplateParser(text).parse();
}

const identifier = /[A-Za-z_][A-Za-z0-9_]*/y;
const literal = /(?:[A-Za-z0-9\-._~!$&'()+,;=@]|%[0-9A-Fa-f]{2})+/y;

class TemplateParser {
  readonly #text: string;
  readonly #segments: PathSegment[] = [];
  readonly #variables: PathVariable[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): PathTemplate {
    this.#expect("/");
    this.#readSegments(false);
    const verb = this.#take(":") ? this.#readLiteral("a verb") : undefined;
    if (this.#at < this.#text.length) this.#fail(`"${this.#next}" has no place here`);
    return { text: this.#text, segments: this.#segments, verb, variables: this.#variables };
  }

  get #next(): string {
    return this.#text.charAt(this.#at);
  }

  #readSegments(inVariable: boolean): void {
    do {
      if (this.#segments.at(-1)?.kind === "rest") this.#fail("Nothing but a verb may follow **");
      if (this.#next === "{") this.#readVariable(inVariable);
      else this.#segments.push(this.#readSegment());
    } while (this.#take("/"));
  }

  #readSegment(): PathSegment {
    if (this.#take("**")) return { kind: "rest" };
    if (this.#take("*")) return { kind: "one" };
    return { kind: "literal", text: this.#readLiteral("a segment") };
  }

  #readVariable(inVariable: boolean): void {
    if (inVariable) this.#fail("A variable may not stand in another");
    const start = this.#segments.length;
    const column = this.#at;
    this.#expect("{");
    const fieldPath = [this.#readIdentifier()];
    while (this.#take(".")) fieldPath.push(this.#readIdentifier());
    if (this.#take("=")) this.#readSegments(true);
    else this.#segments.push({ kind: "one" });
    this.#expect("}");
    const name = fieldPath.join(".");
    if (this.#variables.some((other) => other.fieldPath.join(".") === name)) {
      this.#at = column;
      this.#fail(`The variable ${name} is there twice`);
    }
    const open = this.#segments.at(-1)?.kind === "rest";
    const end = this.#segments.length;
    const multiple = open || end - start > 1;
    this.#variables.push({ fieldPath, start, end: open ? undefined : end, multiple });
  }

  #readIdentifier(): string {
    return this.#read(identifier) ?? this.#fail("A field name must stand here");
  }

  #readLiteral(what: string): string {
    const column = this.#at;
    const text = this.#read(literal) ?? this.#fail(`There must be ${what}`);
    try {
      return decodeURIComponent(text);
    } catch {
      this.#at = column;
      return this.#fail("What is percent-encoded must be UTF-8");
    }
  }

  #read(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #take(token: string): boolean {
    const found = this.#text.startsWith(token, this.#at);
    if (found) this.#at += token.length;
    return found;
  }

  #expect(token: string): void {
    if (!this.#take(token)) this.#fail(`There must be "${token}"`);
  }

  #fail(problem: string): never {
    throw new PathTemplateError(problem, { template: this.#text, column: this.#at + 1 });
  }
}

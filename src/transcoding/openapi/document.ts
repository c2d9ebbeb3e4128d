/**
 * An OpenAPI 3.1 document of everything that a transcoder serves
 * (https://spec.openapis.org/oas/v3.1.1.html).
 */
import type { JsonObject } from "@bufbuild/protobuf";
import type { HttpBinding } from "../binding.ts";
import type { Describe } from "./comments.ts";
import { operationOf } from "./operation.ts";
import { PathNames } from "./path.ts";
import { Schemas } from "./schema.ts";

/** What a document is made of. */
export interface OpenApiOptions {
  /** Those of a transcoder, or of `httpBindings`. */
  readonly bindings: readonly HttpBinding[];
  readonly title: string;
  /** The version of the API, as in `info.version`. */
  readonly version: string;
  /** Markdown. Default: none. */
  readonly description?: string;
  /** URLs under which the API is served. Default: wherever the document came from. */
  readonly servers?: readonly string[];
  /** Describes methods, messages and fields. Default: nothing is described; see `describeFrom` and `describeByName`. */
  readonly describe?: Describe;
}

/** HTTP methods that OpenAPI 3.1 has a place for. */
const known = new Set(["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]);

/**
 * The document, as JSON. Left out are bindings with an HTTP method of
 * their own, which OpenAPI has no place for, and methods that stream; an output of the same bindings is
 * always the same.
 */
export function openApi(options: OpenApiOptions): JsonObject {
  const {
    bindings,
    title,
    version,
    description,
    servers = [],
    describe = () => undefined,
  } = options;
  const schemas = new Schemas(describe);
  const paths = pathItems(bindings, { schemas, describe });
  return {
    openapi: "3.1.1",
    info: { title, version, ...(description !== undefined && { description }) },
    ...(servers.length > 0 && { servers: servers.map((url) => ({ url })) }),
    tags: tagsOf(bindings, describe),
    paths,
    components: {
      schemas: { ...schemas.components, Error: errorSchema },
      responses: {
        Error: {
          description: "A google.rpc.Status: the canonical code by name, and details.",
          content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
        },
      },
      parameters: systemParameters,
    },
  };
}

function pathItems(
  bindings: readonly HttpBinding[],
  { schemas, describe }: { schemas: Schemas; describe: Describe },
): JsonObject {
  const names = new PathNames();
  const ordinals = new Map<HttpBinding["method"], number>();
  const items = new Map<string, JsonObject>();
  for (const binding of bindings) {
    if (!known.has(binding.httpMethod) || binding.method.methodKind !== "unary") continue;
    const ordinal = (ordinals.get(binding.method) ?? 0) + 1;
    ordinals.set(binding.method, ordinal);
    const { path, parameters } = names.pathOf(binding);
    const item = items.get(path) ?? {};
    items.set(path, item);
    // Of two templates that OpenAPI cannot tell apart, the first is shown.
    item[binding.httpMethod.toLowerCase()] ??= operationOf({
      binding,
      ordinal,
      parameters,
      schemas,
      describe,
    });
  }
  return Object.fromEntries(items);
}

function tagsOf(bindings: readonly HttpBinding[], describe: Describe): JsonObject[] {
  const services = new Set(bindings.map(({ method }) => method.parent));
  return [...services].map((service) => {
    const description = describe(service);
    return { name: service.typeName, ...(description !== undefined && { description }) };
  });
}

const systemParameters: JsonObject = {
  alt: {
    name: "$alt",
    in: "query",
    description: "The form of the answer: with enum-encoding=int, enums are numbers.",
    schema: { type: "string", enum: ["json", "json;enum-encoding=int"] },
  },
  prettyPrint: {
    name: "$prettyPrint",
    in: "query",
    description: "Whether the answer is indented.",
    schema: { type: "boolean" },
  },
  fields: {
    name: "$fields",
    in: "query",
    description: "The fields of the answer to send, such as items(name,title),nextPageToken.",
    schema: { type: "string" },
  },
};

const errorSchema: JsonObject = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message", "status"],
      properties: {
        code: { type: "integer", description: "The HTTP status." },
        message: { type: "string" },
        status: {
          type: "string",
          description: "The canonical code, by name.",
          examples: ["NOT_FOUND"],
        },
        details: {
          type: "array",
          items: {
            type: "object",
            required: ["@type"],
            properties: { "@type": { type: "string" } },
          },
        },
      },
    },
  },
};

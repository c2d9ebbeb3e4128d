import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeFrom, httpBindings, openApi } from "../../../src/transcoding/index.ts";
import { arbitraryMessage } from "../../arbitrary/message.ts";
import { json, messageType, registry, serviceType } from "../fixture.ts";
import { resolve, violation } from "./json-schema.ts";

const methods = [serviceType("EchoService"), serviceType("LibraryService")].flatMap(
  (service) => service.methods,
);
const bindings = httpBindings(methods);
const document = openApi({
  bindings,
  title: "Echo",
  version: "v1",
  description: "Says what it hears.",
  servers: ["https://echo.example.com"],
  describe: describeFrom(registry),
});

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters: readonly JsonObject[];
  readonly requestBody?: { readonly required?: boolean; readonly content: JsonObject };
  readonly responses: JsonObject;
}

const paths = document["paths"] as unknown as Record<string, Record<string, Operation>>;
const operations = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

function operation(line: string): Operation {
  const [method = "", path = ""] = line.split(" ");
  const found = paths[path]?.[method];
  if (found === undefined) throw new Error(`There is no ${line}.`);
  return found;
}

function schema(name: string): JsonObject {
  return resolve(document, `#/components/schemas/echo.v1.${name}`) as JsonObject;
}

/** Everything under a value, itself first. */
function* everything(value: JsonValue): Generator<JsonValue> {
  yield value;
  if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) yield* everything(inner);
}

describe("openApi", () => {
  it("begins with what the document is about", () => {
    expect(document).toMatchObject({
      openapi: "3.1.1",
      info: { title: "Echo", version: "v1", description: "Says what it hears." },
      servers: [{ url: "https://echo.example.com" }],
      tags: [
        {
          name: "echo.v1.EchoService",
          description: "Gives every request back, bound in every way.",
        },
        { name: "echo.v1.LibraryService" },
      ],
    });
  });

  it("has every binding that OpenAPI has a place for, under its own id", () => {
    const ids = operations.map((one) => one.operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const served = bindings.filter(
      ({ method, httpMethod }) => method.methodKind === "unary" && httpMethod !== "SEARCH",
    );
    expect(ids).toHaveLength(served.length);
    expect(ids).toContain("echo.v1.LibraryService.GetBook.2");
    expect(ids).not.toContain("echo.v1.LibraryService.WatchBooks");
  });

  it("has no reference that leads nowhere", () => {
    const references = [...everything(document)].flatMap((value) =>
      typeof value === "object" &&
      value !== null &&
      "$ref" in value &&
      typeof value["$ref"] === "string"
        ? [value["$ref"]]
        : [],
    );
    expect(references.length).toBeGreaterThan(20);
    for (const reference of references) expect(() => resolve(document, reference)).not.toThrow();
  });

  it("declares exactly the variables of each path, and no two paths of one shape", () => {
    for (const { path, operation } of operations) {
      const variables = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters.filter((one) => one["in"] === "path");
      expect(declared.map(({ name }) => name)).toEqual(variables);
      expect(declared.every(({ required }) => required === true)).toBe(true);
    }
    const shapes = Object.keys(paths).map((path) => path.replaceAll(/\{[^}]+\}/g, "{}"));
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it("names no query parameter twice, and none that the path or the body gives", () => {
    for (const { operation } of operations) {
      const names = operation.parameters.map(({ name, $ref }) => name ?? $ref);
      expect(new Set(names).size).toBe(names.length);
    }
    const list = operation("get /v1/shelves/{shelvesId}/books");
    expect(list.parameters.map(({ name }) => name).filter((name) => name !== undefined)).toEqual([
      "shelvesId",
      "pageSize",
      "pageToken",
    ]);
    const create = operation("post /v1/shelves/{shelvesId}/books");
    expect(create.parameters.map(({ name }) => name)).toContain("bookId");
    expect(create.parameters.map(({ name }) => name)).not.toContain("book.title");
  });

  it("lays fields of messages out in the query, but no message within itself", () => {
    const names = operation("get /v1/echo:query").parameters.map(({ name }) => name);
    expect(names).toContain("sample.fChild.fString");
    expect(names).toContain("sample.otherName");
    expect(names).not.toContain("sample.fChild.fChild.fString");
    expect(names).not.toContain("sample.mString");
    expect(names).not.toContain("sample.struct");
  });

  it("takes bodies: required ones, parts of them in a PATCH, and any bytes", () => {
    expect(operation("post /v1/shelves/{shelvesId}/books").requestBody).toEqual({
      required: true,
      content: { "application/json": { schema: { $ref: "#/components/schemas/echo.v1.Book" } } },
    });
    const patch = operation("patch /v1/shelves/{shelvesId}/books/{booksId}").requestBody?.content;
    expect(patch).not.toHaveProperty(["application/json", "schema", "required"]);
    expect(patch).toHaveProperty(["application/json", "schema", "properties", "title"]);
    const cover = operation("put /v1/shelves/{shelvesId}/books/{booksId}:cover").requestBody;
    expect(cover?.content).toEqual({ "*/*": {} });
    expect(operation("get /v1/echo:query").requestBody).toBeUndefined();
  });

  it("says what an answer is: a message, a field, any bytes, an error", () => {
    const answer = (line: string): JsonValue | undefined =>
      (operation(line).responses["200"] as JsonObject)["content"];
    expect(answer("get /v1/shelves/{shelvesId}/books:count")).toEqual({
      "application/json": { schema: { type: "integer", format: "int32" } },
    });
    expect(answer("get /v1/shelves/{shelvesId}/books/{booksId}:cover")).toEqual({ "*/*": {} });
    expect(operation("get /v1/echo:query").responses["default"]).toEqual({
      $ref: "#/components/responses/Error",
    });
  });

  it("describes what has comments", () => {
    expect(operation("get /v1/echo:query").description).toBe("Everything in the query.");
    expect(schema("Sample")).toHaveProperty(
      ["properties", "key", "description"],
      "Stands where a system parameter stands, too.",
    );
  });

  it.each([
    ["Reads a book.", "Reads a book", "one sentence, without its full stop"],
    ["Reads a book. NOT_FOUND if there is none.", "Reads a book", "the first of two"],
    ["Reads a\nbook, wherever\nit stands.", "Reads a book, wherever it stands", "on one line"],
    ["Books\n\n- all of them\n- sorted", "Books", "the first paragraph"],
    ["Adds e.g. a book. Or two.", "Adds e.g. a book", "an abbreviation is no end"],
    ["Is it there?", "Is it there?", "other marks stay"],
  ])("makes of %j the title %j: %s", (description, summary) => {
    const titled = openApi({
      bindings,
      title: "Echo",
      version: "v1",
      describe: ({ kind }) => (kind === "rpc" ? description : undefined),
    });
    expect(titled).toHaveProperty(["paths", "/v1/echo:query", "get", "summary"], summary);
    expect(titled).toHaveProperty(["paths", "/v1/echo:query", "get", "description"], description);
  });

  it("says nothing without comments", () => {
    const bare = openApi({ bindings, title: "Echo", version: "v1" });
    expect(bare).not.toHaveProperty(["paths", "/v1/echo:query", "get", "summary"]);
    expect(bare).not.toHaveProperty("servers");
    expect((bare["tags"] as JsonObject[])[0]).toEqual({ name: "echo.v1.EchoService" });
  });

  it("takes field_behavior and deprecation over", () => {
    expect(schema("Book")).toMatchObject({
      required: ["title"],
      properties: { createTime: { readOnly: true }, etag: { deprecated: true } },
    });
  });
});

describe("schemas", () => {
  it.each(["Sample", "EchoRequest"])("fit every %s", (name) => {
    const messages = arbitraryMessage(messageType(name), {
      maxDepth: 3,
      protoKeys: false,
      nonFinite: false,
      unknownEnums: true,
    });
    fc.assert(
      fc.property(messages, (message) => {
        expect(violation(document, schema(name), json(name, message))).toBeUndefined();
      }),
    );
  });

  it.each<[JsonObject, string]>([
    [{ fInt32: "5" }, "fInt32 is no integer"],
    [{ fUint32: -1 }, "fUint32 is too small"],
    [{ fInt64: "x" }, "fInt64 has another form"],
    [{ fColour: "PINK" }, "fColour fits none"],
    [{ rString: ["a", 1] }, "rString is no string"],
    [{ duration: "5" }, "duration has another form"],
    [{ fChild: { fBool: 1 } }, "fChild fBool is no boolean"],
    [{ mString: { a: 1 } }, "mString is no string"],
    [{ cString: "x", cInt32: 1 }, "fits 2 of one"],
  ])("do not fit %j", (value, problem) => {
    expect(violation(document, schema("Sample"), value)).toBe(problem);
  });
});

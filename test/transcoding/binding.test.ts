import { describe, expect, it } from "vitest";
import { httpBindings, routeBindings } from "../../src/transcoding/binding.ts";
import { createTranscoder, type ServiceHttpRule } from "../../src/transcoding/index.ts";
import { register, registry, serviceType } from "./fixture.ts";

const library = serviceType("LibraryService").methods;
const getBook = "echo.v1.LibraryService.GetBook";

/** The bindings of LibraryService by these rules, as lines. */
function lines(...rules: readonly ServiceHttpRule[]): readonly string[] {
  return httpBindings(library, rules).map(
    ({ method, httpMethod, template }) => `${method.name}: ${httpMethod} ${template.text}`,
  );
}

describe("httpBindings", () => {
  it("lays additional bindings out, in the order of the methods", () => {
    expect(lines().slice(0, 5)).toEqual([
      "GetBook: GET /v1/{name=shelves/*/books/*}",
      "GetBook: GET /v1/archive/{name=**}",
      "ListBooks: GET /v1/{parent=shelves/*}/books",
      "ListBooks: GET /v1/{parent=shelves/*}/books:titles",
      "CreateBook: POST /v1/{parent=shelves/*}/books",
    ]);
  });

  it("has none for a method without a rule", () => {
    const echo = httpBindings(serviceType("EchoService").methods);
    expect(echo.map(({ method }) => method.name)).not.toContain("EchoByRpcOnly");
  });

  it("reads a custom HTTP method", () => {
    expect(lines()).toContain("SearchBooks: SEARCH /v1/{parent=shelves/*}/books");
  });

  it("puts a rule in the place of the annotation, with its own additional bindings", () => {
    const rule = {
      selector: getBook,
      get: "/v2/{name=books/*}",
      additionalBindings: [{ custom: { kind: "*", path: "/v2/any/{name}" } }],
    };
    expect(lines(rule).filter((line) => line.startsWith("GetBook"))).toEqual([
      "GetBook: GET /v2/{name=books/*}",
      "GetBook: * /v2/any/{name}",
    ]);
  });

  it("lets the last of two rules for one method count", () => {
    const rules = ["/a/{name}", "/b/{name}"].map((get) => ({ selector: getBook, get }));
    expect(lines(...rules)).toContain("GetBook: GET /b/{name}");
    expect(lines(...rules)).not.toContain("GetBook: GET /a/{name}");
  });

  it("gives a rule to a method that has no annotation", () => {
    const selector = "echo.v1.EchoService.EchoByRpcOnly";
    const [binding] = httpBindings(
      serviceType("EchoService").methods.filter(({ name }) => name === "EchoByRpcOnly"),
      [{ selector, post: "/v1/rpc-only", body: "*" }],
    );
    expect(binding).toMatchObject({ httpMethod: "POST", body: { kind: "message" } });
  });

  it.each<[string, ServiceHttpRule, string]>([
    [
      "a selector of no method",
      { selector: "a.B.C", get: "/x" },
      "a.B.C selects a method that no registered service has",
    ],
    ["no pattern", { selector: getBook }, "needs a method and a path"],
    ["two patterns", { selector: getBook, get: "/x", post: "/y" }, "is no google.api.HttpRule"],
    [
      "a malformed path",
      { selector: getBook, get: "/x/{" },
      'at column 5 of the path template "/x/{"',
    ],
    [
      "an unknown field in the path",
      { selector: getBook, get: "/{nope}" },
      "GetBookRequest has no field nope",
    ],
    [
      "a message in the path",
      { selector: "echo.v1.LibraryService.CreateBook", post: "/{book}" },
      "The path cannot fill book",
    ],
    [
      "a list in the path",
      { selector: "echo.v1.EchoService.EchoQuery", get: "/{sample.r_string}" },
      "The path cannot fill sample.r_string",
    ],
    [
      "an unknown field for the body",
      { selector: getBook, post: "/x", body: "nope" },
      "GetBookRequest has no field nope, which the body would fill",
    ],
    [
      "an unknown field for the answer",
      { selector: getBook, get: "/x", responseBody: "nope" },
      "Book has no field nope",
    ],
    [
      "bindings within bindings",
      {
        selector: getBook,
        get: "/x",
        additionalBindings: [{ get: "/y", additionalBindings: [{ get: "/z" }] } as never],
      },
      "additional bindings have no additional bindings",
    ],
  ])("refuses a rule with %s, naming the method", (_, rule, text) => {
    const methods = [...library, ...serviceType("EchoService").methods];
    expect(() => httpBindings(methods, [rule])).toThrow(text);
    expect(() => httpBindings(methods, [rule])).toThrow(rule.selector);
  });
});

describe("routeBindings", () => {
  it("refuses two bindings that match the same requests, naming both methods", () => {
    const bindings = httpBindings(library, [
      { selector: getBook, get: "/v1/{name=books/*}" },
      { selector: "echo.v1.LibraryService.GetCover", get: "/v1/books/{name}" },
    ]);
    expect(() => routeBindings(bindings)).toThrow(
      "echo.v1.LibraryService.GetCover (GET /v1/books/{name}) cannot be told apart from " +
        "echo.v1.LibraryService.GetBook (GET /v1/{name=books/*}). Change one of the paths.",
    );
  });

  it("is where a transcoder fails: when it is made", () => {
    const rules = [{ selector: getBook, get: "/v1/{parent=shelves/*}/books" }];
    const make = (): unknown =>
      createTranscoder({ services: register("LibraryService", {}), registry, rules });
    expect(make).toThrow("GetBookRequest has no field parent");
  });
});

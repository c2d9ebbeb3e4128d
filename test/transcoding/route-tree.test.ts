import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePathTemplate } from "../../src/transcoding/path-template.ts";
import { RouteTree } from "../../src/transcoding/route-tree.ts";

/** A tree of `METHOD /template` lines, each its own value. */
function treeOf(...lines: readonly string[]): RouteTree<string> {
  const tree = new RouteTree<string>();
  for (const line of lines) {
    const [httpMethod = "", template = ""] = line.split(" ");
    tree.add({ template: parsePathTemplate(template), httpMethod }, line);
  }
  return tree;
}

function find(tree: RouteTree<string>, line: string): string {
  const [method = "", path = ""] = line.split(" ");
  const found = tree.find(path, method);
  if (found.kind === "route") return found.value;
  return found.kind === "nothing" ? "nothing" : `allowed: ${found.allowed.join(" ")}`;
}

const lines = [
  "GET /v1/{name=**}",
  "GET /v1/shelves/*",
  "GET /v1/shelves/all",
  "GET /v1/*/all",
  "POST /v1/shelves/*",
  "GET /v1/shelves/*:open",
  "POST /v1/shelves/*:close",
  "GET /v1/**:history",
  "DELETE /v1/only",
  "* /any",
  "POST /any",
];

describe("RouteTree", () => {
  it.each([
    ["GET /v1/shelves/all", "GET /v1/shelves/all", "literals win"],
    ["GET /v1/shelves/one", "GET /v1/shelves/*", "then one segment"],
    ["GET /v1/rooms/all", "GET /v1/*/all", "a literal further on counts"],
    ["GET /v1/rooms/one", "GET /v1/{name=**}", "then any segments"],
    ["GET /v1/a/b/c/d", "GET /v1/{name=**}", "of any number"],
    ["GET /v1", "GET /v1/{name=**}", "none among them"],
    ["GET /v1/", "GET /v1/{name=**}", "and empty ones"],
    ["GET /v1/shelves/", "GET /v1/{name=**}", "* takes no empty segment"],
    ["GET /v1/shelves/x:open", "GET /v1/shelves/*:open", "a verb"],
    ["GET /v1/shelves/x:close", "GET /v1/shelves/*", "not the verb of another HTTP method"],
    ["GET /v1/shelves/x:y", "GET /v1/shelves/*", "an unknown verb is a part of the segment"],
    ["GET /v1/shelves/x:y:open", "GET /v1/shelves/*:open", "the last colon is the verb's"],
    ["GET /v1/shelves/x%3Aopen", "GET /v1/shelves/*", "an encoded colon is none of a verb"],
    ["GET /v1/a/b:history", "GET /v1/**:history", "a verb after any segments"],
    ["GET /v1/shelves/x:open/y", "GET /v1/{name=**}", "a colon before the last segment"],
    ["GET /v1/%73helves/all", "GET /v1/shelves/all", "an encoded letter is the letter"],
    ["POST /v1/shelves/all", "POST /v1/shelves/*", "what has the method wins over what has not"],
    ["POST /v1/rooms/one", "allowed: GET HEAD OPTIONS", "405 with what there is"],
    ["PUT /v1/shelves/all", "allowed: GET HEAD OPTIONS POST", "of every template that matches"],
    ["PUT /v1/only", "allowed: DELETE GET HEAD OPTIONS", "sorted"],
    ["PURGE /any", "* /any", "every method"],
    ["POST /any", "POST /any", "unless there is one for it"],
    ["GET /v2/x", "nothing", "another path"],
    ["GET v1/x", "nothing", "no path"],
  ])("%s finds %s: %s", (line, expected) => {
    expect(find(treeOf(...lines), line)).toBe(expected);
    expect(find(treeOf(...lines.toReversed()), line)).toBe(expected);
  });

  it("gives the segments as they came, without the verb", () => {
    expect(treeOf(...lines).find("/v1/shelves/a%2Fb:open", "GET")).toEqual({
      kind: "route",
      value: "GET /v1/shelves/*:open",
      segments: ["v1", "shelves", "a%2Fb"],
    });
  });

  it("finds the same whatever the order of registration", () => {
    const paths = fc
      .array(fc.constantFrom("v1", "shelves", "all", "x", "x:open", "only", ""), { maxLength: 4 })
      .map((parts) => `/${parts.join("/")}`);
    const order = fc.shuffledSubarray([...lines], { minLength: lines.length });
    fc.assert(
      fc.property(paths, fc.constantFrom("GET", "POST", "PUT"), order, (path, method, shuffled) => {
        const line = `${method} ${path}`;
        expect(find(treeOf(...shuffled), line)).toBe(find(treeOf(...lines), line));
      }),
    );
  });

  it("names the methods under a path", () => {
    const tree = treeOf(...lines);
    expect(tree.methodsOf("/v1/only")).toEqual(["DELETE", "GET", "HEAD", "OPTIONS"]);
    expect(tree.methodsOf("/any")).toEqual(["*"]);
    expect(tree.methodsOf("/v2")).toEqual([]);
  });

  it.each([
    ["/v1/{a}", "/v1/{b}", "the names of variables"],
    ["/v1/{a=x/*}", "/v1/x/{b}", "what the variables span"],
    ["/v1/{a=**}", "/v1/**", "whether there is a variable"],
    ["/v1/%61", "/v1/a", "how a literal is encoded"],
  ])("cannot tell %s from %s, which differ in %s alone", (first, second) => {
    const tree = new RouteTree<string>();
    const add = (text: string): string | undefined =>
      tree.add({ template: parsePathTemplate(text), httpMethod: "GET" }, text);
    expect(add(first)).toBeUndefined();
    expect(add(second)).toBe(first);
  });
});

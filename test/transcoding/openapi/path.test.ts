import { describe, expect, it } from "vitest";
import { httpBindings } from "../../../src/transcoding/index.ts";
import { PathNames } from "../../../src/transcoding/openapi/path.ts";
import { serviceType } from "../fixture.ts";

const { method } = serviceType("LibraryService");
const [getBook, listBooks] = [method["getBook"], method["listBooks"]];

/** The OpenAPI path of a template, by names that others have been given before. */
function pathOf(template: string, names = new PathNames()): ReturnType<PathNames["pathOf"]> {
  if (getBook === undefined || listBooks === undefined) throw new Error("The methods are there.");
  const one = template.includes("{parent") ? listBooks : getBook;
  const selector = `echo.v1.LibraryService.${one.name}`;
  const [binding] = httpBindings([one], [{ selector, get: template }]);
  if (binding === undefined) throw new Error("The rule has a binding.");
  return names.pathOf(binding);
}

describe("PathNames", () => {
  it.each([
    ["/v1/books", "/v1/books", "nothing to name"],
    ["/v1/{name}", "/v1/{name}", "a field of one segment"],
    ["/v1/{name=shelves/*/books/*}", "/v1/shelves/{shelvesId}/books/{booksId}", "a resource name"],
    ["/v1/{name=shelves/*}:open", "/v1/shelves/{shelvesId}:open", "a verb"],
    ["/v1/{name=**}", "/v1/{name}", "a name of any length"],
    ["/v1/{name=shelves/**}", "/v1/shelves/{shelvesId}", "the rest of a name"],
    ["/v1/{name=*/*}", "/v1/{name}/{name2}", "segments without a collection"],
    ["/v1/x/*/x/*", "/v1/x/{xId}/x/{xId2}", "segments of no field"],
    ["/v1/{name=a/*/a/*}", "/v1/a/{aId}/a/{aId2}", "one collection in itself"],
    ["/v1/a%20b/*", "/v1/a%20b/{segment}", "a literal that needs encoding"],
  ])("turns %s into %s: %s", (template, expected) => {
    expect(pathOf(template).path).toBe(expected);
  });

  it("gives paths of one shape the names of the first", () => {
    const names = new PathNames();
    expect(pathOf("/v1/{name}", names).path).toBe("/v1/{name}");
    const second = pathOf("/v1/{parent}", names);
    expect(second.path).toBe("/v1/{name}");
    expect(second.parameters.map(({ name }) => name)).toEqual(["name"]);
    expect(pathOf("/v1/{parent}:open", names).path).toBe("/v1/{parent}:open");
  });

  it("says what a variable is a part of, or that it may hold slashes", () => {
    const [shelf, rest] = pathOf("/v1/{name=shelves/*/**}").parameters;
    expect(shelf).toMatchObject({ field: undefined, description: "Part of name." });
    expect(rest?.description).toContain("slashes are not percent-encoded");
    expect(pathOf("/v1/{name}").parameters[0]?.field?.name).toBe("name");
  });
});

import { describe, expect, it } from "vitest";
import { errorsPage, errorsPagePath } from "../../scripts/generate-errors-page.ts";
import { reasons } from "../../src/errors.ts";
import { textOf } from "./modules.ts";

describe("the page of errors", () => {
  it("is what npm run generate writes", () => {
    expect(textOf(errorsPagePath)).toBe(errorsPage());
  });

  it("has a row for every reason, with the finer HTTP status where there is one", () => {
    const rows = errorsPage()
      .split("\n")
      .filter((line) => line.startsWith("| `"));
    expect(rows).toHaveLength(Object.keys(reasons).length);
    expect(rows).toContainEqual(expect.stringMatching(/^\| `BODY_TOO_LARGE` .* \(8\) \| 413 \| /));
    expect(rows).toContainEqual(expect.stringMatching(/^\| `NO_HANDLER` .* \(5\) \| 404 \| /));
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Behaviours } from "../../../src/dispatch/behaviours.ts";
import { DispatchFailure } from "../../../src/dispatch/failure.ts";
import { parseHeaderTemplate } from "../../../src/dispatch/template/header-template.ts";
import { renderOptions, scopeOf } from "./session.ts";

function render(
  header: string,
  parameters: JsonObject = {},
  chosen: Partial<Behaviours> = {},
): string {
  return parseHeaderTemplate(header).render(scopeOf({ parameters }), renderOptions(chosen));
}

/** The octets of a rendered header as the text that they spell. */
const spelled = (value: string): string => Buffer.from(value, "latin1").toString("utf8");

describe("a header's value", () => {
  it.each<[header: string, parameters: JsonObject, expected: string, why: string]>([
    ["Bearer $session.params.token", { token: "abc" }, "Bearer abc", "documented: references"],
    ["$sys.func.UUID()", {}, "123e4567-e89b-42d3-a456-426614174000", "documented: functions"],
    ["n=$session.params.n", { n: 3 }, "n=3", "follows: numbers as in JSON"],
    ["$session.params.l", { l: [1, "a"] }, '[1,"a"]', "follows: lists as JSON"],
    ["$session.params.o", { o: { a: true } }, '{"a":true}', "follows: composites as JSON"],
    ["a $session.params.x b", {}, "a  b", "assumed: nothing stands for what is not set"],
    ["$session.params.a-$session.params.b", { a: 1, b: 2 }, "1-2", "assumed: a dash is text"],
    ["costs $5\t$", {}, "costs $5\t$", "follows: dollar signs that are text"],
  ])("%j with %j is %j: %s", (header, parameters, expected) => {
    expect(render(header, parameters)).toBe(expected);
  });

  it("may keep a reference that is not set", () => {
    const chosen = { missingInHeader: "literal" } as const;
    expect(render("a $session.params.x", {}, chosen)).toBe("a $session.params.x");
  });

  it.each(["a\r\nX-Admin: 1", "a\nb", "\r", "a\u0000", "\u007f", "\u001b[2J"])(
    "never has %j in it, and the refusal does not tell it",
    (x) => {
      let failure: unknown;
      try {
        render("a $session.params.x", { x });
      } catch (error) {
        failure = error;
      }
      expect(DispatchFailure.is(failure) && failure.kind).toBe("plan");
      expect(String(failure)).toContain("The value of $session.params.x has control characters");
      expect(String(failure)).not.toContain(x);
    },
  );

  it("is refused with control characters of its own", () => {
    expect(() => parseHeaderTemplate("ab\r\nc")).toThrow("column 3: A header holds no control");
  });

  it.each<[x: string, chosen: Partial<Behaviours>, expected: string | undefined, how: string]>([
    ["größe 👍", {}, "größe 👍", "assumed: the octets of UTF-8"],
    ["größe", { headerCharacters: "latin-1" }, undefined, "one octet for each"],
  ])("%s with %j is spelled %s: %s", (x, chosen, expected) => {
    const value = render("$session.params.x", { x }, chosen);
    if (expected === undefined) expect(value).toBe(x);
    else expect(spelled(value)).toBe(expected);
  });

  it("beyond Latin-1 fails where only that may be sent", () => {
    expect(() => render("$session.params.x", { x: "€" }, { headerCharacters: "latin-1" })).toThrow(
      expect.objectContaining({ kind: "plan" }) as Error,
    );
  });

  it("has octets alone that HTTP takes, and spells every other value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (given) => {
        const x = given as JsonValue;
        fc.pre(x !== null);
        try {
          const value = render("v $session.params.x e", { x });
          expect(value).toMatch(/^[\t\u0020-\u007e\u0080-\u00ff]*$/);
          expect(spelled(value)).toBe(`v ${typeof x === "string" ? x : JSON.stringify(x)} e`);
        } catch (error) {
          if (!DispatchFailure.is(error)) throw error;
          // JSON escapes what it can, and leaves DEL as it is.
          expect(typeof x === "string" ? x : JSON.stringify(x)).toMatch(/[^\t\P{Cc}]/u);
        }
      }),
    );
  });

  it("names the functions that it calls", () => {
    expect(parseHeaderTemplate("$sys.func.UUID()").functions).toEqual(["UUID"]);
  });
});

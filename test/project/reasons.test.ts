import { parseSync, Visitor } from "oxc-parser";
import type { CallExpression, NewExpression, ObjectExpression, ObjectProperty } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { reasons } from "../../src/errors.ts";
import { filesUnder, textOf } from "./modules.ts";

/** A reason that a source file gives, with the code next to it if there is one. */
interface Given {
  readonly path: string;
  readonly reason: string;
  readonly code: string | undefined;
}

/** The text of a property whose value is a string. */
function textAt(object: ObjectExpression, name: string): string | undefined {
  const found = object.properties.find(
    (property): property is ObjectProperty =>
      property.type === "Property" &&
      property.key.type === "Identifier" &&
      property.key.name === name,
  );
  return found?.value.type === "Literal" && typeof found.value.value === "string"
    ? found.value.value
    : undefined;
}

/** Every `("CODE", { reason: "REASON" })`, and every other `{ reason: "REASON" }`. */
function reasonsIn(path: string): readonly Given[] {
  const codeOf = new Map<ObjectExpression, string>();
  const given: Given[] = [];
  const keepCode = ({ arguments: [code, options] }: CallExpression | NewExpression): void => {
    if (
      code?.type === "Literal" &&
      typeof code.value === "string" &&
      options?.type === "ObjectExpression"
    )
      codeOf.set(options, code.value);
  };
  new Visitor({
    NewExpression: keepCode,
    CallExpression: keepCode,
    ObjectExpression(object) {
      const reason = textAt(object, "reason");
      if (reason !== undefined) given.push({ path, reason, code: codeOf.get(object) });
    },
  }).visit(parseSync(path, textOf(path)).program);
  return given;
}

const given = filesUnder("src").flatMap(reasonsIn);

describe("the reasons that the code gives", () => {
  it("are found", () => {
    expect(new Set(given.map(({ reason }) => reason)).size).toBeGreaterThan(20);
    expect(given.filter(({ code }) => code !== undefined).length).toBeGreaterThan(20);
  });

  it("are in the registry, each with the code that it is given with", () => {
    const strangers = given.filter(({ reason, code }) => {
      const known = Object.hasOwn(reasons, reason)
        ? reasons[reason as keyof typeof reasons]
        : undefined;
      return known === undefined || (code !== undefined && code !== known.code);
    });
    expect(strangers).toEqual([]);
  });
});

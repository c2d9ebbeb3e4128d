import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WebhookSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { MaskPathError, resolvePath } from "../../src/management/mask-path.ts";
import { MapsSchema } from "../codegen/gen/es/kinds_pb.ts";

const keyOf = (path: string) => resolvePath(MapsSchema, path)[0]?.key;

describe("a path into a map", () => {
  it("finds every key of text again, in backquotes", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (key) => {
        expect(keyOf(`string_to_string.\`${key.replaceAll("`", "``")}\``)).toBe(key);
      }),
    );
  });

  it.each([
    ["string_to_string.a-b", "a-b"],
    ["string_to_string.1", "1"],
    ["int32_to_int32.-5", -5],
    ["uint64_to_uint64.18446744073709551615", 18446744073709551615n],
    ["int64ToInt64.7", 7n],
    ["bool_to_struct.true", true],
    ["bool_to_struct.false", false],
  ])("%s has a key of the type that the map has", (path, key) => {
    expect(keyOf(path)).toBe(key);
  });

  it.each(["int32_to_int32.x", "int64_to_int64.1.5", "bool_to_struct.1", "string_to_string.a.b"])(
    "%s is refused",
    (path) => {
      expect(() => resolvePath(MapsSchema, path)).toThrow(MaskPathError);
    },
  );

  it("leads on into entries that are messages", () => {
    const steps = resolvePath(MapsSchema, "sfixed32_to_message.3.an_int32");
    expect(steps.map(({ field, key }) => [field.name, key])).toEqual([
      ["sfixed32_to_message", 3],
      ["an_int32", undefined],
    ]);
  });
});

describe("any text", () => {
  it("is a path, or refused with a sentence", () => {
    fc.assert(
      fc.property(fc.string(), (path) => {
        let steps: unknown[] = [];
        try {
          steps = [...resolvePath(WebhookSchema, path)];
        } catch (error) {
          expect(error).toBeInstanceOf(MaskPathError);
          expect((error as Error).message).toMatch(/\.$/);
          return;
        }
        expect(steps.length).toBeGreaterThan(0);
      }),
    );
  });
});
